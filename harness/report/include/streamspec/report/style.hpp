#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace streamspec {

/// How text for people looks: with colour or without, and how wide it may be.
struct Style {
    bool colour = false;
    std::size_t width = 100;

    std::string bold(std::string_view text) const { return painted("1", text); }
    std::string dim(std::string_view text) const { return painted("2", text); }
    std::string red(std::string_view text) const { return painted("31", text); }
    std::string green(std::string_view text) const { return painted("32", text); }
    std::string yellow(std::string_view text) const { return painted("33", text); }

  private:
    std::string painted(std::string_view code, std::string_view text) const;
};

/// How many columns a UTF-8 text takes.
std::size_t columns(std::string_view text) noexcept;
/// The text, cut (with an ellipsis) or filled up with spaces so that it takes exactly that many columns.
std::string fit(std::string_view text, std::size_t width);
/// The text with spaces before it, so that it takes at least that many columns.
std::string right(std::string_view text, std::size_t width);
/// The text, cut (with an ellipsis) where it takes more columns.
std::string cut(std::string_view text, std::size_t width);

}  // namespace streamspec
