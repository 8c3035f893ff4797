#include "known_file.hpp"

#include <fstream>
#include <iostream>

#include "streamspec/engine/known.hpp"
#include "streamspec/model/input_error.hpp"

namespace streamspec::cli {

std::vector<KnownDivergence> read_known(const std::vector<std::string>& files, const Corpus& corpus,
                                        std::vector<ReplayReport::Problem>& problems) {
    std::vector<KnownDivergence> known;
    for (const auto& file : files) {
        try {
            auto entries = decode_known(JsonDocument::read(file));
            auto faults = check_known(entries, corpus, file);
            problems.insert(problems.end(), faults.begin(), faults.end());
            known.insert(known.end(), entries.begin(), entries.end());
        } catch (const InputError& error) {
            problems.push_back({error.file(), error.pointer(), error.reason()});
        }
    }
    return known;
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
