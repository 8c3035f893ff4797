#include <cstring>

#include "workload.hpp"

namespace benchmark {

namespace {

/// What cannot be avoided: each chunk copied into a buffer once, the fastest search, one owned copy a result.
/// No limit, no end, no errors, no loop: less than a reader.
class Floor {
  public:
    explicit Floor(const Workload& workload) : workload_(workload) {}

    std::size_t run() {
        for (const std::string_view chunk : workload_.chunks()) {
            buffer_.erase(0, begin_);
            begin_ = 0;
            buffer_.append(chunk);
            for (std::size_t size = next(); size != 0; size = next()) {
                const std::string result(buffer_.data() + begin_, size);
                begin_ += size;
                returned_ += size;
                keep(result);
            }
        }
        return returned_;
    }

  private:
    /// The size of the next result; 0 where it is not there.
    std::size_t next() const {
        const std::string_view rest = std::string_view(buffer_).substr(begin_);
        switch (workload_.call) {
            case Call::readline: {
                const void* found = rest.empty() ? nullptr : std::memchr(rest.data(), '\n', rest.size());
                return found == nullptr
                           ? 0
                           : static_cast<std::size_t>(static_cast<const char*>(found) - rest.data()) + 1;
            }
            case Call::readuntil: {
                const std::size_t at = rest.find(workload_.separator);
                return at == std::string_view::npos ? 0 : at + workload_.separator.size();
            }
            case Call::readexactly:
                return rest.size() < workload_.size ? 0 : workload_.size;
            case Call::read:
                return std::min(rest.size(), workload_.size);
        }
        return 0;
    }

    const Workload& workload_;
    std::string buffer_;
    std::size_t begin_ = 0;
    std::size_t returned_ = 0;
};

}  // namespace

std::size_t run_floor(const Workload& workload) {
    return Floor(workload).run();
}

}  // namespace benchmark
