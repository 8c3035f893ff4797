#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace streamspec {

/// A CPython release: "3.11.7", "3.15.0rc1". Ordered as releases follow each other.
struct Release {
    enum class Stage : unsigned char { alpha, beta, candidate, final };

    int major = 3;
    int minor = 0;
    int micro = 0;
    Stage stage = Stage::final;
    int serial = 0;  ///< of an alpha, a beta or a candidate

    /// None where the text is no release.
    static std::optional<Release> parse(std::string_view text);
    std::string str() const;

    friend auto operator<=>(const Release&, const Release&) = default;
};

/// Releases from one to another, both included: "all", "..3.8.6", "3.13..", "3.8.7..3.12". An end of two
/// numbers stands for the whole series, pre-releases included.
class ReleaseRange {
  public:
    /// None where the text is no range.
    static std::optional<ReleaseRange> parse(std::string_view text);
    bool contains(const Release& release) const;
    const std::string& str() const noexcept { return text_; }

  private:
    std::string text_;
    std::optional<Release> first_;
    std::optional<Release> last_;
};

}  // namespace streamspec
