#include "output_file.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <string_view>
#include <system_error>
#include <utility>

#include <sys/stat.h>
#include <unistd.h>

#include "streamspec/model/input_error.hpp"

namespace streamspec::cli {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void throw_unwritable(const std::string& path, int error) {
    throw InputError(path, "", "the file cannot be written: " + std::generic_category().message(error));
}

/// What a link leads to is replaced, not the link.
std::string target_of(const std::string& path) {
    std::error_code error;
    auto target = fs::canonical(path, error);
    return error ? path : target.string();
}

/// The permissions that a file has that is simply created, or those of the one whose place is taken.
void set_permissions(int file, const std::string& path) {
    struct stat status {};
    if (stat(path.c_str(), &status) == 0) {
        fchmod(file, status.st_mode & 07777U);
        return;
    }
    const auto mask = umask(0);
    umask(mask);
    fchmod(file, 0666U & ~mask);
}

/// A new, empty file beside that one, which is open. Throws InputError where it cannot be made.
std::pair<int, std::string> open_beside(const std::string& path) {
    auto name = path + ".XXXXXX";
    const int file = mkstemp(name.data());
    if (file < 0) {
        throw_unwritable(path, errno);
    }
    return {file, std::move(name)};
}

/// Writes all of it; returns 0, or what errno says.
int write_all(int file, std::string_view text) {
    while (!text.empty()) {
        const auto written = write(file, text.data(), text.size());
        if (written < 0 && errno != EINTR) {
            return errno;
        }
        text.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(written, 0)));
    }
    return 0;
}

/// Whether it is another name of what stdout is, such as /dev/stdout.
bool is_stdout(const std::string& path) {
    struct stat named {};
    struct stat own {};
    return stat(path.c_str(), &named) == 0 && fstat(STDOUT_FILENO, &own) == 0 && named.st_dev == own.st_dev &&
           named.st_ino == own.st_ino;
}

/// A link that leads nowhere is not replaced: /dev/stdout is one where stdout is closed, or a file that was
/// removed.
bool is_replaced(const std::string& path) {
    std::error_code error;
    const auto kind = fs::symlink_status(path, error).type();
    return kind == fs::file_type::regular || kind == fs::file_type::not_found;
}

}  // namespace

OutputFile::OutputFile(std::string path, bool as_it_comes)
    : is_stdout_(is_stdout(path)),
      path_(target_of(path)),
      replaces_(!is_stdout_ && !as_it_comes && is_replaced(path_)) {
    if (is_stdout_) {
        return;
    }
    if (replaces_) {
        // Whether it can be written is told now, not after hours of work.
        auto [file, name] = open_beside(path_);
        close(file);
        std::remove(name.c_str());
        return;
    }
    file_.open(path_, std::ios::binary);
    if (!file_) {
        throw_unwritable(path, errno);
    }
}

std::ostream& OutputFile::stream() noexcept {
    if (is_stdout_) {
        return std::cout;
    }
    return replaces_ ? static_cast<std::ostream&>(text_) : file_;
}

void OutputFile::finish() {
    if (is_stdout_) {
        if (!std::cout.flush()) {
            throw_unwritable(path_, errno);
        }
        return;
    }
    if (replaces_) {
        replace();
        return;
    }
    file_.close();
    if (!file_) {
        throw_unwritable(path_, errno);
    }
}

void OutputFile::replace() {
    auto [file, name] = open_beside(path_);
    set_permissions(file, path_);
    auto failed = write_all(file, text_.view());
    if (close(file) != 0 && failed == 0) {
        failed = errno;
    }
    if (failed == 0 && std::rename(name.c_str(), path_.c_str()) != 0) {
        failed = errno;
    }
    if (failed != 0) {
        std::remove(name.c_str());
        throw_unwritable(path_, failed);
    }
}

}  // namespace streamspec::cli
