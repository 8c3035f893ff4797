// Where boost::asio's composed reads differ from CPython's streams: a complete test of a reader that is not
// ours.
#include <boost/asio.hpp>
#include <streamspec/conformance/conformance_test.hpp>

namespace {

namespace asio = boost::asio;
using boost::system::error_code;

/// A stream in memory: what asio calls an AsyncReadStream. It takes one read at a time.
class MemoryStream {
  public:
    using executor_type = asio::io_context::executor_type;

    explicit MemoryStream(asio::io_context& io) : io_(io) {}
    executor_type get_executor() { return io_.get_executor(); }

    void feed(std::string_view bytes) {
        arrived_ += bytes;
        serve();
    }
    void feed_eof() {
        ended_ = true;
        serve();
    }
    void cancel() { finish(asio::error::operation_aborted, 0); }

    template <class Buffers, class Token>
    auto async_read_some(const Buffers& buffers, Token&& token) {
        auto begin = [this, buffers](auto handler) {
            auto shared = std::make_shared<decltype(handler)>(std::move(handler));
            // asio asks for no bytes where it found what it wants in the buffer.
            wanted_ = asio::buffer_size(buffers);
            copy_ = [this, buffers] { return asio::buffer_copy(buffers, asio::buffer(arrived_)); };
            handler_ = [this, shared](error_code error, std::size_t size) {
                asio::post(io_, [shared, error, size] { (*shared)(error, size); });
            };
            serve();
        };
        return asio::async_initiate<Token, void(error_code, std::size_t)>(begin, token);
    }

  private:
    void serve() {
        if (!handler_ || (wanted_ > 0 && arrived_.empty() && !ended_)) {
            return;
        }
        auto size = copy_();
        arrived_.erase(0, size);
        finish(wanted_ > 0 && size == 0 ? error_code(asio::error::eof) : error_code(), size);
    }
    void finish(error_code error, std::size_t size) {
        if (auto handler = std::exchange(handler_, nullptr)) {
            handler(error, size);
        }
    }

    asio::io_context& io_;
    std::string arrived_;
    bool ended_ = false;
    std::size_t wanted_ = 0;
    std::function<std::size_t()> copy_;
    std::function<void(error_code, std::size_t)> handler_;
};

constexpr std::int64_t kLargestChunk = 1 << 20;

/// asio's reads, with the buffer that async_read_until asks its user to keep.
class AsioReader final : public streamspec::LinkedReader {
  public:
    void feed(std::string_view bytes) override { stream_.feed(bytes); }
    void feed_eof() override { stream_.feed_eof(); }
    bool poll() override { return io_.restart(), io_.poll() > 0; }
    void cancel(std::uint64_t /*id*/) override { stream_.cancel(); }

    void start(std::uint64_t /*id*/, const streamspec::ReadCall& call, Done done) override {
        using Kind = streamspec::ReadCall::Kind;
        if (call.kind == Kind::readexactly && *call.count < 0) {
            done(streamspec::ReadFailed{"ValueError", "a negative size"});
            return;
        }
        if (std::exchange(busy_, true)) {
            done(streamspec::ReadFailed{"RuntimeError", "asio's reads are one at a time"});
            return;
        }
        auto then = [this, call, done](error_code error, std::size_t size) {
            busy_ = false;
            done(outcome(call, error, size));
        };
        auto whole = asio::dynamic_buffer(buffer_);
        if (call.kind == Kind::readline || call.kind == Kind::readuntil) {
            asio::async_read_until(stream_, whole, call.separator, then);
        } else if (!call.count || *call.count < 0) {
            asio::async_read(stream_, whole, asio::transfer_all(), then);
        } else if (call.kind == Kind::readexactly) {
            const auto wanted = static_cast<std::size_t>(*call.count);
            asio::async_read(stream_, whole,
                             asio::transfer_exactly(wanted - std::min(wanted, buffer_.size())), then);
        } else {
            // What is in the buffer already is enough.
            const auto most = std::min<std::int64_t>(*call.count, kLargestChunk);
            chunk_.resize(buffer_.empty() ? static_cast<std::size_t>(most) : 0);
            stream_.async_read_some(asio::buffer(chunk_), [this, then](error_code error, std::size_t size) {
                buffer_.append(chunk_, 0, size);
                then(error, size);
            });
        }
    }

  private:
    streamspec::ReadOutcome outcome(const streamspec::ReadCall& call, error_code error, std::size_t size) {
        using Kind = streamspec::ReadCall::Kind;
        if (error == asio::error::operation_aborted) {
            return streamspec::ReadCancelled{};
        }
        if (call.kind == Kind::read) {
            return streamspec::ReadData{take(call.count.value_or(-1))};
        }
        if (call.kind == Kind::readexactly) {
            if (static_cast<std::int64_t>(buffer_.size()) < *call.count) {
                return streamspec::ReadIncomplete{take(-1), call.count};
            }
            return streamspec::ReadData{take(*call.count)};
        }
        if (error) {
            auto rest = take(-1);
            return call.kind == Kind::readline ? streamspec::ReadOutcome(streamspec::ReadData{rest})
                                               : streamspec::ReadIncomplete{rest, {}};
        }
        return streamspec::ReadData{take(static_cast<std::int64_t>(size))};
    }
    std::string take(std::int64_t count) {
        auto size = count < 0 ? buffer_.size() : std::min(buffer_.size(), static_cast<std::size_t>(count));
        auto bytes = buffer_.substr(0, size);
        buffer_.erase(0, size);
        return bytes;
    }

    asio::io_context io_;
    MemoryStream stream_{io_};
    std::string buffer_;
    std::string chunk_;  ///< where a read of some bytes puts them
    bool busy_ = false;
};

}  // namespace

int main(int argc, char** argv) {
    streamspec::SubjectInfo info;
    info.name = "boost::asio";
    info.version = BOOST_LIB_VERSION;
    // asio has a limit too, of another kind: of the buffer as a whole, the separator included.
    info.features = streamspec::kLinkedFeatures;
    info.features.remove(streamspec::Feature::limit);
    return streamspec::run_conformance_test(
        argc, argv, info, [](std::optional<std::int64_t>) { return std::make_unique<AsioReader>(); });
}
