#pragma once

#include <compare>
#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace streamspec {

/// Python's bytes.
struct Bytes {
    std::string data;

    friend auto operator<=>(const Bytes&, const Bytes&) = default;
};

/// The most bytes that one value of a script or trace may have.
inline constexpr std::size_t kMaxBytes = std::size_t{1} << 26U;
/// From this length on, equal bytes in a row are written as a repetition.
inline constexpr std::size_t kShortestRepeat = 32;

/// Whether a byte may stand in a JSON string as itself: printable ASCII, tab, newline, carriage return.
constexpr bool is_text_byte(char byte) noexcept {
    return (byte >= 0x20 && byte <= 0x7e) || byte == '\t' || byte == '\n' || byte == '\r';
}

// What the canonical form of bytes is made of (spec/trace-format.md).
struct TextPiece {
    std::string_view text;
};
struct HexPiece {
    std::string_view bytes;
};
struct RepeatPiece {
    char byte = 0;
    std::size_t times = 0;
};
using BytesPiece = std::variant<TextPiece, HexPiece, RepeatPiece>;

/// The pieces of the canonical form, in order. They point into `data`.
std::vector<BytesPiece> canonical_pieces(std::string_view data);

/// Lower-case hexadecimal digits, two a byte.
std::string to_hex(std::string_view bytes);

}  // namespace streamspec
