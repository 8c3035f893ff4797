#include "narrate_parts.hpp"

#include <string_view>

namespace streamspec {

std::string or_none(const std::optional<std::string>& name) {
    return name ? *name : "None";
}

std::string narrate_reader(const ReaderSpec& spec) {
    std::string arguments;
    auto add = [&](const std::string& argument) { arguments += (arguments.empty() ? "" : ", ") + argument; };
    if (spec.limit) {
        add("limit=" + narrate(*spec.limit));
    }
    if (spec.transport) {
        add("transport=" + *spec.transport);
    }
    if (spec.loopless) {
        add("no loop");
    }
    if (spec.subclass) {
        add("subclass");
    }
    return "reader(" + arguments + ")";
}

std::string narrate_call(const std::string& on, Verb verb, const std::string& arguments) {
    std::string_view method = name(verb);
    for (std::string_view prefix : {"server_", "listener_", "peer_"}) {
        if (method.starts_with(prefix)) {
            method.remove_prefix(prefix.size());
        }
    }
    return on + "." + std::string(method) + "(" + arguments + ")";
}

std::string after_errors(AfterError on_error, AfterError on_cancel) {
    std::string text;
    if (on_error == AfterError::proceed) {
        text += ", goes on after errors";
    }
    if (on_cancel == AfterError::proceed) {
        text += ", goes on after a cancellation";
    }
    return text;
}

}  // namespace streamspec
