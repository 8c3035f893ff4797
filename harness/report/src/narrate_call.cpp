// Awaiting calls.

#include <string>
#include <variant>
#include <vector>

#include "narrate_parts.hpp"

namespace streamspec {
namespace {

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

}  // namespace

std::string narrate(const AwaitingCall& call) {
    return std::visit(CallNarrator{}, call.is);
}

}  // namespace streamspec
