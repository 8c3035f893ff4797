#include "failure_text.hpp"

#include <algorithm>
#include <iterator>
#include <vector>

#include "streamspec/model/input_error.hpp"
#include "streamspec/report/narrate.hpp"
#include "streamspec/report/timeline.hpp"

namespace streamspec {
namespace {

std::vector<std::string> lines_of(const std::vector<Event>& events) {
    std::vector<std::string> lines;
    std::transform(events.begin(), events.end(), std::back_inserter(lines),
                   [](const Event& event) { return narrate(event); });
    return lines;
}

/// Where the words are the same although something differs, what differs has a line of its own.
void write_compared(std::ostream& out, const Difference& difference, std::vector<std::string> expected,
                    std::vector<std::string> seen, const Style& style) {
    if (expected == seen) {
        expected.push_back(difference.what + ": " + difference.expected.value_or("(nothing)"));
        seen.push_back(difference.what + ": " + difference.seen.value_or("(nothing)"));
    }
    write_side_by_side(out, "expected", expected, "seen", seen, style);
}

}  // namespace

std::string names_of(AspectSet aspects) {
    std::string text;
    for (auto aspect : kAllAspects) {
        if (aspects.has(aspect)) {
            text += (text.empty() ? "" : ", ") + std::string(name(aspect));
        }
    }
    return text;
}

std::string place_of(const Difference& difference) {
    auto text = std::string(name(difference.aspect)) + ", ";
    return text + (difference.turn ? "turn " + std::to_string(*difference.turn) : "setup");
}

std::string reason_of(const Verdict& verdict) {
    if (const auto* fail = std::get_if<Fail>(&verdict)) {
        return fail->difference ? place_of(*fail->difference) + ": " + fail->difference->what
                                : "does not differ in " + names_of(fail->differs_in) +
                                      ", although it is listed as a known divergence";
    }
    if (const auto* unsupported = std::get_if<Unsupported>(&verdict)) {
        std::string text;
        for (auto feature : unsupported->missing) {
            text += (text.empty() ? "for want of " : ", ") + std::string(name(feature));
        }
        return text;
    }
    if (const auto* known = std::get_if<Known>(&verdict)) {
        return known->reason;
    }
    if (const auto* none = std::get_if<NoAnswer>(&verdict)) {
        return none->bad_input ? InputError(none->file, none->pointer, none->reason).what() : none->reason;
    }
    return {};
}

void write_failure_body(std::ostream& out, const Fail& fail, const Style& style) {
    const auto& difference = *fail.difference;
    out << "  " << style.dim(fail.script->summary) << "\n\n";
    write_objects(out, *fail.script, style);
    auto last = difference.turn.value_or(0);
    if (!difference.turn) {
        write_compared(out, difference, lines_of(fail.expected->setup), lines_of(fail.seen->setup), style);
    }
    for (std::size_t turn = 0; difference.turn && turn <= last; ++turn) {
        write_turn_actions(out, *fail.script, turn, style);
        auto expected = observed_lines(fail.expected->turns[turn]);
        if (turn < last) {
            for (const auto& line : expected) {
                out << "         " << line << '\n';
            }
        } else {
            write_compared(out, difference, std::move(expected), observed_lines(fail.seen->turns[turn]),
                           style);
        }
    }
    out << "\n  " << place_of(difference) << ", " << difference.what << '\n';
    out << "    expected  " << style.green(difference.expected.value_or("(nothing)")) << '\n';
    out << "    seen      " << style.red(difference.seen.value_or("(nothing)")) << '\n';
}

}  // namespace streamspec
