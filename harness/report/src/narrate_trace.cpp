#include <algorithm>

#include "streamspec/report/narrate.hpp"

namespace streamspec {
namespace {

struct OutcomeNarrator {
    std::string operator()(const Returned& outcome) const { return " → " + narrate(outcome.value); }
    std::string operator()(const Raised& outcome) const { return " raises " + narrate(outcome.error); }
    std::string operator()(const Blocked&) const { return " would block"; }
    std::string operator()(const Yielded& outcome) const { return " yields " + narrate(outcome.value); }
};

std::string raising(const ErrorPtr& error) {
    return error ? " raises " + narrate(error) : "";
}

std::string with(const ErrorPtr& error) {
    return error ? " with " + narrate(error) : "";
}

struct EventNarrator {
    std::string operator()(const CallEvent& event) const {
        auto text = event.by + "  ";
        if (!event.on.empty()) {
            text += event.on + ".";
        }
        text += name(event.call);
        return text + std::visit(OutcomeNarrator{}, event.outcome);
    }
    std::string operator()(const TaskEnded& event) const {
        auto text = event.task + "  ends: ";
        text += name(event.how);
        if (event.error) {
            text += " " + narrate(event.error);
        }
        return text;
    }
    std::string operator()(const CallbackRan& event) const { return event.callback + " is called back"; }
    std::string operator()(const TransportCalled& event) const {
        auto text = event.transport + " ← ";
        text += name(event.call);
        std::string args;
        for (const auto& arg : event.args) {
            args += (args.empty() ? "" : ", ") + narrate(arg);
        }
        return text + "(" + args + ")" + raising(event.raised);
    }
    std::string operator()(const OverrideCalled& event) const {
        return event.on + " ← " + event.method + " (its override)";
    }
    std::string operator()(const ClientCalled& event) const { return event.client + " is called"; }
    std::string operator()(const StartTlsCalled& event) const {
        return "loop ← start_tls(" + event.transport + (event.server_side ? ", server_side=True)" : ")");
    }
    std::string operator()(const WarningShown& event) const { return event.category + ": " + event.text; }
    std::string operator()(const Logged& event) const {
        return event.level + " logged by " + event.logger + ": " + event.text + with(event.raised);
    }
    std::string operator()(const HandlerCalled& event) const {
        std::string keys;
        for (const auto& key : event.keys) {
            keys += (keys.empty() ? "" : ", ") + key;
        }
        return "exception handler: " + event.message + with(event.raised) + " (" + keys + ")";
    }
    std::string operator()(const Unraisable& event) const {
        return event.where + raising(event.raised) + ", which nobody can catch";
    }
    std::string operator()(const Spins&) const { return "the loop does not become idle"; }
};

}  // namespace

std::string narrate(const Event& event) {
    return std::to_string(event.iteration) + "  " + std::visit(EventNarrator{}, event.is);
}

std::string narrate(const State& state) {
    std::string text;
    for (const auto& task : state.pending) {
        text += (text.empty() ? "pending " : ", ") + task;
    }
    for (const auto& reader : state.readers) {
        std::string about;
        if (reader.at_eof && *reader.at_eof) {
            about = " at eof";
        }
        if (reader.exception && !std::holds_alternative<None>(reader.exception->is)) {
            about += (about.empty() ? " has " : ", has ") + narrate(*reader.exception);
        }
        if (!about.empty()) {
            text += (text.empty() ? "" : "; ") + reader.name + about;
        }
    }
    return text.empty() ? "nothing pending" : text;
}

std::string narrate(FeatureSet features) {
    std::string text;
    for (auto feature : features.without({})) {
        text += text.empty() ? "" : ", ";
        text += name(feature);
    }
    return text;
}

std::string narrate(const std::vector<Release>& releases, const std::vector<Release>& all) {
    std::string text;
    for (std::size_t i = 0; i < releases.size();) {
        auto place = std::find(all.begin(), all.end(), releases[i]);
        std::size_t run = 1;
        while (place != all.end() && i + run < releases.size() &&
               all.end() - place > static_cast<std::ptrdiff_t>(run) &&
               *(place + static_cast<std::ptrdiff_t>(run)) == releases[i + run]) {
            ++run;
        }
        text += (text.empty() ? "" : ", ") + releases[i].str();
        if (run > 1) {
            text += (run == 2 ? ", " : "–") + releases[i + run - 1].str();
        }
        i += run;
    }
    return text;
}

}  // namespace streamspec
