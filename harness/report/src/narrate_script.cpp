#include <algorithm>

#include "streamspec/report/narrate.hpp"

namespace streamspec {
namespace {

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

std::string narrate_options(const Options& options) {
    std::string text;
    for (const auto& [key, value] : options) {
        text += (text.empty() ? "" : ", ") + key + "=" + narrate(value);
    }
    return text;
}

std::string narrate_endpoint(const Endpoint& endpoint) {
    std::string text;
    auto add = [&](const std::string& argument) { text += (text.empty() ? "" : ", ") + argument; };
    if (endpoint.to) {
        add("address of " + *endpoint.to);
    }
    if (endpoint.host) {
        add("host=" + narrate(*endpoint.host));
    }
    if (endpoint.port) {
        add("port=" + narrate(*endpoint.port));
    }
    if (endpoint.path != PathForm::str) {
        add("path: " + std::string(name(endpoint.path)));
    }
    if (endpoint.bare) {
        add("no address");
    }
    if (endpoint.sock) {
        add("sock=" + *endpoint.sock);
    }
    if (const auto* given = std::get_if<bool>(&endpoint.ssl)) {
        add(*given ? "ssl=True" : "ssl=False");
    } else if (const auto* context = std::get_if<std::string>(&endpoint.ssl)) {
        add("ssl=" + *context);
    }
    if (endpoint.loop) {
        add("loop=loop");
    }
    if (endpoint.local) {
        add("local_addr=('" + *endpoint.local + "', 0)");
    }
    if (endpoint.family) {
        add("family=" + std::string(name(*endpoint.family)));
    }
    if (!endpoint.options.empty()) {
        add(narrate_options(endpoint.options));
    }
    return text;
}

/// What a verb does to an object, as a call of it: "s.server_close()" is told as "s.close()".
std::string narrate_call(const std::string& on, Verb verb, const std::string& arguments = {}) {
    std::string_view method = name(verb);
    for (std::string_view prefix : {"server_", "listener_", "peer_"}) {
        if (method.starts_with(prefix)) {
            method.remove_prefix(prefix.size());
        }
    }
    return on + "." + std::string(method) + "(" + arguments + ")";
}

struct ObjectNarrator {
    std::string operator()(const ReaderSpec& spec) const { return narrate_reader(spec); }
    std::string operator()(const TransportSpec& spec) const {
        std::string text = spec.pausable ? "transport" : "transport that cannot pause";
        if (spec.pause_raises) {
            text += ", pause raises " + *spec.pause_raises;
        }
        if (spec.resume_raises) {
            text += ", resume raises " + *spec.resume_raises;
        }
        if (spec.closing) {
            text += ", closing";
        }
        if (!spec.can_write_eof) {
            text += ", without write_eof";
        }
        if (spec.ssl) {
            text += ", with TLS";
        }
        if (spec.protocol) {
            text += ", tells " + *spec.protocol + " of its loss once closed";
        }
        return text;
    }
    std::string operator()(const ProtocolSpec& spec) const {
        return "protocol(" + or_none(spec.reader) + (spec.client ? ", " + narrate(*spec.client) : "") + ")";
    }
    std::string operator()(const WriterSpec& spec) const {
        return "writer(" + spec.transport + ", " + spec.protocol + ", " + or_none(spec.reader) + ")";
    }
    std::string operator()(const ExceptionSpec& spec) const {
        std::string args;
        for (const auto& arg : spec.args) {
            args += (args.empty() ? "" : ", ") + narrate(arg);
        }
        return std::string(name(spec.type)) + "(" + args + ")" + (spec.falsy ? ", falsy" : "");
    }
    std::string operator()(const ExceptionClassSpec& spec) const {
        return "class " + std::string(name(spec.type));
    }
    std::string operator()(const FutureSpec&) const { return "future"; }
    std::string operator()(const ListenerSpec& spec) const {
        return "listener of the peer, " + std::string(name(spec.family)) +
               (spec.receive_buffer ? ", receive buffer " + std::to_string(*spec.receive_buffer) : "") +
               (spec.listens ? "" : ", not listening");
    }
    std::string operator()(const PeerSpec& spec) const {
        return std::string(spec.paired ? "peer, one of a socket pair" : "peer") +
               (spec.listener ? ", accepted by " + *spec.listener : "") +
               (spec.reads ? "" : ", does not read") +
               (spec.receive_buffer ? ", receive buffer " + std::to_string(*spec.receive_buffer) : "") +
               (spec.tls ? ", speaks TLS by " + *spec.tls : "");
    }
    std::string operator()(const ContextSpec& spec) const {
        std::string text =
            spec.side == ContextSpec::Side::client ? "TLS context of a client" : "TLS context of a server";
        text += spec.tls_1_3 ? ", TLS 1.3" : "";
        text += spec.certificate ? ", certificate of " + *spec.certificate : "";
        if (spec.verifies) {
            text += *spec.verifies ? ", verifies" : ", verifies nothing";
        }
        return text + (spec.trusts ? "" : ", does not trust the test's authority");
    }
};

template <class T>
std::string narrate_body(const std::vector<T>& body) {
    std::string text;
    for (const auto& step : body) {
        text += (text.empty() ? "" : "; ") + narrate(step);
    }
    return "{ " + text + (text.empty() ? "}" : " }");
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

std::string joined(const std::vector<AwaitingCall>& calls) {
    std::string text;
    for (const auto& call : calls) {
        text += (text.empty() ? "" : ", ") + narrate(call);
    }
    return text;
}

struct CallNarrator {
    std::string operator()(const Read& is) const {
        return is.on + ".read(" + (is.n ? narrate(*is.n) : "") + ")";
    }
    std::string operator()(const Readline& is) const { return is.on + ".readline()"; }
    std::string operator()(const Readexactly& is) const {
        return is.on + ".readexactly(" + narrate(is.n) + ")";
    }
    std::string operator()(const Readuntil& is) const {
        return is.on + ".readuntil(" + (is.separator ? narrate(*is.separator) : "") + ")";
    }
    std::string operator()(const Anext& is) const { return is.on + ".__anext__()"; }
    std::string operator()(const Iterate& is) const {
        return "async for line in " + is.on + (is.max ? ", at most " + std::to_string(*is.max) : "");
    }
    std::string operator()(const WaitForData& is) const {
        return is.on + "._wait_for_data('" + is.caller + "')";
    }
    std::string operator()(const Yield& is) const {
        return is.times == 1 ? "sleep(0)" : "sleep(0) × " + std::to_string(is.times);
    }
    std::string operator()(const Sleep& is) const { return "sleep(" + std::to_string(is.seconds) + ")"; }
    std::string operator()(const Join& is) const { return "await " + is.task; }
    std::string operator()(const AwaitFuture& is) const { return "await " + is.future; }
    std::string operator()(const WaitFor& is) const {
        return "wait_for(" + narrate(*is.call) + ", " + std::to_string(is.timeout) + ")";
    }
    std::string operator()(const Timeout& is) const {
        return "async with timeout(" + std::to_string(is.seconds) + ") " + narrate_body(is.body);
    }
    std::string operator()(const Gather& is) const {
        return "gather(" + joined(is.calls) + (is.return_exceptions ? ", return_exceptions=True)" : ")");
    }
    std::string operator()(const Drain& is) const { return is.on + ".drain()"; }
    std::string operator()(const WaitClosed& is) const { return is.on + ".wait_closed()"; }
    std::string operator()(const StartTls& is) const {
        auto options = narrate_options(is.options);
        return is.on + ".start_tls(" + options + ") to " + is.transport;
    }
    std::string operator()(const OpenConnection& is) const {
        return is.reader + ", " + is.writer + " = " + std::string(name(is.verb)) + "(" +
               narrate_endpoint(is.endpoint) + ")";
    }
    std::string operator()(const StartServer& is) const {
        std::string clients;
        for (const auto& client : is.clients) {
            clients += (clients.empty() ? "" : ", ") + narrate(*client);
        }
        auto endpoint = narrate_endpoint(is.endpoint);
        return is.server + " = " + std::string(name(is.verb)) + "(" + clients +
               (endpoint.empty() ? "" : ", " + endpoint) + ")";
    }
    std::string operator()(const AwaitServer& is) const { return narrate_call(is.on, is.verb); }
    std::string operator()(const WithServer& is) const {
        return "async with " + is.on + " " + narrate_body(is.body);
    }
};

struct ActionNarrator {
    std::string operator()(const FeedData& is) const {
        return is.on + ".feed_data(" + narrate(is.data) + ")";
    }
    std::string operator()(const FeedEof& is) const { return is.on + ".feed_eof()"; }
    std::string operator()(const SetException& is) const {
        return is.on + ".set_exception(" + or_none(is.exception) + ")";
    }
    std::string operator()(const SetTransport& is) const {
        return is.on + ".set_transport(" + or_none(is.transport) + ")";
    }
    std::string operator()(const GetException& is) const { return is.on + ".exception()"; }
    std::string operator()(const AtEof& is) const { return is.on + ".at_eof()"; }
    std::string operator()(const Repr& is) const { return "repr(" + is.on + ")"; }
    std::string operator()(const Try& is) const { return "try " + narrate(is.call); }
    std::string operator()(const Start& is) const {
        return "start " + is.task + " " + narrate_body(is.body) + after_errors(is.on_error, is.on_cancel);
    }
    std::string operator()(const Cancel& is) const {
        return is.task + ".cancel(" + (is.message ? "'" + *is.message + "'" : "") + ")";
    }
    std::string operator()(const CancelAll&) const { return "cancel all tasks"; }
    std::string operator()(const Watch& is) const { return is.target + ".add_done_callback(" + is.as + ")"; }
    std::string operator()(const CallSoon& is) const {
        return "call_soon " + is.callback + " " + narrate_body(is.body);
    }
    std::string operator()(const CallLater& is) const {
        return "call_later(" + std::to_string(is.delay) + ") " + is.callback + " " + narrate_body(is.body);
    }
    std::string operator()(const Advance& is) const {
        return "advance the clock by " + std::to_string(is.seconds) + " s";
    }
    std::string operator()(const FutureSetResult& is) const {
        return is.on + ".set_result(" + narrate(is.result) + ")";
    }
    std::string operator()(const FutureSetException& is) const {
        return is.on + ".set_exception(" + is.exception + ")";
    }
    std::string operator()(const FutureCancel& is) const { return is.on + ".cancel()"; }
    std::string operator()(const Create& is) const { return is.name + " = " + narrate_reader(is.as); }
    std::string operator()(const Describe& is) const { return "describe " + is.exception; }
    std::string operator()(const Copy& is) const { return "copy.copy(" + is.exception + ")"; }
    std::string operator()(const Pickle& is) const { return "pickle and unpickle " + is.exception; }
    std::string operator()(const Raise& is) const { return "raise " + is.exception; }
    std::string operator()(const ConnectionMade& is) const {
        return is.on + ".connection_made(" + is.transport + ")";
    }
    std::string operator()(const ConnectionLost& is) const {
        return is.on + ".connection_lost(" + or_none(is.exception) + ")";
    }
    std::string operator()(const DataReceived& is) const {
        return is.on + ".data_received(" + narrate(is.data) + ")";
    }
    std::string operator()(const EofReceived& is) const { return is.on + ".eof_received()"; }
    std::string operator()(const PauseWriting& is) const { return is.on + ".pause_writing()"; }
    std::string operator()(const ResumeWriting& is) const { return is.on + ".resume_writing()"; }
    std::string operator()(const Write& is) const { return is.on + ".write(" + narrate(is.data) + ")"; }
    std::string operator()(const Writelines& is) const {
        return is.on + ".writelines(" + narrate(Value{Container{Container::Kind::list, is.lines}}) + ")";
    }
    std::string operator()(const WriteEof& is) const { return is.on + ".write_eof()"; }
    std::string operator()(const CanWriteEof& is) const { return is.on + ".can_write_eof()"; }
    std::string operator()(const Close& is) const { return is.on + ".close()"; }
    std::string operator()(const IsClosing& is) const { return is.on + ".is_closing()"; }
    std::string operator()(const GetExtraInfo& is) const {
        return is.on + ".get_extra_info('" + is.info + "'" +
               (is.fallback ? ", " + narrate(*is.fallback) : "") + ")";
    }
    std::string operator()(const GetTransport& is) const { return is.on + ".transport"; }
    std::string operator()(const WriterRepr& is) const { return "repr(" + is.on + ")"; }
    std::string operator()(const Drop& is) const { return "del " + is.object; }
    std::string operator()(const OnWire& is) const {
        return is.verb == Verb::close_all ? "close everything" : narrate_call(is.on, is.verb);
    }
    std::string operator()(const PeerConnect& is) const { return narrate_call(is.on, is.verb, is.server); }
    std::string operator()(const PeerSend& is) const {
        return narrate_call(is.on, is.verb, narrate(is.data));
    }
    std::string operator()(const PeerRead& is) const {
        return narrate_call(is.on, is.verb, is.count ? std::to_string(*is.count) : "");
    }
    std::string operator()(const PeerStartTls& is) const { return narrate_call(is.on, is.verb, is.context); }
    std::string operator()(const SetWriteBufferLimits& is) const {
        std::string limits = is.high ? "high=" + narrate(*is.high) : "";
        if (is.low) {
            limits += (limits.empty() ? "low=" : ", low=") + narrate(*is.low);
        }
        return narrate_call(is.on, is.verb, limits);
    }
    std::string operator()(const GetSocketOption& is) const {
        return narrate_call(is.on, is.verb, is.option);
    }
};

std::string_view kept(Client::Keep keep) {
    switch (keep) {
        case Client::Keep::both:
            return "";
        case Client::Keep::reader:
            return ", then keeps the reader only";
        case Client::Keep::neither:
            break;
    }
    return ", then keeps nothing";
}

}  // namespace

std::string narrate(const Client& client) {
    auto text = std::string(name(client.kind)) + " " + client.name + "(" + client.reader.value_or("_") +
                ", " + client.writer + ") " + narrate_body(client.body);
    text += after_errors(client.on_error, client.on_cancel);
    text += kept(client.keep);
    return text;
}

std::string narrate(const ScriptObject& object) {
    return object.name + ": " + std::visit(ObjectNarrator{}, object.is);
}

std::string narrate(const AwaitingCall& call) {
    return std::visit(CallNarrator{}, call.is);
}

std::string narrate(const Action& action) {
    return std::visit(ActionNarrator{}, action.is);
}

std::string narrate(const Step& step) {
    return std::visit([](const auto& is) { return narrate(is); }, step.is);
}

std::string narrate(const Condition& condition) {
    auto text = std::string(name(condition.kind));
    std::replace(text.begin(), text.end(), '_', ' ');
    if (!condition.on.empty()) {
        text = condition.on + " " + text;
    }
    return has_count(condition.kind) ? text + " " + std::to_string(condition.count) : text;
}

}  // namespace streamspec
