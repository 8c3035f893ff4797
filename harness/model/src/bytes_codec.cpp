#include <algorithm>
#include <limits>

#include "object_reader.hpp"
#include "value_codec.hpp"

namespace streamspec {
namespace {

constexpr std::string_view kExpected = "bytes (a string, or {\"bytes\": [pieces]})";

void check_size(const JsonNode& node, std::size_t size) {
    if (size > kMaxBytes) {
        node.fail("more than " + std::to_string(kMaxBytes) + " bytes");
    }
}

std::string_view text_of(const JsonNode& node) {
    auto text = node.string();
    if (!std::all_of(text.begin(), text.end(), is_text_byte)) {
        node.fail(
            "bytes that are not printable ASCII, tab, newline or carriage return are written {\"bytes\": "
            "[{\"hex\": …}]}");
    }
    return text;
}

int hex_digit(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

std::string decode_hex(const JsonNode& node) {
    auto text = node.string();
    std::string bytes;
    bytes.reserve(text.size() / 2);
    for (std::size_t i = 0; i < text.size(); i += 2) {
        int high = hex_digit(text[i]);
        int low = i + 1 < text.size() ? hex_digit(text[i + 1]) : -1;
        if (high < 0 || low < 0) {
            node.fail_expecting("pairs of lower-case hexadecimal digits");
        }
        bytes += static_cast<char>(high * 16 + low);
    }
    return bytes;
}

void append_piece(std::string& bytes, const JsonNode& node);

void append_repeat(std::string& bytes, const JsonNode& node) {
    ObjectReader reader(node, "a piece");
    std::string piece;
    append_piece(piece, reader.require("repeat"));
    auto times = static_cast<std::size_t>(reader.require("times").integer(
        1, static_cast<std::int64_t>(std::numeric_limits<std::int64_t>::max())));
    reader.done();
    if (!piece.empty()) {
        check_size(node, times > kMaxBytes ? times : piece.size() * times);
    }
    if (piece.size() == 1) {
        bytes.append(times, piece.front());
        return;
    }
    for (std::size_t i = 0; i < times && !piece.empty(); ++i) {
        bytes += piece;
    }
}

void append_piece(std::string& bytes, const JsonNode& node) {
    if (node.is_string()) {
        bytes += text_of(node);
        return;
    }
    if (node.is_object() && node.size() > 0) {
        auto key = (*node.begin()).key();
        if (key == "hex") {
            ObjectReader reader(node, "a piece");
            bytes += decode_hex(reader.require("hex"));
            reader.done();
            return;
        }
        if (key == "repeat" || key == "times") {
            append_repeat(bytes, node);
            return;
        }
    }
    node.fail_expecting(R"(a piece of bytes (a string, {"hex": …} or {"repeat": …, "times": …}))");
}

}  // namespace

Bytes decode_bytes(const JsonNode& node) {
    if (node.is_string()) {
        return {std::string(text_of(node))};
    }
    ObjectReader reader(node, kExpected);
    auto pieces = reader.find("bytes");
    if (!pieces) {
        node.fail_expecting(kExpected);
    }
    Bytes bytes;
    for (auto piece : pieces->elements("a list of pieces")) {
        append_piece(bytes.data, piece);
        check_size(node, bytes.data.size());
    }
    reader.done();
    return bytes;
}

void encode_bytes(JsonWriter& writer, const Bytes& bytes) {
    auto pieces = canonical_pieces(bytes.data);
    if (pieces.empty()) {
        writer.string("");
        return;
    }
    if (const auto* only = std::get_if<TextPiece>(&pieces.front()); only != nullptr && pieces.size() == 1) {
        writer.string(only->text);
        return;
    }
    auto write_run = [&](std::string_view run) {
        if (is_text_byte(run.front())) {
            writer.string(run);
        } else {
            writer.object([&] { writer.member("hex", to_hex(run)); });
        }
    };
    writer.object([&] {
        writer.member("bytes", [&] {
            writer.array(pieces, [&](const BytesPiece& piece) {
                if (const auto* repeat = std::get_if<RepeatPiece>(&piece)) {
                    writer.object([&] {
                        writer.member("repeat", [&] { write_run(std::string_view(&repeat->byte, 1)); });
                        writer.member("times", static_cast<std::int64_t>(repeat->times));
                    });
                } else if (const auto* text = std::get_if<TextPiece>(&piece)) {
                    writer.string(text->text);
                } else {
                    write_run(std::get<HexPiece>(piece).bytes);
                }
            });
        });
    });
}

}  // namespace streamspec
