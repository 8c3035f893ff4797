#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "streamspec/model/clause.hpp"
#include "streamspec/model/epilogue.hpp"
#include "streamspec/model/golden.hpp"
#include "streamspec/model/golden_text.hpp"
#include "streamspec/model/release_table.hpp"
#include "streamspec/model/script.hpp"

namespace streamspec {

/// A script as its file has it, without the epilogue.
struct CorpusScript {
    std::string file;
    Script script;
    std::string digest;
};

/// The specification on disk: scripts, their golden traces, clauses and releases. Reading it from several
/// threads is fine.
class Corpus {
  public:
    /// `spec` holds scripts/, clauses/, epilogue/ and releases.json; `traces` the golden traces. Reads the
    /// releases and the epilogues, and lists the scripts. Throws InputError.
    Corpus(std::filesystem::path spec, std::filesystem::path traces);

    /// Of every script, sorted.
    const std::vector<std::string>& ids() const noexcept { return ids_; }
    const ReleaseTable& releases() const noexcept { return releases_; }
    /// Throws InputError where the specification has none for the layer.
    const Epilogue& epilogue(Layer layer) const;

    // What belongs to one script. Throws InputError.
    CorpusScript script(const std::string& id) const;
    /// The golden traces; that they were recorded from another script than this one is an InputError.
    Golden golden(const std::string& id, const std::string& digest) const;
    /// The same file, not decoded; none where it cannot be read.
    std::optional<GoldenText> golden_text(const std::string& id) const;
    /// Where the golden traces of a script are, or would be.
    std::string golden_file(const std::string& id) const;

    /// Of every file of clauses, by topic. Throws InputError.
    std::map<std::string, ClauseFile> clauses() const;
    const std::filesystem::path& spec() const noexcept { return spec_; }

  private:
    std::filesystem::path epilogue_file(Layer layer) const;

    std::filesystem::path spec_;
    std::filesystem::path traces_;
    std::string scripts_folder_;  ///< with the separator at its end, like the next one
    std::string traces_folder_;
    std::vector<std::string> ids_;
    ReleaseTable releases_;
    std::map<Layer, Epilogue> epilogues_;
};

}  // namespace streamspec
