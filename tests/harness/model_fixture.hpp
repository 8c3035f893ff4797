#pragma once

#include <ostream>
#include <string>
#include <string_view>

#include <boost/test/unit_test.hpp>

#include "streamspec/model/input_error.hpp"
#include "streamspec/model/script.hpp"
#include "streamspec/model/trace.hpp"

/// \file
/// Small verbs with which the tests of scripts and traces are written.

namespace testing {

/// The file that errors name.
inline constexpr const char* kFile = "some/file.json";

/// A script on one reader `r`; `turns` is the JSON of its turns, without brackets.
std::string script_text(std::string_view turns, std::string_view objects = R"("r": {"type": "reader"})");
/// A script on one reader `r` with one turn; `actions` is the JSON of its actions, without brackets.
std::string one_turn(std::string_view actions, std::string_view objects = R"("r": {"type": "reader"})");
streamspec::Script parse(std::string_view text);
std::string encoded(const streamspec::Script& script);
/// The names of the features that a script needs, with spaces between.
std::string needed(std::string_view script);
/// The one action of a script's first turn.
template <class T>
T first_action(std::string_view action) {
    return std::get<T>(parse(one_turn(action)).turns.at(0).actions.at(0).is);
}

/// A trace with one turn; `events` is the JSON of its events, without brackets.
std::string trace_text(std::string_view events, std::string_view state = R"("pending":[],"readers":{})");
streamspec::Trace trace_of(std::string_view text);
streamspec::Trace trace_with(std::string_view events);
/// The content of a file of traces/: one trace of release 3.12.1.
std::string golden_text(std::string_view trace);

/// What an InputError says, all in one; "accepted" where `call` throws none.
template <class F>
std::string refusal(F&& call) {
    try {
        call();
        return "accepted";
    } catch (const streamspec::InputError& error) {
        return error.what();
    }
}
std::string script_refusal(std::string_view text);
std::string trace_refusal(std::string_view text);
std::string golden_refusal(std::string_view text);

/// A script or trace that is refused: its text, and where and why.
struct Refused {
    std::string text;
    std::string pointer;
    std::string reason;
};
std::ostream& operator<<(std::ostream& out, const Refused& sample);

/// Whether the text has that part; a failed test shows the text.
boost::test_tools::predicate_result contains(std::string_view text, std::string_view part);

/// Whether a refusal names the file, this place and this reason.
boost::test_tools::predicate_result refused_at(std::string_view refusal, std::string_view pointer,
                                               std::string_view reason);

}  // namespace testing
