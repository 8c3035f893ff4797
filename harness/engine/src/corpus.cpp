#include "streamspec/engine/corpus.hpp"

#include <algorithm>
#include <utility>

#include "streamspec/model/digest.hpp"
#include "streamspec/model/file_text.hpp"
#include "streamspec/model/input_error.hpp"
#include "streamspec/model/script_codec.hpp"
#include "streamspec/model/trace_codec.hpp"

namespace streamspec {
namespace {

namespace fs = std::filesystem;

/// The files with that ending under a folder, sorted; without the ending, relative to the folder.
std::vector<std::string> list_files(const fs::path& folder, std::string_view ending) {
    std::error_code error;
    fs::recursive_directory_iterator files(folder, error);
    if (error) {
        throw InputError(folder.string(), "", "the folder cannot be read: " + error.message());
    }
    std::vector<std::string> names;
    for (const auto& entry : files) {
        if (entry.is_regular_file() && entry.path().extension() == ending) {
            names.push_back(entry.path().lexically_relative(folder).replace_extension().generic_string());
        }
    }
    std::sort(names.begin(), names.end());
    return names;
}

ReleaseTable read_releases(const fs::path& path) {
    auto document = JsonDocument::read(path.string());
    return ReleaseTable::decode(document);
}

Epilogue read_epilogue(const fs::path& path) {
    auto document = JsonDocument::read(path.string());
    return Epilogue::decode(document);
}

}  // namespace

Corpus::Corpus(fs::path spec, fs::path traces)
    : spec_(std::move(spec)),
      traces_(std::move(traces)),
      scripts_folder_((spec_ / "scripts" / "").string()),
      traces_folder_((traces_ / "").string()),
      ids_(list_files(spec_ / "scripts", ".json")),
      releases_(read_releases(spec_ / "releases.json")) {
    for (auto layer : kLayers) {
        if (auto file = epilogue_file(layer); fs::exists(file)) {
            epilogues_.emplace(layer, read_epilogue(file));
        }
    }
}

fs::path Corpus::epilogue_file(Layer layer) const {
    return spec_ / "epilogue" / (std::string(name(layer)) + ".json");
}

const Epilogue& Corpus::epilogue(Layer layer) const {
    auto found = epilogues_.find(layer);
    if (found == epilogues_.end()) {
        throw InputError(epilogue_file(layer).string(), "",
                         "the epilogue of the layer " + std::string(name(layer)) + " is missing");
    }
    return found->second;
}

CorpusScript Corpus::script(const std::string& id) const {
    auto file = scripts_folder_ + id + ".json";
    auto document = JsonDocument::read(file);
    auto script = decode_script(document);
    return {std::move(file), std::move(script), script_digest(document)};
}

std::string Corpus::golden_file(const std::string& id) const {
    return traces_folder_ + id + ".json";
}

Golden Corpus::golden(const std::string& id, const std::string& digest) const {
    auto file = golden_file(id);
    if (!fs::exists(file)) {
        throw InputError(file, "", "the trace is missing: nothing was recorded from the script " + id);
    }
    auto document = JsonDocument::read(file);
    auto golden = decode_golden(document);
    if (golden.script != id) {
        throw InputError(file, "/script", "the trace is that of another script, " + golden.script);
    }
    if (golden.digest != digest) {
        throw InputError(file, "/digest", "the trace is stale: the script was changed after it was recorded");
    }
    return golden;
}

std::optional<GoldenText> Corpus::golden_text(const std::string& id) const {
    try {
        return GoldenText(read_file(golden_file(id)));
    } catch (const InputError&) {
        return std::nullopt;
    }
}

std::map<std::string, ClauseFile> Corpus::clauses() const {
    std::map<std::string, ClauseFile> files;
    auto folder = spec_ / "clauses";
    for (const auto& name : list_files(folder, ".md")) {
        auto path = folder / (name + ".md");
        auto parsed = parse_clauses(read_file(path.string()), path.string());
        auto topic = parsed.topic;
        if (!files.emplace(topic, std::move(parsed)).second) {
            throw InputError(path.string(), "line 1", "another file has the topic " + topic + " already");
        }
    }
    return files;
}

}  // namespace streamspec
