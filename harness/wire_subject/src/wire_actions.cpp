// Actions of the wire layer.

#include <any>
#include <filesystem>
#include <utility>

#include <netinet/in.h>
#include <netinet/tcp.h>

#include "wire_run.hpp"

namespace streamspec {
namespace {

Value text_value(std::string text) {
    return Value{Str{std::move(text)}};
}

Value tuple_of(std::vector<Value> items) {
    return Value{Container{Container::Kind::tuple, std::move(items)}};
}

}  // namespace

std::optional<ScriptRun::Outcome> WireRun::act_otherwise(const std::string& /*by*/, const Action& action) {
    if (const auto* on_wire = std::get_if<OnWire>(&action.is)) {
        return act_on_wire(*on_wire);
    }
    if (const auto* connect = std::get_if<PeerConnect>(&action.is)) {
        const auto address = addresses_.find(connect->server);
        if (address == addresses_.end()) {
            return Outcome();  // the server was not made: left out, without an event
        }
        peers_.at(connect->on)->connect(address->second);
        return kNone;
    }
    if (const auto* send = std::get_if<PeerSend>(&action.is)) {
        peers_.at(send->on)->send(typed<Bytes>(send->data).data);
        return kNone;
    }
    if (const auto* read = std::get_if<PeerRead>(&action.is)) {
        return read_of_peer(*read);
    }
    if (const auto* start_tls = std::get_if<PeerStartTls>(&action.is)) {
        peers_.at(start_tls->on)->start_tls(contexts_.at(start_tls->context).of_peer);
        return kNone;
    }
    if (const auto* limits = std::get_if<SetWriteBufferLimits>(&action.is)) {
        return set_limits(*limits);
    }
    if (const auto* option = std::get_if<GetSocketOption>(&action.is)) {
        auto socket = writer(option->on).get_extra_info("socket");
        auto view = std::any_cast<asyncio::net::SocketView>(socket);
        bool on = option->option == "TCP_NODELAY"    ? view.getsockopt(IPPROTO_TCP, TCP_NODELAY) != 0
                  : option->option == "SO_KEEPALIVE" ? view.getsockopt(SOL_SOCKET, SO_KEEPALIVE) != 0
                                                     : view.getsockopt(SOL_SOCKET, SO_REUSEADDR) != 0;
        return Value{on};
    }
    if (const auto* info = std::get_if<GetExtraInfo>(&action.is)) {
        return extra_info(*info);
    }
    return std::nullopt;
}

ScriptRun::Outcome WireRun::read_of_peer(const PeerRead& action) {
    auto& peer = *peers_.at(action.on);
    auto count = action.count ? static_cast<std::size_t>(*action.count) : peer.received().size();
    if (count > peer.received().size()) {
        failure_ = "the script takes more bytes than the peer " + action.on + " has received";
        return kNone;
    }
    return Value{Bytes{peer.read(count)}};
}

ScriptRun::Outcome WireRun::set_limits(const SetWriteBufferLimits& action) {
    auto size = [](const std::optional<Value>& value) {
        return value ? std::optional(static_cast<std::size_t>(typed<std::int64_t>(*value))) : std::nullopt;
    };
    transport_of(action.on).set_write_buffer_limits(size(action.high), size(action.low));
    return kNone;
}

ScriptRun::Outcome WireRun::act_on_wire(const OnWire& action) {
    if (action.verb == Verb::close_all) {
        close_all();
        return kNone;
    }
    if (action.verb == Verb::listener_close) {
        listeners_.at(action.on)->close();
        return kNone;
    }
    if (auto peer = peers_.find(action.on); peer != peers_.end()) {
        return act_on_peer(action.verb, *peer->second);
    }
    if (servers_.contains(action.on)) {
        return act_on_server(action.verb, action.on);
    }
    return act_on_transport(action.verb, transport_of(action.on));
}

ScriptRun::Outcome WireRun::act_on_peer(Verb verb, Peer& peer) {
    switch (verb) {
        case Verb::peer_shutdown:
            peer.shutdown();
            break;
        case Verb::peer_close:
            peer.close();
            break;
        case Verb::peer_reset:
            peer.reset();
            break;
        case Verb::peer_pause:
            peer.pause();
            break;
        case Verb::peer_resume:
            peer.resume();
            break;
        case Verb::peer_unwrap:
            peer.unwrap();
            break;
        default:
            return peer.ended() ? text_value(*peer.ended()) : kNone;
    }
    return kNone;
}

ScriptRun::Outcome WireRun::act_on_server(Verb verb, const std::string& name) {
    auto& server = *servers_.at(name);
    switch (verb) {
        case Verb::sockets:
            return sockets_of(server);
        case Verb::is_serving:
            return Value{server.is_serving()};
        case Verb::server_close:
            server.close();
            break;
        case Verb::close_clients:
            server.close_clients();
            break;
        case Verb::abort_clients:
            server.abort_clients();
            break;
        default:
            return Value{std::filesystem::exists(addresses_.at(name).path())};
    }
    return kNone;
}

Value WireRun::sockets_of(const asyncio::net::Server& server) const {
    // A SocketView stands for what Python calls a socket up to 3.7, and a TransportSocket from 3.8 on.
    bool views = dialect_.release >= asyncio::Version{3, 8, 0};
    auto sockets = server.sockets();
    if (sockets.empty() && dialect_.release < asyncio::Version{3, 7, 0}) {
        return kNone;
    }
    std::vector<Value> names(sockets.size(), text_value(views ? "TransportSocket" : "socket"));
    return Value{Container{views ? Container::Kind::tuple : Container::Kind::list, std::move(names)}};
}

asyncio::net::StreamTransport& WireRun::transport_of(const std::string& writer_name) {
    return dynamic_cast<asyncio::net::StreamTransport&>(*writer(writer_name).transport());
}

ScriptRun::Outcome WireRun::act_on_transport(Verb verb, asyncio::net::StreamTransport& transport) {
    switch (verb) {
        case Verb::abort:
            transport.abort();
            return kNone;
        case Verb::is_reading:
            return Value{transport.is_reading()};
        case Verb::get_write_buffer_size:
            return Value{static_cast<std::int64_t>(transport.get_write_buffer_size())};
        default: {
            auto [low, high] = transport.get_write_buffer_limits();
            return tuple_of({Value{static_cast<std::int64_t>(low)}, Value{static_cast<std::int64_t>(high)}});
        }
    }
}

Value WireRun::extra_info(const GetExtraInfo& action) {
    auto known = writer(action.on).get_extra_info(action.info,
                                                  action.fallback ? std::any(*action.fallback) : std::any());
    if (const auto* address = std::any_cast<asyncio::net::SocketAddress>(&known)) {
        if (address->family() == AF_UNIX || address->family() == AF_UNSPEC) {
            return text_value(address->path());
        }
        std::vector<Value> parts{text_value(address->host()), text_value(normaliser_.port(address->port()))};
        if (address->family() == AF_INET6) {
            parts.push_back(Value{std::int64_t{address->flowinfo()}});
            parts.push_back(Value{std::int64_t{address->scope_id()}});
        }
        return tuple_of(std::move(parts));
    }
    if (std::any_cast<asyncio::net::SocketView>(&known) != nullptr) {
        return text_value(dialect_.release >= asyncio::Version{3, 8, 0} ? "TransportSocket" : "socket");
    }
    if (std::any_cast<asyncio::net::SslObject>(&known) != nullptr) {
        return text_value("SSLObject");
    }
    if (std::any_cast<asyncio::net::CipherInfo>(&known) != nullptr) {
        return text_value("<cipher>");
    }
    if (const auto* certificate = std::any_cast<asyncio::net::Certificate>(&known)) {
        for (const auto& [kind, value] : certificate->subject) {
            if (kind == "commonName") {
                return text_value("<certificate of " + value + ">");
            }
        }
    }
    if (const auto* context = std::any_cast<std::shared_ptr<asyncio::net::SslContext>>(&known)) {
        for (const auto& [name, each] : contexts_) {
            if (each.own == *context) {
                return Value{ObjectName{name}};
            }
        }
    }
    const auto* value = std::any_cast<Value>(&known);
    return value != nullptr ? *value : kNone;
}

}  // namespace streamspec
