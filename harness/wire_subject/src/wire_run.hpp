#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <asyncio/net/net.hpp>

#include "normalise.hpp"
#include "peer.hpp"
#include "script_run.hpp"
#include "temporary_folder.hpp"

namespace streamspec {

/// One script of the wire layer, on a loop with real sockets and a clock that stands still.
class WireRun final : public ScriptRun {
  public:
    WireRun(const Script& script, asyncio::Dialect dialect, std::filesystem::path certificates,
            asyncio::net::WriteMode mode);
    ~WireRun() override;

  private:
    struct Context {
        std::shared_ptr<asyncio::net::SslContext> own;
        PeerContext of_peer;
    };

    bool make_otherwise(const ScriptObject& object) override;
    bool is_made_otherwise(const std::string& name) override;
    std::optional<Outcome> act_otherwise(const std::string& by, const Action& action) override;
    std::optional<asyncio::Coro<Value>> begin_otherwise(const std::string& by, const AwaitingCall& call,
                                                        Policy policy) override;
    TraceTurn run_turn(const Turn& turn) override;
    void break_cycles() override;

    void make_context(const std::string& name, const ContextSpec& spec);
    bool names_are_made(const Endpoint& endpoint);

    // Actions
    Outcome act_on_wire(const OnWire& action);
    Outcome act_on_peer(Verb verb, Peer& peer);
    Outcome act_on_server(Verb verb, const std::string& name);
    Outcome act_on_transport(Verb verb, asyncio::net::StreamTransport& transport);
    Outcome read_of_peer(const PeerRead& action);
    Outcome set_limits(const SetWriteBufferLimits& action);
    Value extra_info(const GetExtraInfo& action);
    Value sockets_of(const asyncio::net::Server& server) const;
    void close_all();

    // Calls
    asyncio::Coro<Value> open_connection(const OpenConnection& call);
    asyncio::Coro<Value> start_server(const StartServer& call);
    asyncio::Coro<Value> with_server(const std::string& by, const WithServer& call, Policy policy);
    asyncio::ClientConnected callback_of(const StartServer& call);
    asyncio::net::ConnectOptions connect_options(const Endpoint& endpoint);
    asyncio::net::ServerOptions server_options(const Endpoint& endpoint);
    std::optional<std::string> path_of(const Endpoint& endpoint, bool of_server);
    asyncio::net::Ssl ssl_of(const Endpoint& endpoint);
    std::shared_ptr<asyncio::net::Socket> take_socket(const Endpoint& endpoint);
    asyncio::TlsUpgrade upgrade_of(const StartTls& call);

    // Turns
    bool holds(const Condition& condition, const std::vector<Event>& seen);
    bool peer_holds(const Condition& condition, const Peer& peer);
    bool reader_holds(const Condition& condition, asyncio::StreamReader& reader);
    bool writer_holds(const Condition& condition, const asyncio::StreamWriter& writer);
    bool has_ended(const std::string& task);
    [[noreturn]] void give_up_with(const std::string& reason);
    bool pump();
    void wait_for_peers();
    /// Protocols are found through their transports, which forget them when the connection is lost.
    void remember_protocols();

    asyncio::net::EventLoop& net_loop() { return static_cast<asyncio::net::EventLoop&>(loop_); }
    asyncio::net::StreamTransport& transport_of(const std::string& writer_name);

    std::filesystem::path certificates_;
    TemporaryFolder folder_;
    Normaliser normaliser_;
    std::map<std::string, Context> contexts_;
    std::map<std::string, std::unique_ptr<Listener>> listeners_;
    std::map<std::string, std::unique_ptr<Peer>> peers_;
    std::map<std::string, std::shared_ptr<asyncio::net::Server>> servers_;
    std::map<std::string, asyncio::net::SocketAddress> addresses_;
    std::map<std::string, std::weak_ptr<asyncio::FlowControl>> protocols_of_writers_;
    std::vector<std::weak_ptr<asyncio::Transport>> transports_seen_;
    std::vector<std::string> called_;
    std::string failure_;
};

}  // namespace streamspec
