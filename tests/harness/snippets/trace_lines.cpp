#include "trace_lines.hpp"

#include <variant>

namespace testing {

using namespace streamspec;

namespace {

std::string text(const Value& value);

std::string quoted_bytes(const std::string& data) {
    std::string text = "b'";
    for (char c : data) {
        text += c == '\n' ? std::string("\\n") : std::string(1, c);
    }
    return text + "'";
}

std::string text(const ErrorPtr& error) {
    auto words = error->type + ": " + error->text;
    if (!error->id.starts_with('#')) {
        words += " " + error->id;
    }
    for (const auto* name : {"partial", "expected", "consumed"}) {
        for (const auto& attribute : error->attributes) {
            words += attribute.name == name ? " " + std::string(name) + "=" + text(attribute.value) : "";
        }
    }
    if (error->cause) {
        words += " from " + error->cause->type;
    } else if (error->context && !error->suppressed) {
        words += " after " + error->context->type;
    }
    return words;
}

struct ValueText {
    std::string operator()(None) const { return "None"; }
    std::string operator()(bool value) const { return value ? "True" : "False"; }
    std::string operator()(std::int64_t value) const { return std::to_string(value); }
    std::string operator()(const Bytes& value) const { return quoted_bytes(value.data); }
    std::string operator()(const Str& value) const { return "'" + value.text + "'"; }
    std::string operator()(const ErrorPtr& value) const { return text(value); }
    std::string operator()(const ObjectName& value) const { return "<transport " + value.name + ">"; }
    std::string operator()(const Container& value) const {
        std::string items;
        for (const auto& item : value.items) {
            items += (items.empty() ? "" : ", ") + text(item);
        }
        return "[" + items + "]";
    }
    template <class Other>
    std::string operator()(const Other& /*not in the samples*/) const {
        return "?";
    }
};

std::string text(const Value& value) {
    return std::visit(ValueText{}, value.is);
}

struct EventText {
    std::string operator()(const CallEvent& event) const {
        const auto call =
            event.by + " " + (event.on.empty() ? "" : event.on + ".") + std::string(name(event.call));
        struct Outcome {
            std::string operator()(const Returned& is) const { return " returned " + text(is.value); }
            std::string operator()(const Raised& is) const { return " raised " + text(is.error); }
            std::string operator()(const Blocked&) const { return " would wait"; }
            std::string operator()(const Yielded& is) const { return " yielded " + text(is.value); }
        };
        return call + std::visit(Outcome{}, event.outcome);
    }
    std::string operator()(const TaskEnded& event) const {
        return event.task + " " + std::string(name(event.how)) + (event.error ? " " + text(event.error) : "");
    }
    std::string operator()(const CallbackRan& event) const { return event.callback + " called"; }
    std::string operator()(const TransportCalled& event) const {
        auto words = event.transport + "." + std::string(name(event.call));
        for (const auto& arg : event.args) {
            words += " " + text(arg);
        }
        return words + (event.raised ? " raised " + text(event.raised) : "");
    }
    std::string operator()(const HandlerCalled& event) const { return "handler " + event.message; }
    template <class Other>
    std::string operator()(const Other& /*not in the samples*/) const {
        return "?";
    }
};

std::string text(const State& state) {
    std::string words = "pending: ";
    for (const auto& name : state.pending) {
        words += (words.ends_with(' ') ? "" : ", ") + name;
    }
    for (const auto& reader : state.readers) {
        words += " " + reader.name + ".at_eof " + text(Value{*reader.at_eof}) + " " + reader.name +
                 ".exception " + text(*reader.exception);
    }
    return words;
}

}  // namespace

std::vector<std::string> lines_of(const Trace& trace) {
    std::vector<std::string> lines;
    for (const auto& turn : trace.turns) {
        for (const auto& event : turn.events) {
            lines.push_back(std::to_string(event.iteration) + " " + std::visit(EventText{}, event.is));
        }
        lines.push_back(text(turn.state));
    }
    return lines;
}

std::string comparable(std::string line) {
    for (const std::string end : {"repr", "TypeError:"}) {
        if (const auto at = line.find(end); at != line.npos) {
            line.resize(at + end.size());
        }
    }
    return line;
}

}  // namespace testing
