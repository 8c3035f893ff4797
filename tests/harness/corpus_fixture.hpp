#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "streamspec/engine/corpus.hpp"

namespace testing {

/// A small corpus of its own in a temporary folder: release 3.9.18 and 3.12.1 of record, one clause, and the
/// scripts that the test adds.
class CorpusFixture {
  public:
    CorpusFixture();
    CorpusFixture(const CorpusFixture&) = delete;
    CorpusFixture& operator=(const CorpusFixture&) = delete;
    ~CorpusFixture();

    /// Writes a file under the folder.
    void write(const std::string& path, std::string_view text) const;
    void remove(const std::string& path) const;
    /// Adds a script that feeds `data` and then asks at_eof, and its golden traces, which say `at_eof`
    /// returned `at_eof`.
    void add(const std::string& id, std::string_view data = "abc", std::string_view at_eof = "false") const;

    streamspec::Corpus corpus() const { return {folder_ / "spec", folder_ / "traces"}; }
    const std::filesystem::path& folder() const noexcept { return folder_; }

  private:
    std::filesystem::path folder_;
};

}  // namespace testing
