#include "streamspec/model/trace_codec.hpp"
#include "value_codec.hpp"

namespace streamspec {
namespace {

/// Encodes one trace.
class TraceEncoder {
  public:
    explicit TraceEncoder(JsonWriter& writer) : writer_(writer) {}

    void encode(const Trace& trace) {
        writer_.object([&] {
            // In this order, since errors are abbreviated once they were written.
            writer_.member("setup", [&] { encode(trace.setup); });
            writer_.member("turns",
                           [&] { writer_.array(trace.turns, [&](const TraceTurn& turn) { encode(turn); }); });
        });
    }

    void encode(const Event& event) {
        writer_.object([&] {
            writer_.member("i", event.iteration);
            std::visit(*this, event.is);
        });
    }

    void operator()(const CallEvent& event) {
        writer_.member("by", event.by);
        writer_.member("call", name(event.call));
        if (!event.on.empty()) {
            writer_.member("on", event.on);
        }
        std::visit(*this, event.outcome);
    }
    void operator()(const Returned& outcome) { value("returned", outcome.value); }
    void operator()(const Raised& outcome) { error("raised", outcome.error); }
    void operator()(const Blocked&) { writer_.member("blocked", true); }
    void operator()(const Yielded& outcome) { value("yielded", outcome.value); }
    void operator()(const TaskEnded& event) {
        writer_.member("task", event.task);
        writer_.member("ended", name(event.how));
        error("error", event.error);
    }
    void operator()(const CallbackRan& event) { writer_.member("callback", event.callback); }
    void operator()(const TransportCalled& event) {
        writer_.member("transport", event.transport);
        writer_.member("call", name(event.call));
        if (has_args(event.call)) {
            writer_.member("args", [&] {
                writer_.array(event.args,
                              [&](const Value& arg) { encode_trace_value(writer_, arg, errors_); });
            });
        }
        error("raised", event.raised);
    }
    void operator()(const OverrideCalled& event) {
        writer_.member("override", event.method);
        writer_.member("on", event.on);
    }
    void operator()(const ClientCalled& event) { writer_.member("client", event.client); }
    void operator()(const StartTlsCalled& event) {
        writer_.member("start_tls", event.transport);
        writer_.member("server_side", event.server_side);
    }
    void operator()(const WarningShown& event) {
        writer_.member("warning", event.category);
        writer_.member("text", event.text);
    }
    void operator()(const Logged& event) {
        writer_.member("log", event.level);
        writer_.member("logger", event.logger);
        writer_.member("text", event.text);
        error("raised", event.raised);
    }
    void operator()(const HandlerCalled& event) {
        writer_.member("handler", event.message);
        writer_.member("keys", [&] { texts(event.keys); });
        error("raised", event.raised);
    }
    void operator()(const Unraisable& event) {
        writer_.member("unraisable", event.where);
        error("raised", event.raised);
    }
    void operator()(const Spins&) { writer_.member("spins", true); }

  private:
    void encode(const std::vector<Event>& events) {
        writer_.array(events, [&](const Event& event) { encode(event); });
    }
    void encode(const TraceTurn& turn) {
        writer_.object([&] {
            writer_.member("events", [&] { encode(turn.events); });
            writer_.member("iterations", turn.iterations);
            writer_.member("state", [&] { encode(turn.state); });
        });
    }
    void encode(const State& state) {
        writer_.object([&] {
            writer_.member("pending", [&] { texts(state.pending); });
            writer_.member("readers", [&] {
                writer_.object([&] {
                    for (const auto& reader : state.readers) {
                        writer_.member(reader.name, [&] { encode(reader); });
                    }
                });
            });
        });
    }
    void encode(const ReaderState& state) {
        writer_.object([&] {
            if (state.at_eof) {
                writer_.member("at_eof", *state.at_eof);
            }
            if (state.exception) {
                value("exception", *state.exception);
            }
        });
    }
    void texts(const std::vector<std::string>& list) {
        writer_.array(list, [&](const std::string& text) { writer_.string(text); });
    }
    void value(std::string_view key, const Value& value) {
        writer_.member(key, [&] { encode_trace_value(writer_, value, errors_); });
    }
    void error(std::string_view key, const ErrorPtr& error) {
        if (error) {
            writer_.member(key, [&] { errors_.encode(writer_, error); });
        }
    }

    JsonWriter& writer_;
    ErrorWriter errors_;
};

}  // namespace

void encode(JsonWriter& writer, const Trace& trace) {
    TraceEncoder(writer).encode(trace);
}

void encode(JsonWriter& writer, const Event& event) {
    TraceEncoder(writer).encode(event);
}

void encode(JsonWriter& writer, const Value& value) {
    ErrorWriter errors;
    encode_trace_value(writer, value, errors);
}

void encode(JsonWriter& writer, const ErrorPtr& error) {
    ErrorWriter errors;
    errors.encode(writer, error);
}

}  // namespace streamspec
