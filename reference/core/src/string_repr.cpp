#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include <asyncio/detail/string_repr.hpp>

namespace asyncio::detail {

namespace {

struct Range {
    std::uint32_t first;
    std::uint32_t last;
};

/// What `str.isprintable` denies beyond ASCII: control and format characters, separators, surrogates, what
/// is for private use, and what is never assigned.
constexpr std::array kUnprintable{
    Range{0x80, 0xa0},       Range{0xad, 0xad},       Range{0x600, 0x605},     Range{0x61c, 0x61c},
    Range{0x6dd, 0x6dd},     Range{0x70f, 0x70f},     Range{0x890, 0x891},     Range{0x8e2, 0x8e2},
    Range{0x1680, 0x1680},   Range{0x180e, 0x180e},   Range{0x2000, 0x200f},   Range{0x2028, 0x202f},
    Range{0x205f, 0x206f},   Range{0x3000, 0x3000},   Range{0xd800, 0xf8ff},   Range{0xfdd0, 0xfdef},
    Range{0xfeff, 0xfeff},   Range{0xfff0, 0xfffb},   Range{0xfffe, 0xffff},   Range{0x110bd, 0x110bd},
    Range{0x110cd, 0x110cd}, Range{0x13430, 0x1343f}, Range{0x1bca0, 0x1bca3}, Range{0x1d173, 0x1d17a},
    Range{0x1fffe, 0x1ffff}, Range{0x2fffe, 0x2ffff}, Range{0x3fffe, 0xe00ff}, Range{0xe01f0, 0x10ffff},
};

bool is_printable(std::uint32_t code) {
    return std::none_of(kUnprintable.begin(), kUnprintable.end(),
                        [code](const Range& range) { return range.first <= code && code <= range.last; });
}

struct Character {
    std::uint32_t code;
    std::size_t size;  ///< in bytes; 0 where there is none
};

/// The character beyond ASCII that a text in UTF-8 begins with.
Character first_character(std::string_view text) {
    constexpr std::array<std::uint32_t, 5> kSmallest{0, 0, 0x80, 0x800, 0x10000};
    const auto lead = static_cast<unsigned char>(text.front());
    const std::size_t size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 0;
    if (size == 0 || lead > 0xf4 || text.size() < size) {
        return {0, 0};
    }
    std::uint32_t code = lead & (0x7fU >> size);
    for (const char c : text.substr(1, size - 1)) {
        const auto byte = static_cast<unsigned char>(c);
        if ((byte & 0xc0U) != 0x80) {
            return {0, 0};
        }
        code = code << 6U | (byte & 0x3fU);
    }
    const bool valid = code >= kSmallest[size] && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
    return {code, valid ? size : 0};
}

std::string escaped(std::uint32_t code) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    const int digits = code < 0x100 ? 2 : code < 0x10000 ? 4 : 8;
    std::string text = digits == 2 ? "\\x" : digits == 4 ? "\\u" : "\\U";
    for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
        text += kDigits[code >> static_cast<unsigned>(shift) & 0xfU];
    }
    return text;
}

std::string quoted(std::string_view text, bool decodes) {
    const char quote =
        text.find('\'') != std::string_view::npos && text.find('"') == std::string_view::npos ? '"' : '\'';
    std::string result(1, quote);
    while (!text.empty()) {
        const char c = text.front();
        const auto code = static_cast<unsigned char>(c);
        std::size_t size = 1;
        if (c == quote || c == '\\') {
            result += '\\';
            result += c;
        } else if (c == '\n') {
            result += "\\n";
        } else if (c == '\r') {
            result += "\\r";
        } else if (c == '\t') {
            result += "\\t";
        } else if (code >= 0x20 && code < 0x7f) {
            result += c;
        } else if (const Character there = decodes && code >= 0x80 ? first_character(text) : Character{0, 0};
                   there.size > 0) {
            size = there.size;
            if (is_printable(there.code)) {
                result += text.substr(0, size);
            } else {
                result += escaped(there.code);
            }
        } else {
            result += escaped(code);
        }
        text.remove_prefix(size);
    }
    return result + quote;
}

}  // namespace

std::string bytes_repr(std::string_view bytes) {
    return 'b' + quoted(bytes, false);
}

std::string str_repr(std::string_view text) {
    return quoted(text, true);
}

}  // namespace asyncio::detail
