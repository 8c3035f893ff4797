#include "streamspec/model/bytes.hpp"

namespace streamspec {
namespace {

/// How many bytes from `at` on equal the one there.
std::size_t run_length(std::string_view data, std::size_t at) {
    auto end = data.find_first_not_of(data[at], at);
    return (end == std::string_view::npos ? data.size() : end) - at;
}

/// Cuts bytes without long repetitions into the longest runs of text and of other bytes.
void add_runs(std::vector<BytesPiece>& pieces, std::string_view data) {
    for (std::size_t begin = 0; begin < data.size();) {
        bool text = is_text_byte(data[begin]);
        auto end = begin;
        while (end < data.size() && is_text_byte(data[end]) == text) {
            ++end;
        }
        auto run = data.substr(begin, end - begin);
        if (text) {
            pieces.emplace_back(TextPiece{run});
        } else {
            pieces.emplace_back(HexPiece{run});
        }
        begin = end;
    }
}

}  // namespace

std::vector<BytesPiece> canonical_pieces(std::string_view data) {
    std::vector<BytesPiece> pieces;
    std::size_t done = 0;
    for (std::size_t at = 0; at < data.size();) {
        auto run = run_length(data, at);
        if (run >= kShortestRepeat) {
            add_runs(pieces, data.substr(done, at - done));
            pieces.emplace_back(RepeatPiece{data[at], run});
            done = at + run;
        }
        at += run;
    }
    add_runs(pieces, data.substr(done));
    return pieces;
}

std::string to_hex(std::string_view bytes) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string hex;
    hex.reserve(2 * bytes.size());
    for (char c : bytes) {
        auto code = static_cast<unsigned char>(c);
        hex += kDigits[code >> 4U];
        hex += kDigits[code & 15U];
    }
    return hex;
}

}  // namespace streamspec
