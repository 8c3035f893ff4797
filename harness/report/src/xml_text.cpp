#include "streamspec/report/xml_text.hpp"

namespace streamspec {
namespace {

/// Whether XML 1.0 has a place for the character.
bool is_xml(unsigned char c) {
    return c >= 0x20U || c == '\t' || c == '\n' || c == '\r';
}

}  // namespace

std::string xml_text(std::string_view utf8) {
    std::string result;
    for (char c : utf8) {
        switch (c) {
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
            default:
                result += is_xml(static_cast<unsigned char>(c)) ? std::string(1, c) : "\xEF\xBF\xBD";
        }
    }
    return result;
}

}  // namespace streamspec
