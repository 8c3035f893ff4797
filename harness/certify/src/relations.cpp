#include "streamspec/certify/relations.hpp"

#include <map>
#include <set>
#include <vector>

namespace streamspec {
namespace {

std::string in_turn(std::size_t turn, const std::string& text) {
    return "turn " + std::to_string(turn) + ": " + text;
}

const Bytes* returned_bytes(const CallEvent& call) {
    const auto* returned = std::get_if<Returned>(&call.outcome);
    return returned == nullptr ? nullptr : std::get_if<Bytes>(&returned->value.is);
}

/// The bytes that the error of a call took out of the buffer.
const Bytes* partial_bytes(const CallEvent& call) {
    const auto* raised = std::get_if<Raised>(&call.outcome);
    if (raised == nullptr || raised->error->type != "IncompleteReadError") {
        return nullptr;
    }
    for (const auto& attribute : raised->error->attributes) {
        if (attribute.name == "partial") {
            return std::get_if<Bytes>(&attribute.value.is);
        }
    }
    return nullptr;
}

Verb verb_of(const Step& step) {
    return std::visit([](const auto& is) { return verb(is); }, step.is);
}

/// What is known of a task while its trace is followed.
struct Progress {
    const std::vector<Step>* body = nullptr;
    std::size_t done = 0;
    bool failed = false;
    bool ended = false;
};

/// Follows a script and its trace, event by event.
class Account {
  public:
    explicit Account(const Script& script) : script_(script) {}

    Fault check(const Trace& trace) {
        if (trace.turns.size() != script_.turns.size()) {
            return "the script has " + std::to_string(script_.turns.size()) + " turns, and the trace " +
                   std::to_string(trace.turns.size());
        }
        for (std::size_t i = 0; i < trace.turns.size(); ++i) {
            if (auto fault = check_turn(script_.turns[i], trace.turns[i])) {
                return in_turn(i, *fault);
            }
        }
        return std::nullopt;
    }

  private:
    Fault check_turn(const Turn& turn, const TraceTurn& seen) {
        std::vector<Verb> due;
        for (const auto& action : turn.actions) {
            if (const auto* start = std::get_if<Start>(&action.is)) {
                tasks_[start->task] = {&start->body};
            } else {
                due.push_back(verb(action));
            }
        }
        std::size_t done = 0;
        for (const auto& event : seen.events) {
            Fault fault;
            if (const auto* call = std::get_if<CallEvent>(&event.is)) {
                if (call->by != "turn") {
                    fault = check_call(*call);
                } else if (done >= due.size() || due[done++] != call->call) {
                    fault = "the event of " + std::string(name(call->call)) + " belongs to no action";
                }
            } else if (const auto* ended = std::get_if<TaskEnded>(&event.is)) {
                fault = check_end(*ended);
            }
            if (fault) {
                return fault;
            }
        }
        if (done != due.size()) {
            return "the event of " + std::string(name(due[done])) + " is missing";
        }
        return check_pending(seen.state);
    }

    Fault check_call(const CallEvent& call) {
        auto found = tasks_.find(call.by);
        if (found == tasks_.end()) {
            return "`" + call.by + "` makes a call, and was not started";
        }
        auto& task = found->second;
        if (task.ended || task.failed || task.done >= task.body->size()) {
            return "`" + call.by + "` makes a call after its last one";
        }
        if (verb_of((*task.body)[task.done]) != call.call) {
            return "`" + call.by + "` makes another call than is due, " + std::string(name(call.call));
        }
        ++task.done;
        task.failed = std::holds_alternative<Raised>(call.outcome);
        return std::nullopt;
    }

    Fault check_end(const TaskEnded& ended) {
        auto found = tasks_.find(ended.task);
        if (found == tasks_.end() || found->second.ended) {
            return "`" + ended.task + "` ends, and does not run";
        }
        auto& task = found->second;
        task.ended = true;
        if (ended.how == TaskEnded::How::returned && (task.failed || task.done < task.body->size())) {
            return "`" + ended.task + "` returned, although it had not done its last call well";
        }
        if (ended.how == TaskEnded::How::raised && !task.failed) {
            return "`" + ended.task + "` ends with an exception that no call raised";
        }
        return std::nullopt;
    }

    Fault check_pending(const State& state) const {
        const std::set<std::string> pending(state.pending.begin(), state.pending.end());
        for (const auto& [name, task] : tasks_) {
            if (task.ended == pending.contains(name)) {
                return "`" + name + "` " +
                       (task.ended ? "ended, and is pending" : "neither ended nor is pending");
            }
        }
        return std::nullopt;
    }

    const Script& script_;
    std::map<std::string, Progress> tasks_;
};

/// The bodies of a script's tasks.
std::map<std::string, const std::vector<Step>*> bodies_of(const Script& script) {
    std::map<std::string, const std::vector<Step>*> bodies;
    for (const auto& turn : script.turns) {
        for (const auto& action : turn.actions) {
            if (const auto* start = std::get_if<Start>(&action.is)) {
                bodies[start->task] = &start->body;
            }
        }
    }
    return bodies;
}

std::int64_t number_of(const Value& value) {
    const auto* number = std::get_if<std::int64_t>(&value.is);
    return number == nullptr ? -1 : *number;
}

/// Whether a call may have returned these bytes, a function for each. `at_end`: the end was fed.
struct Contract {
    const std::string& data;
    bool at_end;

    bool operator()(const Read& call) const {
        auto most = call.n ? number_of(*call.n) : -1;
        return (most < 0 || data.size() <= static_cast<std::size_t>(most)) && (at_end || !data.empty());
    }
    bool operator()(const Readexactly& call) const {
        return static_cast<std::int64_t>(data.size()) == number_of(call.n);
    }
    bool operator()(const Readline&) const {
        auto end = data.find('\n');
        return end == std::string::npos ? at_end : end + 1 == data.size();
    }
    bool operator()(const Readuntil& call) const {
        const auto* separator = call.separator ? std::get_if<Bytes>(&call.separator->is) : nullptr;
        const auto& text = separator == nullptr ? std::string("\n") : separator->data;
        auto at = data.find(text);
        return at != std::string::npos && at + text.size() == data.size();
    }
    template <class Other>
    bool operator()(const Other&) const {
        return true;
    }
};

}  // namespace

Fault find_accounting_fault(const Script& script, const Trace& trace) {
    return Account(script).check(trace);
}

Fault find_contract_fault(const Script& script, const Trace& trace) {
    auto bodies = bodies_of(script);
    std::map<std::string, std::size_t> done;
    bool at_end = false;
    for (std::size_t i = 0; i < trace.turns.size(); ++i) {
        for (const auto& event : trace.turns[i].events) {
            const auto* call = std::get_if<CallEvent>(&event.is);
            if (call == nullptr) {
                continue;
            }
            at_end = at_end || call->call == Verb::feed_eof;
            auto body = bodies.find(call->by);
            if (body == bodies.end() || done[call->by] >= body->second->size()) {
                continue;
            }
            const auto& step = (*body->second)[done[call->by]++];
            const auto* awaited = std::get_if<AwaitingCall>(&step.is);
            const auto* bytes = returned_bytes(*call);
            if (awaited != nullptr && bytes != nullptr &&
                !std::visit(Contract{bytes->data, at_end}, awaited->is)) {
                return in_turn(i, "`" + call->by + "`: " + std::string(name(call->call)) +
                                      " returned bytes that it may not return");
            }
            if (awaited != nullptr && bytes == nullptr && std::holds_alternative<Returned>(call->outcome)) {
                return in_turn(i,
                               "`" + call->by + "`: " + std::string(name(call->call)) + " returned no bytes");
            }
        }
    }
    return std::nullopt;
}

Fault find_conservation_fault(const Script& script, const Trace& trace) {
    std::string fed;
    std::string read;
    for (std::size_t i = 0; i < trace.turns.size() && i < script.turns.size(); ++i) {
        for (const auto& action : script.turns[i].actions) {
            if (const auto* feed = std::get_if<FeedData>(&action.is)) {
                fed += std::get<Bytes>(feed->data.is).data;
            }
        }
        for (const auto& event : trace.turns[i].events) {
            const auto* call = std::get_if<CallEvent>(&event.is);
            if (call == nullptr) {
                continue;
            }
            const auto* bytes = returned_bytes(*call);
            if (bytes == nullptr) {
                bytes = partial_bytes(*call);
            }
            read += bytes == nullptr ? std::string() : bytes->data;
        }
        if (!fed.starts_with(read)) {
            return in_turn(i, "bytes were read that were not fed, or not in that order");
        }
    }
    if (read != fed) {
        return std::to_string(fed.size()) + " bytes were fed, and " + std::to_string(read.size()) +
               " were read when all was read";
    }
    return std::nullopt;
}

}  // namespace streamspec
