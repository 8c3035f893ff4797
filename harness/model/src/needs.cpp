#include "streamspec/model/needs.hpp"

#include <algorithm>

namespace streamspec {
namespace {

template <class T>
bool holds(const Value& value) {
    return std::holds_alternative<T>(value.is);
}

bool is_typed_separator(const Value& value) {
    if (const auto* tuple = std::get_if<Container>(&value.is); tuple != nullptr) {
        return tuple->kind == Container::Kind::tuple &&
               std::all_of(tuple->items.begin(), tuple->items.end(), holds<Bytes>);
    }
    return holds<Bytes>(value);
}

bool is_tuple(const Value& value) {
    const auto* container = std::get_if<Container>(&value.is);
    return container != nullptr && container->kind == Container::Kind::tuple;
}

/// Whether it is one of the keywords that a typed signature has.
bool is_option(std::string_view keyword) {
    static constexpr std::string_view kOptions[] = {"limit",
                                                    "server_hostname",
                                                    "ssl_handshake_timeout",
                                                    "ssl_shutdown_timeout",
                                                    "happy_eyeballs_delay",
                                                    "interleave",
                                                    "all_errors",
                                                    "flags",
                                                    "backlog",
                                                    "reuse_address",
                                                    "reuse_port",
                                                    "keep_alive",
                                                    "start_serving",
                                                    "cleanup_socket"};
    return std::find(std::begin(kOptions), std::end(kOptions), keyword) != std::end(kOptions);
}

/// Whether a mark of the write buffer is a number of bytes.
bool is_mark(const std::optional<Value>& value) {
    const auto* number = value ? std::get_if<std::int64_t>(&value->is) : nullptr;
    return !value || (number != nullptr && *number >= 0);
}

FeatureSet when(bool condition, Feature feature) {
    return condition ? FeatureSet{feature} : FeatureSet{};
}

FeatureSet needs_of(const ReaderSpec& reader) {
    FeatureSet set;
    if (reader.limit) {
        set.add(Feature::limit);
        set.add(when(!holds<std::int64_t>(*reader.limit), Feature::dynamic_typing));
    }
    set.add(when(reader.loopless, Feature::loopless));
    set.add(when(reader.subclass, Feature::subclass));
    return set;
}

/// The features that an object, an action or a call needs by itself, a function for each.
struct Needs {
    FeatureSet operator()(const ReaderSpec& reader) const { return needs_of(reader); }
    FeatureSet operator()(const TransportSpec& transport) const {
        FeatureSet set{Feature::transport};
        set.add(when(transport.tells_its_end, Feature::refcount));
        return set;
    }
    FeatureSet operator()(const ExceptionClassSpec&) const { return {Feature::dynamic_typing}; }
    FeatureSet operator()(const FutureSpec&) const { return {Feature::scheduler}; }
    FeatureSet operator()(const ExceptionSpec& exception) const {
        bool incomplete_read = exception.type == ExceptionClass::IncompleteReadError;
        bool typed = !exception.falsy;
        for (const auto& arg : exception.args) {
            typed = typed && (holds<Bytes>(arg) || holds<Str>(arg) || holds<std::int64_t>(arg) ||
                              (incomplete_read && holds<None>(arg)));
        }
        return when(!typed, Feature::dynamic_typing);
    }
    FeatureSet operator()(const ProtocolSpec& protocol) const {
        auto set = when(!protocol.reader, Feature::protocol_without_reader);
        if (protocol.client) {
            set.add(of_client(*protocol.client));
        }
        set.add(when(protocol.loop == ProtocolSpec::Loop::none, Feature::loopless));
        set.add(when(protocol.loop == ProtocolSpec::Loop::wrong, Feature::dynamic_typing));
        return set;
    }
    FeatureSet operator()(const WriterSpec& writer) const {
        auto set = when(writer.closed_loop, Feature::closed_loop);
        set.add(when(writer.subclass, Feature::subclass));
        return set;
    }
    FeatureSet operator()(const ListenerSpec& listener) const { return of_family(listener.family); }
    FeatureSet operator()(const PeerSpec&) const { return {}; }
    FeatureSet operator()(const ContextSpec&) const { return {Feature::tls}; }

    FeatureSet operator()(const FeedData& action) const {
        return when(!holds<Bytes>(action.data), Feature::dynamic_typing);
    }
    FeatureSet operator()(const FeedEof&) const { return {}; }
    FeatureSet operator()(const SetException& action) const {
        return {action.exception ? Feature::set_exception : Feature::clear_exception};
    }
    FeatureSet operator()(const SetTransport&) const { return {Feature::transport}; }
    FeatureSet operator()(const GetException&) const { return {Feature::exception}; }
    FeatureSet operator()(const AtEof&) const { return {Feature::at_eof}; }
    FeatureSet operator()(const Repr&) const { return {Feature::repr}; }
    FeatureSet operator()(const Try& action) const {
        auto set = (*this)(action.call);
        set.add(Feature::try_call);
        return set;
    }
    FeatureSet operator()(const Start& action) const { return of_body(action.body); }
    FeatureSet operator()(const Cancel& action) const {
        FeatureSet set{Feature::cancel};
        set.add(when(action.message.has_value(), Feature::cancel_message));
        return set;
    }
    FeatureSet operator()(const CancelAll&) const { return {Feature::cancel}; }
    FeatureSet operator()(const Watch&) const { return {Feature::scheduler}; }
    FeatureSet operator()(const CallSoon& action) const { return of_callback(action.body); }
    FeatureSet operator()(const CallLater& action) const { return of_callback(action.body); }
    FeatureSet operator()(const Advance&) const { return {Feature::scheduler}; }
    FeatureSet operator()(const FutureSetResult&) const { return {Feature::scheduler}; }
    FeatureSet operator()(const FutureSetException&) const { return {Feature::scheduler}; }
    FeatureSet operator()(const FutureCancel&) const { return {Feature::scheduler}; }
    FeatureSet operator()(const Create& action) const {
        auto set = needs_of(action.as);
        set.add(Feature::create);
        return set;
    }
    FeatureSet operator()(const Describe&) const { return {Feature::exception_copy}; }
    FeatureSet operator()(const Copy&) const { return {Feature::exception_copy}; }
    FeatureSet operator()(const Pickle&) const { return {Feature::pickle}; }
    FeatureSet operator()(const Raise&) const { return {}; }
    FeatureSet operator()(const ConnectionMade&) const { return {}; }
    FeatureSet operator()(const ConnectionLost&) const { return {}; }
    FeatureSet operator()(const DataReceived& action) const {
        return when(!holds<Bytes>(action.data), Feature::dynamic_typing);
    }
    FeatureSet operator()(const EofReceived&) const { return {}; }
    FeatureSet operator()(const PauseWriting&) const { return {}; }
    FeatureSet operator()(const ResumeWriting&) const { return {}; }
    FeatureSet operator()(const Write& action) const {
        return when(!holds<Bytes>(action.data), Feature::dynamic_typing);
    }
    FeatureSet operator()(const Writelines& action) const {
        bool typed = std::all_of(action.lines.begin(), action.lines.end(), holds<Bytes>);
        return when(!typed, Feature::dynamic_typing);
    }
    FeatureSet operator()(const WriteEof&) const { return {}; }
    FeatureSet operator()(const CanWriteEof&) const { return {}; }
    FeatureSet operator()(const Close&) const { return {}; }
    FeatureSet operator()(const IsClosing&) const { return {Feature::is_closing}; }
    FeatureSet operator()(const GetExtraInfo&) const { return {}; }
    FeatureSet operator()(const GetTransport&) const { return {}; }
    FeatureSet operator()(const WriterRepr&) const { return {Feature::repr}; }
    FeatureSet operator()(const Drop&) const { return {Feature::refcount}; }
    FeatureSet operator()(const OnWire& action) const {
        switch (action.verb) {
            case Verb::is_serving:
                return {Feature::server_control};
            case Verb::close_clients:
            case Verb::abort_clients:
                return {Feature::close_clients};
            case Verb::is_reading:
                return {Feature::is_reading};
            default:
                return {};
        }
    }
    FeatureSet operator()(const PeerConnect&) const { return {}; }
    FeatureSet operator()(const PeerSend&) const { return {}; }
    FeatureSet operator()(const PeerRead&) const { return {}; }
    FeatureSet operator()(const PeerStartTls&) const { return {Feature::tls}; }
    FeatureSet operator()(const SetWriteBufferLimits& action) const {
        return when(!is_mark(action.high) || !is_mark(action.low), Feature::dynamic_typing);
    }
    FeatureSet operator()(const GetSocketOption&) const { return {}; }

    FeatureSet operator()(const Read& call) const {
        return when(call.n && !holds<std::int64_t>(*call.n), Feature::dynamic_typing);
    }
    FeatureSet operator()(const Readline&) const { return {Feature::readline}; }
    FeatureSet operator()(const Readexactly& call) const {
        FeatureSet set{Feature::readexactly};
        set.add(when(!holds<std::int64_t>(call.n), Feature::dynamic_typing));
        return set;
    }
    FeatureSet operator()(const Readuntil& call) const {
        FeatureSet set{Feature::readuntil};
        if (call.separator) {
            set.add(when(is_tuple(*call.separator), Feature::tuple_separator));
            set.add(when(!is_typed_separator(*call.separator), Feature::dynamic_typing));
        }
        return set;
    }
    FeatureSet operator()(const Anext&) const { return {Feature::iterate}; }
    FeatureSet operator()(const Iterate&) const { return {Feature::iterate}; }
    FeatureSet operator()(const WaitForData&) const { return {Feature::private_wait}; }
    FeatureSet operator()(const Yield&) const { return {}; }
    FeatureSet operator()(const Sleep&) const { return {Feature::scheduler}; }
    FeatureSet operator()(const Join&) const { return {}; }
    FeatureSet operator()(const AwaitFuture&) const { return {Feature::scheduler}; }
    FeatureSet operator()(const WaitFor& call) const {
        auto set = (*this)(*call.call);
        set.add(Feature::wait_for);
        return set;
    }
    FeatureSet operator()(const Timeout& call) const {
        auto set = of_body(call.body);
        set.add(Feature::timeout);
        return set;
    }
    FeatureSet operator()(const Gather& call) const {
        FeatureSet set{Feature::gather};
        for (const auto& each : call.calls) {
            set.add((*this)(each));
        }
        return set;
    }
    FeatureSet operator()(const Drain&) const { return {}; }
    FeatureSet operator()(const WaitClosed&) const { return {Feature::wait_closed}; }
    FeatureSet operator()(const StartTls&) const { return {Feature::start_tls}; }
    FeatureSet operator()(const OpenConnection& call) const {
        auto set = of_endpoint(call.endpoint);
        set.add(when(call.verb == Verb::open_unix_connection, Feature::unix_sockets));
        return set;
    }
    FeatureSet operator()(const StartServer& call) const {
        auto set = of_endpoint(call.endpoint);
        set.add(when(call.verb == Verb::start_unix_server, Feature::unix_sockets));
        for (const auto& client : call.clients) {
            set.add(of_client(*client));
        }
        return set;
    }
    FeatureSet operator()(const AwaitServer& call) const {
        return when(call.verb != Verb::server_wait_closed, Feature::server_control);
    }
    FeatureSet operator()(const WithServer& call) const {
        auto set = of_body(call.body);
        set.add(Feature::server_control);
        return set;
    }

    FeatureSet operator()(const Action& action) const { return std::visit(*this, action.is); }
    FeatureSet operator()(const AwaitingCall& call) const { return std::visit(*this, call.is); }

  private:
    FeatureSet of_body(const std::vector<Step>& body) const {
        FeatureSet set;
        for (const auto& step : body) {
            set.add(std::visit(*this, step.is));
        }
        return set;
    }
    static FeatureSet of_family(Family family) {
        auto set = when(family == Family::unix_socket, Feature::unix_sockets);
        set.add(when(family == Family::ipv6, Feature::ipv6));
        return set;
    }
    static FeatureSet of_endpoint(const Endpoint& endpoint) {
        auto set = when(!std::holds_alternative<std::monostate>(endpoint.ssl), Feature::tls);
        bool typed =
            !endpoint.loop && endpoint.path != PathForm::bytes && endpoint.path != PathForm::pathlike;
        for (const auto& [option, value] : endpoint.options) {
            typed = typed && is_option(option) && (option != "limit" || holds<std::int64_t>(value));
        }
        set.add(when(!typed, Feature::dynamic_typing));
        return set;
    }
    FeatureSet of_client(const Client& client) const {
        auto set = of_body(client.body);
        set.add(when(client.kind == Client::Kind::generator, Feature::dynamic_typing));
        set.add(when(client.keep != Client::Keep::both, Feature::refcount));
        return set;
    }
    FeatureSet of_callback(const std::vector<Action>& body) const {
        FeatureSet set{Feature::scheduler};
        for (const auto& action : body) {
            set.add((*this)(action));
        }
        return set;
    }
};

}  // namespace

FeatureSet needs(const Step& step) {
    return std::visit(Needs{}, step.is);
}

FeatureSet needs(const Action& action) {
    return Needs{}(action);
}

FeatureSet needs(const Script& script) {
    auto set = script.requires_features;
    set.add(when(script.layer != Layer::reader, Feature::writer));
    set.add(when(script.layer == Layer::wire, Feature::sockets));
    set.add(when(script.debug.has_value(), Feature::debug_mode));
    for (const auto& object : script.objects) {
        set.add(std::visit(Needs{}, object.is));
    }
    for (std::size_t i = 0; i < script.own_turns; ++i) {
        for (const auto& action : script.turns[i].actions) {
            set.add(needs(action));
        }
    }
    return set;
}

}  // namespace streamspec
