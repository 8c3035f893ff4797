#pragma once

#include <optional>
#include <string>
#include <vector>

#include "streamspec/report/narrate.hpp"

/// \file
/// What the narrations of objects, calls and actions have in common.

namespace streamspec {

std::string or_none(const std::optional<std::string>& name);

std::string narrate_reader(const ReaderSpec& spec);

/// What a verb does to an object, as a call of it: "s.server_close()" is told as "s.close()".
std::string narrate_call(const std::string& on, Verb verb, const std::string& arguments = {});

std::string after_errors(AfterError on_error, AfterError on_cancel);

template <class T>
std::string narrate_body(const std::vector<T>& body) {
    std::string text;
    for (const auto& step : body) {
        text += (text.empty() ? "" : "; ") + narrate(step);
    }
    return "{ " + text + (text.empty() ? "}" : " }");
}

}  // namespace streamspec
