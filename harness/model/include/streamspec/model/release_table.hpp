#pragma once

#include <optional>
#include <string>
#include <vector>

#include "streamspec/model/json_document.hpp"
#include "streamspec/model/release.hpp"

namespace streamspec {

/// Which releases are recorded, and which recorded release stands for one that is not (spec/releases.json).
class ReleaseTable {
  public:
    /// A release as it is looked up: the recorded one that stands for it, and what is known to differ between
    /// the two.
    struct Entry {
        Release asked;
        Release recorded;
        std::string differs;  ///< empty: nothing that a script shows
    };

    /// Throws InputError.
    static ReleaseTable decode(const JsonDocument& document);

    /// In the order of versions.
    const std::vector<Release>& recorded() const noexcept { return recorded_; }
    /// None where the table says nothing of the release.
    std::optional<Entry> find(const Release& release) const;

  private:
    struct Range {
        Release first;
        Release last;
        Release recorded;
        std::string differs;
    };

    std::vector<Release> recorded_;
    std::vector<Range> unrecorded_;
};

}  // namespace streamspec
