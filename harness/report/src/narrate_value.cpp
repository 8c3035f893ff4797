#include <array>

#include "streamspec/report/narrate.hpp"

namespace streamspec {
namespace {

std::string enclosed(std::string_view opening, std::string_view text, std::string_view closing) {
    std::string result(opening);
    result += text;
    result += closing;
    return result;
}

std::string escaped(std::string_view bytes, bool text) {
    constexpr std::string_view kHex = "0123456789abcdef";
    std::string result;
    for (char c : bytes) {
        auto code = static_cast<unsigned char>(c);
        if (c == '\\' || c == '\'') {
            result += '\\';
            result += c;
        } else if (c == '\n') {
            result += "\\n";
        } else if (c == '\r') {
            result += "\\r";
        } else if (c == '\t') {
            result += "\\t";
        } else if (code < 0x20 || code == 0x7f || (code > 0x7f && !text)) {
            result += "\\x";
            result += kHex[code >> 4U];
            result += kHex[code & 15U];
        } else {
            result += c;
        }
    }
    return result;
}

/// Takes the pieces of bytes, which are written as one literal as far as they are not repetitions.
class BytesNarrator {
  public:
    std::string narrate(std::string_view data) {
        for (const auto& piece : canonical_pieces(data)) {
            std::visit(*this, piece);
        }
        end_literal();
        return result_.empty() ? "b''" : result_;
    }
    void operator()(const TextPiece& piece) { literal_ += escaped(piece.text, false); }
    void operator()(const HexPiece& piece) { literal_ += escaped(piece.bytes, false); }
    void operator()(const RepeatPiece& piece) {
        end_literal();
        add(enclosed("b'", escaped(std::string_view(&piece.byte, 1), false), "' * ") +
            std::to_string(piece.times));
    }

  private:
    void end_literal() {
        if (!literal_.empty()) {
            add(enclosed("b'", literal_, "'"));
            literal_.clear();
        }
    }
    void add(const std::string& term) {
        result_ += result_.empty() ? "" : " + ";
        result_ += term;
    }

    std::string literal_;
    std::string result_;
};

std::string joined(const std::vector<Value>& values) {
    std::string result;
    for (const auto& value : values) {
        result += result.empty() ? "" : ", ";
        result += narrate(value);
    }
    return result;
}

struct ValueNarrator {
    std::string operator()(None) const { return "None"; }
    std::string operator()(bool value) const { return value ? "True" : "False"; }
    std::string operator()(std::int64_t value) const { return std::to_string(value); }
    std::string operator()(const Bytes& value) const { return BytesNarrator().narrate(value.data); }
    std::string operator()(const Str& value) const { return enclosed("'", escaped(value.text, true), "'"); }
    std::string operator()(const Float& value) const { return value.text; }
    std::string operator()(const BigInt& value) const { return value.digits; }
    std::string operator()(const IntRange& value) const {
        return "range(" + std::to_string(value.first) + ", " + std::to_string(value.end) + ")";
    }
    std::string operator()(const Index& value) const {
        return enclosed("Index(", std::to_string(value.value), ")");
    }
    std::string operator()(const ErrorPtr& value) const { return narrate(value); }
    std::string operator()(const ClassName& value) const { return "class " + value.name; }
    std::string operator()(const ObjectName& value) const { return value.name; }
    std::string operator()(const Opaque& value) const { return value.repr; }
    std::string operator()(const Buffer& value) const {
        return enclosed(value.kind == Buffer::Kind::bytearray ? "bytearray(" : "memoryview(",
                        (*this)(value.bytes), ")");
    }
    std::string operator()(const Container& value) const {
        auto items = joined(value.items);
        switch (value.kind) {
            case Container::Kind::tuple:
                return enclosed("(", items, value.items.size() == 1 ? ",)" : ")");
            case Container::Kind::list:
                return enclosed("[", items, "]");
            case Container::Kind::set:
                return items.empty() ? "set()" : enclosed("{", items, "}");
            case Container::Kind::namedtuple:
                return enclosed("namedtuple(", items, ")");
            case Container::Kind::dict:
                break;
        }
        return "{}";
    }
};

}  // namespace

std::string narrate(const Value& value) {
    return std::visit(ValueNarrator{}, value.is);
}

std::string narrate(const ErrorPtr& error) {
    if (error->type.empty()) {
        return "(again " + error->id + ")";
    }
    std::string text = error->type;
    if (error->interpreter) {
        text += "(…)";
    } else {
        text += enclosed("(", joined(error->args), ")");
    }
    text += " " + error->id;
    if (error->description) {
        text += " of " + error->description->module;
        for (const auto& base : error->description->bases) {
            text += " < " + base;
        }
    }
    if (error->cause) {
        text += " from " + narrate(error->cause);
    } else if (error->context && !error->suppressed) {
        text += " while handling " + narrate(error->context);
    }
    return text;
}

}  // namespace streamspec
