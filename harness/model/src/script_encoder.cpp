#include "streamspec/model/script_codec.hpp"
#include "value_codec.hpp"

namespace streamspec {
namespace {

void encode_reader(JsonWriter& writer, const ReaderSpec& spec) {
    writer.object([&] {
        writer.member("type", "reader");
        if (spec.limit) {
            writer.member("limit", [&] { encode_script_value(writer, *spec.limit); });
        }
        if (spec.transport) {
            writer.member("transport", *spec.transport);
        }
        if (spec.loopless) {
            writer.member("loop", "none");
        }
        if (spec.subclass) {
            writer.member("subclass", true);
        }
    });
}

/// Writes the members that follow from what an action or a call is, a function for each; `on` is written for
/// all of them.
class MemberEncoder {
  public:
    explicit MemberEncoder(JsonWriter& writer) : writer_(writer) {}

    void encode(const Action& action) {
        writer_.object([&] { std::visit([&](const auto& is) { members(is); }, action.is); });
    }
    void encode(const AwaitingCall& call) {
        writer_.object([&] { std::visit([&](const auto& is) { members(is); }, call); });
    }
    void encode(const Step& step) {
        std::visit([&](const auto& is) { encode(is); }, step.is);
    }

  private:
    template <class T>
    void members(const T& is) {
        if constexpr (requires { is.on; }) {
            writer_.member("on", is.on);
        }
        argument(is);
    }

    void named(Verb verb, const std::string& text) { writer_.member(name(verb), text); }
    void named(Verb verb, const std::optional<std::string>& text) {
        if (text) {
            named(verb, *text);
        } else {
            writer_.null_member(name(verb));
        }
    }
    void number(Verb verb, std::int64_t value) { writer_.member(name(verb), value); }
    void value(Verb verb, const Value& value) {
        writer_.member(name(verb), [&] { encode_script_value(writer_, value); });
    }
    void value(Verb verb, const std::optional<Value>& given) {
        if (given) {
            value(verb, *given);
        } else {
            writer_.null_member(name(verb));
        }
    }
    template <class T>
    void body(const std::vector<T>& steps) {
        writer_.member("body", [&] { writer_.array(steps, [&](const T& step) { encode(step); }); });
    }

    void argument(const FeedData& is) { value(is.verb, is.data); }
    void argument(const SetException& is) { named(is.verb, is.exception); }
    void argument(const SetTransport& is) { named(is.verb, is.transport); }
    void argument(const Try& is) {
        writer_.member(name(is.verb), [&] { encode(is.call); });
    }
    void argument(const Start& is) {
        named(is.verb, is.task);
        body(is.body);
        if (is.on_error == AfterError::proceed) {
            writer_.member("on_error", "continue");
        }
        if (is.on_cancel == AfterError::proceed) {
            writer_.member("on_cancel", "continue");
        }
    }
    void argument(const Cancel& is) {
        named(is.verb, is.task);
        if (is.message) {
            writer_.member("message", *is.message);
        }
    }
    void argument(const Watch& is) {
        named(is.verb, is.target);
        writer_.member("as", is.as);
    }
    void argument(const CallSoon& is) {
        named(is.verb, is.callback);
        body(is.body);
    }
    void argument(const CallLater& is) {
        named(is.verb, is.callback);
        writer_.member("delay", is.delay);
        body(is.body);
    }
    void argument(const Advance& is) { number(is.verb, is.seconds); }
    void argument(const FutureSetResult& is) { value(is.verb, is.result); }
    void argument(const FutureSetException& is) { named(is.verb, is.exception); }
    void argument(const Create& is) {
        named(is.verb, is.name);
        writer_.member("as", [&] { encode_reader(writer_, is.as); });
    }
    void argument(const Describe& is) { named(is.verb, is.exception); }
    void argument(const Copy& is) { named(is.verb, is.exception); }
    void argument(const Pickle& is) { named(is.verb, is.exception); }

    void argument(const Read& is) { value(is.verb, is.n); }
    void argument(const Readexactly& is) { value(is.verb, is.n); }
    void argument(const Readuntil& is) { value(is.verb, is.separator); }
    void argument(const Iterate& is) {
        writer_.null_member(name(is.verb));
        if (is.max) {
            writer_.member("max", *is.max);
        }
    }
    void argument(const WaitForData& is) { named(is.verb, is.caller); }
    void argument(const Yield& is) { number(is.verb, is.times); }
    void argument(const Sleep& is) { number(is.verb, is.seconds); }
    void argument(const Join& is) { named(is.verb, is.task); }
    void argument(const AwaitFuture& is) { named(is.verb, is.future); }

    /// Everything else takes no argument.
    template <class T>
    void argument(const T& is) {
        writer_.null_member(name(is.verb));
    }

    JsonWriter& writer_;
};

/// Writes what an object is, a function for each type.
struct ObjectEncoder {
    JsonWriter& writer;

    void operator()(const ReaderSpec& spec) const { encode_reader(writer, spec); }
    void operator()(const TransportSpec& spec) const {
        writer.object([&] {
            writer.member("type", "transport");
            if (!spec.pausable) {
                writer.member("pausable", false);
            }
            if (spec.pause_raises) {
                writer.member("pause_raises", *spec.pause_raises);
            }
            if (spec.resume_raises) {
                writer.member("resume_raises", *spec.resume_raises);
            }
        });
    }
    void operator()(const ExceptionSpec& spec) const {
        writer.object([&] {
            writer.member("type", "exception");
            writer.member("class", name(spec.type));
            if (!spec.args.empty()) {
                writer.member("args", [&] {
                    writer.array(spec.args, [&](const Value& arg) { encode_script_value(writer, arg); });
                });
            }
            if (spec.falsy) {
                writer.member("falsy", true);
            }
        });
    }
    void operator()(const ExceptionClassSpec& spec) const {
        writer.object([&] {
            writer.member("type", "exception_class");
            writer.member("class", name(spec.type));
        });
    }
    void operator()(const FutureSpec&) const {
        writer.object([&] { writer.member("type", "future"); });
    }
};

void encode(JsonWriter& writer, const Turn& turn) {
    writer.object([&] {
        writer.member("do", [&] {
            writer.array(turn.actions, [&](const Action& action) { MemberEncoder(writer).encode(action); });
        });
        if (turn.run) {
            writer.member("run", *turn.run);
        }
    });
}

}  // namespace

void encode(JsonWriter& writer, const Action& action) {
    MemberEncoder(writer).encode(action);
}

void encode(JsonWriter& writer, const Step& step) {
    MemberEncoder(writer).encode(step);
}

void encode(JsonWriter& writer, const Script& script) {
    writer.object([&] {
        writer.member("summary", script.summary);
        writer.member("clauses", [&] {
            writer.array(script.clauses, [&](const std::string& clause) { writer.string(clause); });
        });
        if (auto features = script.requires_features.without({}); !features.empty()) {
            writer.member("requires", [&] {
                writer.array(features, [&](Feature feature) { writer.string(name(feature)); });
            });
        }
        writer.member("objects", [&] {
            writer.object([&] {
                for (const auto& object : script.objects) {
                    writer.member(object.name, [&] { std::visit(ObjectEncoder{writer}, object.is); });
                }
            });
        });
        writer.member("turns",
                      [&] { writer.array(script.turns, [&](const Turn& turn) { encode(writer, turn); }); });
    });
}

}  // namespace streamspec
