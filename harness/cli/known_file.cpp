#include "known_file.hpp"

#include <filesystem>
#include <fstream>
#include <iostream>

#include "streamspec/engine/known.hpp"
#include "streamspec/model/input_error.hpp"

namespace streamspec::cli {

void require_new_file(const std::string& file) {
    if (std::filesystem::exists(file)) {
        throw InputError(file, "", "the file is there already; the reasons in it would be lost");
    }
}

void write_known(const std::string& file, const ReplayReport& report) {
    auto known = known_from(report);
    std::ofstream stream(file, std::ios::binary);
    if (!(stream << encode(known)) || !stream.flush()) {
        throw InputError(file, "", "the file cannot be written");
    }
    std::cerr << "streamspec: wrote " << known.size() << " known divergences to " << file
              << "; each needs a reason that a reader understands\n";
}

}  // namespace streamspec::cli
