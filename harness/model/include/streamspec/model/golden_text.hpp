#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "streamspec/model/release.hpp"

namespace streamspec {

/// A file of `traces/` as text: finds the canonical JSON of a trace in it without decoding anything, for
/// those who only ask whether another trace is the same to the byte. Knows the file's layout as the recorder
/// writes it, and tells of no other; what is wrong with a file, `decode_golden` says.
class GoldenText {
  public:
    explicit GoldenText(std::string_view file);

    /// The trace of a release. None where the file has none, is that of another script or was recorded from
    /// another version of it, or is not laid out as the recorder does.
    std::optional<std::string_view> trace(std::string_view script, std::string_view digest,
                                          const Release& release) const;

  private:
    std::string text_;  ///< without the breaks between its lines, and their indentation
};

/// How many turns a trace has, given as canonical JSON.
std::size_t count_turns(std::string_view trace);

}  // namespace streamspec
