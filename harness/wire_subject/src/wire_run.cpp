// Objects and turns of the wire layer.

#include "wire_run.hpp"

#include <algorithm>
#include <chrono>

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

}  // namespace

WireRun::WireRun(const Script& script, asyncio::Dialect dialect, std::filesystem::path certificates,
                 asyncio::net::WriteMode mode)
    : ScriptRun(script, std::move(dialect),
                [mode](asyncio::Clock& clock, const asyncio::Dialect& of) {
                    auto loop = std::make_unique<asyncio::net::EventLoop>(clock, of);
                    loop->set_write_mode(mode);
                    return loop;
                }),
      certificates_(std::move(certificates)),
      normaliser_(folder_.path()) {}

WireRun::~WireRun() = default;

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

void WireRun::break_cycles() {
    cancelling_all_ = true;
    close_all();
    for (int i = 0; i < 10; ++i) {
        loop_.run_once();
    }
    ScriptRun::break_cycles();
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
