#include "streamspec/model/file_text.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "streamspec/model/input_error.hpp"

namespace streamspec {
namespace {

/// An open file. A corpus has thousands, each read at once and whole: a stream's own buffer costs as much as
/// reading.
class File {
  public:
    explicit File(const std::string& path) : path_(path), number_(open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
        check(number_ >= 0);
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    ~File() { close(number_); }

    /// None where a file has no size that tells when all was read: a pipe, a device, one of /proc.
    std::optional<std::size_t> size() const {
        struct stat status {};
        check(fstat(number_, &status) == 0);
        return S_ISREG(status.st_mode) && status.st_size > 0
                   ? std::optional(static_cast<std::size_t>(status.st_size))
                   : std::nullopt;
    }
    /// None at the end.
    std::size_t read_some(char* into, std::size_t most) const {
        for (;;) {
            const auto got = read(number_, into, most);
            if (got >= 0 || errno != EINTR) {
                check(got >= 0);
                return static_cast<std::size_t>(got);
            }
        }
    }

  private:
    void check(bool went_well) const {
        if (!went_well) {
            throw InputError(path_, "", std::string("the file cannot be read: ") + std::strerror(errno));
        }
    }

    const std::string& path_;
    int number_;
};

}  // namespace

std::string read_file(const std::string& path) {
    const File file(path);
    const auto size = file.size();
    constexpr std::size_t kFirstPiece = 4096;
    std::string text(size.value_or(kFirstPiece), '\0');
    std::size_t filled = 0;
    while (const auto got = file.read_some(text.data() + filled, text.size() - filled)) {
        filled += got;
        if (filled == size) {
            break;
        }
        if (filled == text.size()) {
            text.resize(2 * filled);
        }
    }
    text.resize(filled);
    return text;
}

}  // namespace streamspec
