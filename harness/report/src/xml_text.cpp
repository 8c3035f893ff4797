#include "streamspec/report/xml_text.hpp"

namespace streamspec {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

/// Whether XML 1.0 has a place for the character.
bool is_xml(unsigned char c) {
    return c >= 0x20U;
}

/// U+FFFE or U+FFFF, for which it has none either.
bool is_noncharacter(std::string_view utf8) {
    return utf8.starts_with("\xEF\xBF\xBE") || utf8.starts_with("\xEF\xBF\xBF");
}

}  // namespace

std::string xml_text(std::string_view utf8) {
    std::string result;
    for (std::size_t at = 0; at < utf8.size(); ++at) {
        if (is_noncharacter(utf8.substr(at))) {
            result += kReplacement;
            at += kReplacement.size() - 1;
            continue;
        }
        switch (const char c = utf8[at]) {
            case '&':
                result += "&amp;";
                break;
            case '<':
                result += "&lt;";
                break;
            case '>':
                result += "&gt;";
                break;
            case '"':
                result += "&quot;";
                break;
            case '\n':
                result += "&#10;";
                break;
            case '\r':
                result += "&#13;";
                break;
            case '\t':
                result += "&#9;";
                break;
            default:
                result += is_xml(static_cast<unsigned char>(c)) ? std::string(1, c) : kReplacement;
        }
    }
    return result;
}

}  // namespace streamspec
