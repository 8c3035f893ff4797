#include "temporary_folder.hpp"

#include <cstdlib>
#include <filesystem>

#include "streamspec/subject/subject.hpp"

namespace streamspec {

TemporaryFolder::TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "wireXXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) {
        throw SubjectError("no folder for the sockets of the script can be made");
    }
    path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

}  // namespace streamspec
