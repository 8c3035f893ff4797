#include "streamspec/site/badge.hpp"

#include "streamspec/report/style.hpp"
#include "streamspec/report/xml_text.hpp"

namespace streamspec {
namespace {

constexpr std::size_t kCharacter = 7;  ///< about how wide one is, in pixels, at the size that is set below
constexpr std::size_t kMargin = 12;

std::string outcome(const Tally& tally) {
    auto text = std::to_string(tally.pass) + "/" + std::to_string(tally.total()) + " pass";
    auto add = [&](std::size_t count, const char* what) {
        if (count > 0) {
            text += ", " + std::to_string(count) + " " + what;
        }
    };
    add(tally.fail, "fail");
    add(tally.error, "without answer");
    add(tally.known, "known");
    return text;
}

const char* colour(const Tally& tally) {
    if (tally.fail + tally.error > 0 || tally.pass == 0) {
        return "#b3261e";
    }
    return tally.known > 0 ? "#8a5a00" : "#1b6e3c";
}

}  // namespace

std::string badge_svg(const std::string& subject, const Tally& tally) {
    auto right_text = outcome(tally);
    auto left = columns(subject) * kCharacter + kMargin;
    auto right = columns(right_text) * kCharacter + kMargin;
    auto number = [](std::size_t value) { return std::to_string(value); };
    auto label = xml_text(subject) + ": " + xml_text(right_text);
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + number(left + right) +
           "\" height=\"20\" role=\"img\" aria-label=\"" + label + "\"><title>" + label +
           "</title><rect width=\"" + number(left) + "\" height=\"20\" fill=\"#444\"/><rect x=\"" +
           number(left) + "\" width=\"" + number(right) + "\" height=\"20\" fill=\"" + colour(tally) +
           "\"/><g fill=\"#fff\" font-family=\"Verdana,DejaVu Sans,sans-serif\" font-size=\"11\" "
           "text-anchor=\"middle\"><text x=\"" +
           number(left / 2) + "\" y=\"14\">" + xml_text(subject) + "</text><text x=\"" +
           number(left + right / 2) + "\" y=\"14\">" + xml_text(right_text) + "</text></g></svg>\n";
}

}  // namespace streamspec
