#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "model_fixture.hpp"
#include "streamspec/model/script_codec.hpp"
#include "streamspec/report/narrate.hpp"

using namespace streamspec;
using testing::encoded;
using testing::needed;
using testing::parse;
using testing::Refused;
using testing::refused_at;
using testing::script_refusal;

namespace {

constexpr const char* kObjects = R"("l": {"type": "listener"}, "p": {"type": "peer", "listener": "l"},
    "c": {"type": "context", "side": "client"})";
constexpr const char* kOpen = R"({"open_connection": {"to": "l"}, "reader": "r", "writer": "w"})";

std::string wire_script(const std::string& turns, const std::string& objects = kObjects) {
    return R"({"summary": "s", "clauses": ["CONNECT-1"], "layer": "wire", "objects": {)" + objects +
           R"(}, "turns": [)" + turns + "]}";
}

/// The steps of a task, after it has opened a connection.
std::string wire_body(const std::string& steps) {
    return wire_script(R"({"do": [{"start": "A", "body": [)" + std::string(kOpen) + ", " + steps + "]}]}");
}

std::string wire_turn(const std::string& actions, const std::string& until = {}) {
    return wire_script(R"({"do": [{"start": "A", "body": [)" + std::string(kOpen) + "]}, " + actions + "]" +
                       (until.empty() ? "" : R"(, "until": [)" + until + "]") + "}");
}

const std::vector<Refused> kRefused = {
    {testing::one_turn("", R"("l": {"type": "listener"})"), "/objects/l/type", "needs the layer `wire`"},
    {testing::one_turn(R"({"start": "A", "body": [{"open_connection": {}, "reader": "a", "writer": "b"}]})"),
     "/turns/0/do/0/body/0/open_connection", "`open_connection` needs the layer `wire`"},
    {testing::script_text(R"({"do": [], "until": [{"all_done": null}]})"), "/turns/0/until",
     "`until` needs the layer `wire`"},
    {wire_script(R"({"do": [], "run": 1})"), "/turns/0/run", "needs the layer `reader` or `writer`"},
    {wire_script(R"({"do": []})", R"("t": {"type": "transport"})"), "/objects/t/type", "needs the layer"},
    {wire_script(R"({"do": []})", R"("l": {"type": "listener", "family": "ipx"})"), "/objects/l/family",
     "ipv6"},
    {wire_script(R"({"do": []})", R"("c": {"type": "context"})"), "/objects/c",
     "the key \"side\" is missing"},
    {wire_script(R"({"do": []})", R"("p": {"type": "peer", "listener": "q"})"), "/objects/p/listener",
     "there is no listener `q`"},
    {wire_turn(R"({"write": "x"})"), "/turns/0/do/1", "no object of type writer"},
    {wire_turn(R"({"peer_read": -1})"), "/turns/0/do/1/peer_read", "an integer from 0"},
    {wire_turn(R"({"peer_connect": "l"})"), "/turns/0/do/1/peer_connect",
     "expected a server, but `l` is a listener"},
    {wire_turn(R"({"socket_option": "SO_LINGER", "on": "w"})"), "/turns/0/do/1/socket_option", "TCP_NODELAY"},
    {wire_turn(R"({"peer_ended": null})", R"({"received": 0})"), "/turns/0/until/0/received",
     "an integer from 1"},
    {wire_turn(R"({"peer_ended": null})", R"({"lost": null})"), "/turns/0/until/0",
     "no object of type writer"},
    {wire_turn(R"({"peer_ended": null})", R"({"done": "B"})"), "/turns/0/until/0/done",
     "the task `B` is never started"},
    {wire_turn(R"({"peer_ended": null})", R"({"idle": null})"), "/turns/0/until/0", "known condition"},
    {wire_turn(R"({"peer_ended": null})", R"({"ended": null, "sent": null})"), "/turns/0/until/0/sent",
     "one thing"},
    {wire_body(R"({"start_tls": "p", "on": "w"})"), "/turns/0/do/0/body/1/start_tls",
     "expected a context, but `p` is a peer"},
    {wire_body(R"({"start_server": {}, "as": "s", "clients": []})"), "/turns/0/do/0/body/1/clients",
     "at least one client"},
    {wire_body(R"({"open_connection": {"path": "odd"}, "reader": "a", "writer": "b"})"),
     "/turns/0/do/0/body/1/open_connection/path", "too_long"},
    {wire_body(R"({"open_connection": {"options": {"Limit": 1}}, "reader": "a", "writer": "b"})"),
     "/turns/0/do/0/body/1/open_connection/options/Limit", "expected a keyword"},
    {wire_body(R"({"open_connection": {"options": {"limit": null}}, "reader": "a", "writer": "b"})"),
     "/turns/0/do/0/body/1/open_connection/options/limit", "expected a value"},
    {wire_body(R"({"try": {"open_connection": {}, "reader": "a", "writer": "b"}})"),
     "/turns/0/do/0/body/1/try", "needs a task"},
    {wire_body(R"({"gather": [{"with_server": null, "on": "s", "body": []}]})"),
     "/turns/0/do/0/body/1/gather/0/with_server", "is no call"},
};

const std::string kRich = wire_script(
    R"({"do": [{"start": "A", "body": [
          {"open_connection": {"to": "l", "host": {"none": true}, "port": 1, "ssl": "c", "loop": true, "local": "::1",
            "family": "ipv6", "options": {"limit": 3, "all_errors": true}}, "reader": "r", "writer": "w"},
          {"open_unix_connection": {"bare": true, "sock": "p", "path": "bytes", "ssl": false}, "reader": "ur", "writer": "uw"},
          {"start_server": {}, "as": "s", "clients": [{"as": "H", "reader": "hr", "writer": "hw", "body": [{"abort": null, "on": "hw"}]}]},
          {"with_server": null, "on": "s", "body": [{"serve_forever": null, "on": "s"}]},
          {"start_tls": "c", "on": "w", "options": {"ssl_handshake_timeout": 5}}, {"server_wait_closed": null, "on": "s"}]},
        {"peer_send": "x"}, {"peer_read": 3}, {"peer_read": null}, {"peer_start_tls": "c"}, {"listener_close": null},
        {"set_write_buffer_limits": null, "high": 1, "low": 0, "on": "w"}, {"socket_option": "TCP_NODELAY", "on": "w"},
        {"is_serving": null, "on": "s"}, {"peer_connect": "s"}, {"close_all": null}],
      "until": [{"done": "A"}, {"called": "H"}, {"received": 3}, {"buffered": 2, "on": "r"}, {"lost": null, "on": "w"},
        {"notices": 1}, {"all_done": null}]})",
    R"("l": {"type": "listener", "family": "unix", "receive_buffer": 9, "listens": false},
       "p": {"type": "peer", "paired": true, "reads": false, "receive_buffer": 1, "tls": "c"},
       "c": {"type": "context", "side": "server", "version": "1.3", "certificate": "other", "verifies": true, "trusts": false})");

}  // namespace

BOOST_AUTO_TEST_SUITE(wire_codec)

BOOST_DATA_TEST_CASE(bad_script_is_refused_with_pointer_and_reason, kRefused) {
    BOOST_TEST(refused_at(script_refusal(sample.text), sample.pointer, sample.reason));
}

BOOST_AUTO_TEST_CASE(encoded_script_is_read_as_the_same_script) {
    auto once = encoded(parse(kRich));
    BOOST_TEST(encoded(parse(once)) == once);
    BOOST_TEST(once.find(R"("options":{"all_errors":true,"limit":3})") != std::string::npos);
    BOOST_TEST(once.find(R"({"buffered":2,"on":"r"})") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(objects_are_made_contexts_before_listeners_before_peers) {
    std::string order;
    for (const auto& object : parse(wire_turn(R"({"peer_ended": null})")).objects) {
        order += object.name;
    }
    BOOST_TEST(order == "clp");
}

BOOST_AUTO_TEST_CASE(on_of_a_condition_is_the_only_peer) {
    auto script = parse(wire_turn(R"({"peer_ended": null})", R"({"ended": null})"));
    BOOST_TEST(script.turns[0].until.at(0).on == "p");
}

BOOST_AUTO_TEST_CASE(needs_of_the_wire) {
    BOOST_TEST(needed(wire_script(R"({"do": []})", R"("l": {"type": "listener"})")) == "writer sockets");
    BOOST_TEST(needed(wire_script(R"({"do": []})", R"("l": {"type": "listener", "family": "unix"})")) ==
               "writer sockets unix-sockets");
    BOOST_TEST(needed(wire_turn(R"({"peer_ended": null})")) == "writer sockets tls");
    BOOST_TEST(needed(wire_turn(R"({"is_reading": null, "on": "w"})")) == "writer sockets tls is-reading");
    BOOST_TEST(needed(kRich) == "writer start-tls sockets unix-sockets tls server-control dynamic-typing");
}

BOOST_AUTO_TEST_CASE(script_in_words) {
    auto script = parse(kRich);
    BOOST_TEST(narrate(script.turns[0].until.at(2)) == "p received 3");
    BOOST_TEST(narrate(script.turns[0].actions.at(1)) == "p.send(b'x')");
    BOOST_TEST(narrate(script.objects.at(1)) ==
               "l: listener of the peer, unix, receive buffer 9, not listening");
}

BOOST_AUTO_TEST_SUITE_END()
