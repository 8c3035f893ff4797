#include "fuzzed_script.hpp"

#include <array>
#include <cstdlib>
#include <iostream>

#include "streamspec/explore/choices.hpp"
#include "streamspec/explore/random_script.hpp"
#include "streamspec/model/json_document.hpp"
#include "streamspec/model/script_codec.hpp"

namespace fuzzing {

using namespace streamspec;

namespace fs = std::filesystem;

fs::path project_folder(const std::string& name) {
    const auto beside = fs::read_symlink("/proc/self/exe").parent_path() / name;
    return fs::exists(beside) ? beside : fs::path(STREAMSPEC_SOURCE_DIR) / name;
}

const Epilogue& epilogue(Layer layer) {
    static const auto read = [](Layer of) {
        const auto file = project_folder("spec") / "epilogue" / (std::string(name(of)) + ".json");
        return Epilogue::decode(JsonDocument::read(file.string()));
    };
    static const std::array<Epilogue, 2> epilogues = {read(Layer::reader), read(Layer::writer)};
    return epilogues.at(layer == Layer::writer ? 1 : 0);
}

Input::Input(const std::uint8_t* data, std::size_t size) {
    if (size > 0) {
        first_ = data[0];
        decisions_.assign(data + 1, data + size);
    }
}

Script Input::script(FeatureSet features) const {
    Decisions decisions(decisions_);
    return random_script(decisions, {first_ % 2 == 0 ? Layer::reader : Layer::writer, features, false});
}

void report(const std::string& what, const Script& script) {
    JsonWriter writer;
    encode(writer, script);
    std::cerr << what << "\n" << writer.take() << std::endl;
    std::abort();
}

}  // namespace fuzzing
