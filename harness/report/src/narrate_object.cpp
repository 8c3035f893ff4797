// The objects of a script, and the clients of its servers and protocols.

#include <string>
#include <string_view>
#include <variant>

#include "narrate_parts.hpp"

namespace streamspec {
namespace {

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
        if (spec.tells_its_end) {
            text += ", tells when it is gone";
        }
        return text;
    }
    std::string operator()(const ProtocolSpec& spec) const {
        std::string loop = spec.loop == ProtocolSpec::Loop::own    ? ""
                           : spec.loop == ProtocolSpec::Loop::none ? ", no loop"
                                                                   : ", a loop that is none";
        return "protocol(" + or_none(spec.reader) + (spec.client ? ", " + narrate(*spec.client) : "") + loop +
               ")";
    }
    std::string operator()(const WriterSpec& spec) const {
        return "writer(" + spec.transport + ", " + spec.protocol + ", " + or_none(spec.reader) +
               (spec.closed_loop ? ", a closed loop" : "") + (spec.subclass ? ", subclass" : "") + ")";
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

}  // namespace streamspec
