#include "request_file.hpp"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <stdexcept>

#include <unistd.h>

RequestFile::RequestFile(const std::vector<std::string>& scripts, int times) {
    auto file = mkstemp(name_.data());
    if (file < 0) {
        throw std::runtime_error("cannot make a temporary file");
    }
    close(file);
    std::ofstream stream(name_);
    for (int i = 0; i < times; ++i) {
        for (const auto& script : scripts) {
            stream << R"({"id":)" << ++count_ << R"(,"script":)" << script << "}\n";
        }
    }
}

RequestFile::~RequestFile() {
    std::remove(name_.c_str());
}
