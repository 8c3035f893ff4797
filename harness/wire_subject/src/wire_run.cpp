// Objects, turns and actions of the wire layer.

#include "wire_run.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include <asyncio/net/logging.hpp>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <poll.h>

#include "streamspec/subject/subject.hpp"

namespace streamspec {
namespace {

using Clock = std::chrono::steady_clock;

/// Without the condition of a turn for so long: something is dead.
constexpr auto kPatience = std::chrono::seconds(10);
/// How often the loop is asked whether one of its sockets is ready, while no peer has anything to do.
constexpr int kIntervalMs = 1;

Value text_value(std::string text) {
    return Value{Str{std::move(text)}};
}

Value tuple_of(std::vector<Value> items) {
    return Value{Container{Container::Kind::tuple, std::move(items)}};
}

bool is_notice(const Event& event) {
    return std::holds_alternative<WarningShown>(event.is) || std::holds_alternative<Logged>(event.is) ||
           std::holds_alternative<HandlerCalled>(event.is) || std::holds_alternative<Unraisable>(event.is);
}

}  // namespace

TemporaryFolder::TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "wireXXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) {
        throw SubjectError("no folder for the sockets of the script can be made");
    }
    path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

WireRun::WireRun(const Script& script, asyncio::Dialect dialect, std::filesystem::path certificates,
                 asyncio::net::WriteMode mode)
    : ScriptRun(script, std::move(dialect),
                [mode](asyncio::Clock& clock, const asyncio::Dialect& of) {
                    auto loop = std::make_unique<asyncio::net::EventLoop>(clock, of);
                    loop->set_write_mode(mode);
                    return loop;
                }),
      certificates_(std::move(certificates)),
      normaliser_(folder_.path()) {
    asyncio::net::set_log_handler([this](std::string_view level, std::string_view text) {
        log_.note(Logged{std::string(level), "asyncio", std::string(text), nullptr});
    });
}

WireRun::~WireRun() {
    asyncio::net::set_log_handler(nullptr);
}

// Objects

bool WireRun::make_otherwise(const ScriptObject& object) {
    if (const auto* context = std::get_if<ContextSpec>(&object.is)) {
        make_context(object.name, *context);
    } else if (const auto* listener = std::get_if<ListenerSpec>(&object.is)) {
        auto& made = listeners_[object.name] = std::make_unique<Listener>(*listener, folder_.new_path());
        addresses_[object.name] = made->address();
        normaliser_.name_port(made->address().port(), object.name);
    } else if (const auto* peer = std::get_if<PeerSpec>(&object.is)) {
        auto tls = peer->tls ? std::optional(contexts_.at(*peer->tls).of_peer) : std::nullopt;
        auto& made = peers_[object.name] = std::make_unique<Peer>(*peer, std::move(tls));
        if (peer->listener) {
            listeners_.at(*peer->listener)->add(*made);
        }
    } else {
        return false;
    }
    return true;
}

void WireRun::make_context(const std::string& name, const ContextSpec& spec) {
    using asyncio::net::SslContext;
    bool server = spec.side == ContextSpec::Side::server;
    auto own =
        std::make_shared<SslContext>(server ? SslContext::Purpose::server : SslContext::Purpose::client);
    int version = spec.tls_1_3 ? TLS1_3_VERSION : TLS1_2_VERSION;
    own->set_minimum_version(version);
    own->set_maximum_version(version);
    if (spec.certificate) {
        own->load_cert_chain((certificates_ / (*spec.certificate + ".pem")).string());
    }
    if (!spec.verifies.value_or(!server)) {
        own->set_check_hostname(false);
        own->set_verify_mode(asyncio::net::VerifyMode::none);
    } else if (server) {
        own->set_verify_mode(asyncio::net::VerifyMode::required);
    }
    if (spec.trusts) {
        own->load_verify_locations((certificates_ / "ca.pem").string());
    }
    // A peer of the client's side is given no name, so that none is checked.
    std::shared_ptr<SSL_CTX> for_peer(own->native_handle(), [keep = own](SSL_CTX*) {});
    contexts_[name] = {own, {std::move(for_peer), server}};
}

bool WireRun::is_made_otherwise(const std::string& name) {
    return contexts_.contains(name) || listeners_.contains(name) || peers_.contains(name) ||
           servers_.contains(name);
}

// Turns

TraceTurn WireRun::run_turn(const Turn& turn) {
    TraceTurn seen;
    log_.write_to(seen.events);
    loop_.call_soon([this, &turn] { do_all("turn", turn.actions); });
    auto give_up = Clock::now() + kPatience;
    for (;;) {
        loop_.run_once();
        remember_protocols();
        bool moved = pump();
        for (const auto& event : seen.events) {
            const auto* client = std::get_if<ClientCalled>(&event.is);
            if (client != nullptr &&
                std::find(called_.begin(), called_.end(), client->client) == called_.end()) {
                called_.push_back(client->client);
            }
        }
        if (!failure_.empty()) {
            give_up_with(failure_);
        }
        bool idle = loop_.idle();
        auto missing = std::find_if(turn.until.begin(), turn.until.end(), [&](const Condition& condition) {
            return !holds(condition, seen.events);
        });
        if (idle && missing == turn.until.end()) {
            break;
        }
        if (Clock::now() > give_up) {
            give_up_with(missing == turn.until.end() ? "the loop does not come to rest"
                                                     : "a turn waits in vain for: " + missing->on + " " +
                                                           std::string(name(missing->kind)));
        }
        if (idle && !moved) {
            wait_for_peers();
        }
    }
    seen.state = state();
    normaliser_.apply(seen);
    return seen;
}

void WireRun::give_up_with(const std::string& reason) {
    log_.close();  // what is noted from now on, while everything goes, belongs to no turn
    break_cycles();
    throw SubjectError(reason);
}

bool WireRun::pump() {
    bool moved = false;
    for (const auto& [name, listener] : listeners_) {
        moved = listener->pump() || moved;
    }
    for (const auto& [name, peer] : peers_) {
        moved = peer->pump() || moved;
    }
    return moved;
}

void WireRun::wait_for_peers() {
    std::vector<pollfd> interests;
    auto add = [&](const auto& sockets) {
        for (const auto& [name, each] : sockets) {
            if (auto interest = each->interest()) {
                interests.push_back(*interest);
            }
        }
    };
    add(listeners_);
    add(peers_);
    ::poll(interests.data(), interests.size(), kIntervalMs);
}

void WireRun::remember_protocols() {
    for (const auto& [name, writer] : writers_.entries()) {
        auto transport = std::dynamic_pointer_cast<asyncio::net::StreamTransport>(writer->transport());
        if (!transport) {
            continue;
        }
        auto known = std::find_if(transports_seen_.begin(), transports_seen_.end(),
                                  [&](const auto& each) { return each.lock() == transport; });
        if (known == transports_seen_.end()) {
            transports_seen_.push_back(transport);
        }
        if (auto protocol = std::dynamic_pointer_cast<asyncio::FlowControl>(transport->get_protocol())) {
            protocols_of_writers_[name] = protocol;
        }
    }
}

bool WireRun::holds(const Condition& condition, const std::vector<Event>& seen) {
    using Kind = Condition::Kind;
    switch (condition.kind) {
        case Kind::done:
            return has_ended(condition.on);
        case Kind::all_done:
            return state().pending.empty();
        case Kind::called:
            return std::find(called_.begin(), called_.end(), condition.on) != called_.end();
        case Kind::notices:
            return std::count_if(seen.begin(), seen.end(), is_notice) >= condition.count;
        default:
            break;
    }
    if (auto peer = peers_.find(condition.on); peer != peers_.end()) {
        return peer_holds(condition, *peer->second);
    }
    if (const auto* reader = readers_.find(condition.on)) {
        return reader_holds(condition, **reader);
    }
    const auto* writer = writers_.find(condition.on);
    return writer != nullptr && writer_holds(condition, **writer);
}

bool WireRun::has_ended(const std::string& task) {
    if (const auto* started = tasks_.find(task)) {
        return started->done();
    }
    return std::find(started_.begin(), started_.end(), task) != started_.end() &&
           clients_.find(task) == nullptr;
}

bool WireRun::peer_holds(const Condition& condition, const Peer& peer) {
    using Kind = Condition::Kind;
    switch (condition.kind) {
        case Kind::connected:
            return peer.connected();
        case Kind::handshaken:
            return peer.handshaken();
        case Kind::received:
            return std::cmp_greater_equal(peer.received().size(), condition.count);
        case Kind::sent:
            return peer.has_sent();
        default:
            return peer.ended().has_value();
    }
}

bool WireRun::reader_holds(const Condition& condition, asyncio::StreamReader& reader) {
    // What the reader tells of itself: "<StreamReader 3 bytes eof …>".
    auto repr = reader.repr();
    switch (condition.kind) {
        case Condition::Kind::buffered: {
            std::int64_t bytes = 0;
            return std::sscanf(repr.c_str(), "<StreamReader %ld bytes", &bytes) == 1 &&
                   bytes >= condition.count;
        }
        case Condition::Kind::at_end:
            return repr.find(" eof") != std::string::npos;
        default:
            return reader.exception() != nullptr;
    }
}

bool WireRun::writer_holds(const Condition& condition, const asyncio::StreamWriter& writer) {
    if (condition.kind == Condition::Kind::broken) {
        auto socket = writer.get_extra_info("socket");
        const auto* view = std::any_cast<asyncio::net::SocketView>(&socket);
        if (view == nullptr || view->fileno() == -1) {
            return true;
        }
        pollfd poll{view->fileno(), 0, 0};
        return ::poll(&poll, 1, 0) != 0;
    }
    auto found = protocols_of_writers_.find(condition.on);
    if (found == protocols_of_writers_.end()) {
        return false;
    }
    auto protocol = found->second.lock();
    switch (condition.kind) {
        case Condition::Kind::paused:
            return protocol && protocol->writing_is_paused();
        case Condition::Kind::resumed:
            return protocol && !protocol->writing_is_paused();
        default:
            return !protocol || protocol->connection_is_lost();
    }
}

void WireRun::break_cycles() {
    cancelling_all_ = true;
    close_all();
    for (int i = 0; i < 10; ++i) {
        loop_.run_once();
    }
    ScriptRun::break_cycles();
}

// Actions

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

void WireRun::close_all() {
    for (const auto& [name, server] : servers_) {
        server->close();
    }
    for (const auto& each : transports_seen_) {
        if (auto transport = each.lock()) {
            try {
                transport->abort();
            } catch (const asyncio::BaseException&) {  // NOLINT(bugprone-empty-catch): it is lost already
            }
        }
    }
    for (const auto& [name, peer] : peers_) {
        peer->give_up();
    }
    for (const auto& [name, listener] : listeners_) {
        listener->close();
    }
}

}  // namespace streamspec
