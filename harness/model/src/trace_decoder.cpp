#include <algorithm>
#include <limits>
#include <utility>

#include "object_reader.hpp"
#include "streamspec/model/trace_codec.hpp"
#include "value_codec.hpp"

namespace streamspec {
namespace {

std::string decode_name(const JsonNode& node) {
    if (!node.is_string() || !is_actor_name(node.string())) {
        node.fail_expecting("a name");
    }
    return std::string(node.string());
}

std::string decode_text(const JsonNode& node) {
    return std::string(node.string());
}

/// A key whose only value is true.
void expect_true(const JsonNode& node) {
    if (!node.boolean()) {
        node.fail_expecting("true");
    }
}

/// Decodes one trace.
class TraceDecoder {
  public:
    explicit TraceDecoder(TraceOf whose) : whose_(whose), errors_(whose == TraceOf::golden) {}

    Trace decode(const JsonNode& node) {
        ObjectReader reader(node, "a trace");
        Trace trace;
        auto setup = reader.require("setup");
        trace.setup = decode_events(setup);
        auto turns = reader.require("turns");
        trace.turns.reserve(turns.size());
        for (auto element : turns.elements("a list of turns")) {
            trace.turns.push_back(decode_turn(element));
        }
        reader.done();
        return trace;
    }

  private:
    TraceTurn decode_turn(const JsonNode& node) {
        ObjectReader reader(node, "a turn of a trace");
        TraceTurn turn;
        turn.events = decode_events(reader.require("events"));
        turn.iterations = decode_iteration(reader.require("iterations"));
        turn.state = decode_state(reader.require("state"));
        reader.done();
        return turn;
    }

    static std::int64_t decode_iteration(const JsonNode& node) {
        return node.integer(0, std::numeric_limits<std::int64_t>::max());
    }

    std::vector<Event> decode_events(const JsonNode& list) {
        std::vector<Event> events;
        events.reserve(list.size());
        for (auto element : list.elements("a list of events")) {
            events.push_back(decode_event(element));
        }
        return events;
    }

    Event decode_event(const JsonNode& node) {
        ObjectReader reader(node, "an event");
        Event event;
        event.iteration = decode_iteration(reader.require("i"));
        if (auto by = reader.find("by")) {
            event.is = decode_call(*by, reader);
        } else if (auto task = reader.find("task")) {
            event.is = decode_task_ended(*task, reader);
        } else if (auto callback = reader.find("callback")) {
            event.is = CallbackRan{decode_name(*callback)};
        } else if (auto transport = reader.find("transport")) {
            event.is = decode_transport_call(*transport, reader);
        } else if (auto method = reader.find("override")) {
            if (!method->is_string() || method->string() != "readuntil") {
                method->fail_expecting("\"readuntil\"");
            }
            event.is = OverrideCalled{decode_name(reader.require("on")), decode_text(*method)};
        } else if (auto client = reader.find("client")) {
            event.is = ClientCalled{decode_name(*client)};
        } else if (auto start_tls = reader.find("start_tls")) {
            event.is = StartTlsCalled{decode_name(*start_tls), reader.require("server_side").boolean()};
        } else if (auto warning = reader.find("warning")) {
            event.is = WarningShown{decode_text(*warning), decode_text(reader.require("text"))};
        } else if (auto level = reader.find("log")) {
            event.is = Logged{decode_text(*level), decode_text(reader.require("logger")),
                              decode_text(reader.require("text")), find_error(reader, "raised")};
        } else if (auto message = reader.find("handler")) {
            event.is = decode_handler_call(*message, reader);
        } else if (auto unraisable = reader.find("unraisable")) {
            event.is = Unraisable{decode_text(*unraisable), errors_.decode(reader.require("raised"))};
        } else if (auto spins = reader.find("spins")) {
            expect_true(*spins);
            event.is = Spins{};
        } else {
            node.fail("none of the keys says what kind of event this is");
        }
        reader.done();
        return event;
    }

    ErrorPtr find_error(ObjectReader& reader, std::string_view key) {
        auto node = reader.find(key);
        return node ? errors_.decode(*node) : nullptr;
    }

    CallEvent decode_call(const JsonNode& by, ObjectReader& reader) {
        CallEvent event;
        event.by = decode_name(by);
        auto call = reader.require("call");
        auto verb = call.is_string() ? find_verb(call.string()) : std::nullopt;
        if (!verb) {
            call.fail_expecting("the verb of an action or an awaiting call");
        }
        event.call = *verb;
        if (auto on = reader.find("on")) {
            event.on = decode_name(*on);
        }
        if (auto returned = reader.find("returned")) {
            event.outcome = Returned{decode_trace_value(*returned, errors_)};
        } else if (auto error = find_error(reader, "raised")) {
            event.outcome = Raised{std::move(error)};
        } else if (auto yielded = reader.find("yielded")) {
            event.outcome = Yielded{decode_trace_value(*yielded, errors_)};
        } else if (auto blocked = reader.find("blocked")) {
            expect_true(*blocked);
            event.outcome = Blocked{};
        } else {
            reader.node().fail(
                "what became of the call is missing: \"returned\", \"raised\", \"yielded\" or \"blocked\"");
        }
        return event;
    }

    TaskEnded decode_task_ended(const JsonNode& task, ObjectReader& reader) {
        TaskEnded event;
        event.task = decode_name(task);
        auto ended = reader.require("ended");
        auto how = ended.is_string() ? ended.string() : std::string_view();
        if (how == name(TaskEnded::How::cancelled)) {
            event.how = TaskEnded::How::cancelled;
        } else if (how == name(TaskEnded::How::raised)) {
            event.how = TaskEnded::How::raised;
            event.error = errors_.decode(reader.require("error"));
        } else if (how != name(TaskEnded::How::returned)) {
            ended.fail_expecting("\"returned\", \"cancelled\" or \"raised\"");
        }
        return event;
    }

    TransportCalled decode_transport_call(const JsonNode& transport, ObjectReader& reader) {
        TransportCalled event;
        event.transport = decode_name(transport);
        auto call = reader.require("call");
        auto what = call.is_string() ? find_transport_call(call.string()) : std::nullopt;
        if (!what) {
            call.fail_expecting("what a transport can be told, such as \"pause_reading\" or \"write\"");
        }
        event.call = *what;
        if (has_args(*what)) {
            for (auto arg : reader.require("args").elements("a list of values")) {
                event.args.push_back(decode_trace_value(arg, errors_));
            }
        }
        event.raised = find_error(reader, "raised");
        return event;
    }

    HandlerCalled decode_handler_call(const JsonNode& message, ObjectReader& reader) {
        HandlerCalled event;
        event.message = decode_text(message);
        for (auto key : reader.require("keys").elements("a list of keys")) {
            event.keys.push_back(decode_text(key));
            if (event.keys.size() > 1 && event.keys[event.keys.size() - 2] >= event.keys.back()) {
                key.fail("the keys are not sorted");
            }
        }
        event.raised = find_error(reader, "raised");
        return event;
    }

    State decode_state(const JsonNode& node) {
        ObjectReader reader(node, "the state after a turn");
        State state;
        for (auto element : reader.require("pending").elements("a list of tasks")) {
            auto task = decode_name(element);
            if (std::find(state.pending.begin(), state.pending.end(), task) != state.pending.end()) {
                element.fail("the task is named twice");
            }
            state.pending.push_back(std::move(task));
        }
        auto readers = reader.require("readers");
        if (!readers.is_object()) {
            readers.fail_expecting("readers by name");
        }
        std::vector<JsonNode> sorted;
        for (auto each : readers) {
            sorted.push_back(each);
        }
        std::sort(sorted.begin(), sorted.end(),
                  [](const auto& a, const auto& b) { return a.key() < b.key(); });
        for (const auto& each : sorted) {
            state.readers.push_back(decode_reader_state(each));
        }
        reader.done();
        return state;
    }

    ReaderState decode_reader_state(const JsonNode& node) {
        if (!is_actor_name(node.key())) {
            node.fail("expected the name of a reader as key");
        }
        ObjectReader reader(node, "the state of a reader");
        ReaderState state;
        state.name = node.key();
        if (auto at_eof = find_state(reader, "at_eof")) {
            state.at_eof = at_eof->boolean();
        }
        if (auto exception = find_state(reader, "exception")) {
            state.exception = decode_trace_value(*exception, errors_);
        }
        reader.done();
        return state;
    }

    std::optional<JsonNode> find_state(ObjectReader& reader, std::string_view key) const {
        return whose_ == TraceOf::golden ? reader.require(key) : reader.find(key);
    }

    TraceOf whose_;
    ErrorReader errors_;
};

}  // namespace

Trace decode_trace(const JsonNode& node, TraceOf whose) {
    return TraceDecoder(whose).decode(node);
}

}  // namespace streamspec
