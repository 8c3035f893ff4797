#include "cpp_literals.hpp"

#include <string_view>
#include <variant>

namespace streamspec::cpp_literals {

std::string quoted(const std::string& text) {
    std::string result = "\"";
    for (char c : text) {
        const auto code = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            result += std::string("\\") + c;
        } else if (c == '\n') {
            result += "\\n";
        } else if (code < 0x20 || code > 0x7e) {
            constexpr std::string_view kDigits = "01234567";
            result += {'\\', kDigits[code / 64], kDigits[code / 8 % 8], kDigits[code % 8]};
        } else {
            result += c;
        }
    }
    return result + "\"";
}

namespace {

/// Bytes as an expression: a literal, with what is long and repeats made by the constructor.
class BytesExpression {
  public:
    explicit BytesExpression(std::string_view data) {
        for (const auto& piece : canonical_pieces(data)) {
            std::visit(*this, piece);
        }
        end_literal();
    }
    void operator()(const TextPiece& piece) { literal_ += piece.text; }
    void operator()(const HexPiece& piece) { literal_ += piece.bytes; }
    void operator()(const RepeatPiece& piece) {
        end_literal();
        const auto code = static_cast<int>(static_cast<unsigned char>(piece.byte));
        add("std::string(" + std::to_string(piece.times) + ", static_cast<char>(" + std::to_string(code) +
            "))");
    }
    std::string text() const { return text_.empty() ? "\"\"s" : text_; }

  private:
    void end_literal() {
        if (!literal_.empty()) {
            add(quoted(literal_) + "s");
            literal_.clear();
        }
    }
    void add(const std::string& term) { text_ += (text_.empty() ? "" : " + ") + term; }

    std::string literal_;
    std::string text_;
};

}  // namespace

std::string bytes(const Value& value) {
    return BytesExpression(std::get<Bytes>(value.is).data).text();
}

std::string number(const Value& value) {
    return std::to_string(std::get<std::int64_t>(value.is));
}

std::string seconds(std::int64_t count) {
    return std::to_string(count) + "s";
}

std::string text_of(const Value& value) {
    if (std::holds_alternative<Bytes>(value.is)) {
        return "text(" + bytes(value) + ")";
    }
    if (const auto* boolean = std::get_if<bool>(&value.is)) {
        return *boolean ? "\"True\"s" : "\"False\"s";
    }
    if (std::holds_alternative<std::int64_t>(value.is)) {
        return quoted(number(value)) + "s";
    }
    if (const auto* text = std::get_if<Str>(&value.is)) {
        return quoted("'" + text->text + "'") + "s";
    }
    return "\"None\"s";
}

}  // namespace streamspec::cpp_literals
