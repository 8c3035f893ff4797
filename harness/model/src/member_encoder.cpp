#include "member_encoder.hpp"

#include "streamspec/model/script_codec.hpp"
#include "value_codec.hpp"

namespace streamspec {
namespace {

/// Writes the members that follow from what an action or a call is, a function for each; `on` is written for
/// all of them.
class MemberEncoder {
  public:
    explicit MemberEncoder(JsonWriter& writer) : writer_(writer) {}

    void encode(const Action& action) {
        writer_.object([&] { std::visit([&](const auto& is) { members(is); }, action.is); });
    }
    void encode(const AwaitingCall& call) {
        writer_.object([&] { std::visit([&](const auto& is) { members(is); }, call.is); });
    }
    void encode(const Step& step) {
        std::visit([&](const auto& is) { encode(is); }, step.is);
    }

    void encode(const Client& client) {
        writer_.object([&] {
            writer_.member("as", client.name);
            if (client.kind != Client::Kind::coroutine) {
                writer_.member("kind", name(client.kind));
            }
            if (client.reader) {
                writer_.member("reader", *client.reader);
            }
            writer_.member("writer", client.writer);
            body_of_task(client);
            if (client.keep == Client::Keep::reader) {
                writer_.member("keep", "reader");
            } else if (client.keep == Client::Keep::neither) {
                writer_.member("keep", false);
            }
        });
    }

  private:
    template <class T>
    void members(const T& is) {
        if constexpr (requires { is.on; }) {
            if (!is.on.empty()) {
                writer_.member("on", is.on);
            }
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

    /// The body of a `start` or a client, and what follows errors in it.
    template <class T>
    void body_of_task(const T& is) {
        body(is.body);
        if (is.on_error == AfterError::proceed) {
            writer_.member("on_error", "continue");
        }
        if (is.on_cancel == AfterError::proceed) {
            writer_.member("on_cancel", "continue");
        }
    }

    void argument(const FeedData& is) { value(is.verb, is.data); }
    void argument(const SetException& is) { named(is.verb, is.exception); }
    void argument(const SetTransport& is) { named(is.verb, is.transport); }
    void argument(const Try& is) {
        writer_.member(name(is.verb), [&] { encode(is.call); });
    }
    void argument(const Start& is) {
        named(is.verb, is.task);
        body_of_task(is);
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
    void argument(const Raise& is) { named(is.verb, is.exception); }
    void argument(const ConnectionMade& is) { named(is.verb, is.transport); }
    void argument(const ConnectionLost& is) { named(is.verb, is.exception); }
    void argument(const DataReceived& is) { value(is.verb, is.data); }
    void argument(const Write& is) { value(is.verb, is.data); }
    void argument(const Writelines& is) {
        writer_.member(name(is.verb), [&] {
            writer_.array(is.lines, [&](const Value& line) { encode_script_value(writer_, line); });
        });
    }
    void argument(const GetExtraInfo& is) {
        named(is.verb, is.info);
        if (is.fallback) {
            writer_.member("default", [&] { encode_script_value(writer_, *is.fallback); });
        }
    }
    void argument(const Drop& is) { named(is.verb, is.object); }
    void argument(const PeerConnect& is) { named(is.verb, is.server); }
    void argument(const PeerSend& is) { value(is.verb, is.data); }
    void argument(const PeerRead& is) {
        if (is.count) {
            number(is.verb, *is.count);
        } else {
            writer_.null_member(name(is.verb));
        }
    }
    void argument(const PeerStartTls& is) { named(is.verb, is.context); }
    void argument(const SetWriteBufferLimits& is) {
        writer_.null_member(name(is.verb));
        value_member("high", is.high);
        value_member("low", is.low);
    }
    void argument(const GetSocketOption& is) { named(is.verb, is.option); }

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
    void argument(const StartTls& is) {
        named(is.verb, is.transport);
        options(is.options);
    }
    void argument(const OpenConnection& is) {
        writer_.member(name(is.verb), [&] { endpoint(is.endpoint); });
        writer_.member("reader", is.reader);
        writer_.member("writer", is.writer);
    }
    void argument(const StartServer& is) {
        writer_.member(name(is.verb), [&] { endpoint(is.endpoint); });
        writer_.member("as", is.server);
        writer_.member("clients", [&] {
            writer_.array(is.clients, [&](const std::shared_ptr<const Client>& client) { encode(*client); });
        });
    }
    void argument(const WithServer& is) {
        writer_.null_member(name(is.verb));
        body(is.body);
    }
    void argument(const WaitFor& is) {
        writer_.member(name(is.verb), [&] { encode(*is.call); });
        writer_.member("timeout", is.timeout);
    }
    void argument(const Timeout& is) {
        number(is.verb, is.seconds);
        body(is.body);
    }
    void argument(const Gather& is) {
        writer_.member(name(is.verb),
                       [&] { writer_.array(is.calls, [&](const AwaitingCall& call) { encode(call); }); });
        if (is.return_exceptions) {
            writer_.member("return_exceptions", true);
        }
    }

    void value_member(std::string_view key, const std::optional<Value>& given) {
        if (given) {
            writer_.member(key, [&] { encode_script_value(writer_, *given); });
        }
    }
    void options(const Options& options) {
        if (!options.empty()) {
            writer_.member("options", [&] {
                writer_.object([&] {
                    for (const auto& [key, value] : options) {
                        writer_.member(key, [&, &given = value] { encode_script_value(writer_, given); });
                    }
                });
            });
        }
    }
    void flag(std::string_view key, bool value) {
        if (value) {
            writer_.member(key, true);
        }
    }
    void text_member(std::string_view key, const std::optional<std::string>& text) {
        if (text) {
            writer_.member(key, *text);
        }
    }
    void endpoint(const Endpoint& endpoint) {
        writer_.object([&] {
            text_member("to", endpoint.to);
            value_member("host", endpoint.host);
            value_member("port", endpoint.port);
            if (endpoint.path != PathForm::str) {
                writer_.member("path", name(endpoint.path));
            }
            flag("bare", endpoint.bare);
            text_member("sock", endpoint.sock);
            if (const auto* given = std::get_if<bool>(&endpoint.ssl)) {
                writer_.member("ssl", *given);
            } else if (const auto* context = std::get_if<std::string>(&endpoint.ssl)) {
                writer_.member("ssl", *context);
            }
            flag("loop", endpoint.loop);
            text_member("local", endpoint.local);
            if (endpoint.family) {
                writer_.member("family", name(*endpoint.family));
            }
            options(endpoint.options);
        });
    }

    /// Everything else takes no argument.
    template <class T>
    void argument(const T& is) {
        writer_.null_member(name(is.verb));
    }

    JsonWriter& writer_;
};

}  // namespace

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

void encode_client(JsonWriter& writer, const Client& client) {
    MemberEncoder(writer).encode(client);
}

void encode(JsonWriter& writer, const Action& action) {
    MemberEncoder(writer).encode(action);
}

void encode(JsonWriter& writer, const Step& step) {
    MemberEncoder(writer).encode(step);
}

}  // namespace streamspec
