#include "output_file.hpp"

#include <cstdio>
#include <filesystem>
#include <system_error>
#include <utility>

#include <sys/stat.h>
#include <unistd.h>

#include "streamspec/model/input_error.hpp"

namespace streamspec::cli {
namespace {

namespace fs = std::filesystem;

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

}  // namespace

OutputFile::OutputFile(std::string path, bool as_it_comes) : path_(target_of(path)) {
    std::error_code error;
    const auto kind = fs::status(path_, error).type();
    const bool replaces =
        !as_it_comes && (kind == fs::file_type::regular || kind == fs::file_type::not_found);
    if (replaces) {
        temporary_ = path_ + ".XXXXXX";
        const int file = mkstemp(temporary_.data());
        if (file < 0) {
            temporary_.clear();
            throw InputError(path, "",
                             "the file cannot be written: " + std::generic_category().message(errno));
        }
        set_permissions(file, path_);
        close(file);
    }
    stream_.open(replaces ? temporary_ : path_, std::ios::binary);
    if (!stream_) {
        throw InputError(path, "", "the file cannot be written: " + std::generic_category().message(errno));
    }
}

OutputFile::~OutputFile() {
    if (!temporary_.empty()) {
        std::remove(temporary_.c_str());
    }
}

void OutputFile::finish() {
    stream_.close();
    if (!stream_ || (!temporary_.empty() && std::rename(temporary_.c_str(), path_.c_str()) != 0)) {
        throw InputError(path_, "", "the file cannot be written: " + std::generic_category().message(errno));
    }
    temporary_.clear();
}

}  // namespace streamspec::cli
