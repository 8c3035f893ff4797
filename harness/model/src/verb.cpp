#include "streamspec/model/verb.hpp"

#include <algorithm>
#include <array>

namespace streamspec {
namespace {

// In the order of the enumeration.
constexpr std::array<std::string_view, kVerbCount> kNames = {"feed_data",
                                                             "feed_eof",
                                                             "set_exception",
                                                             "set_transport",
                                                             "exception",
                                                             "at_eof",
                                                             "repr",
                                                             "try",
                                                             "start",
                                                             "cancel",
                                                             "cancel_all",
                                                             "watch",
                                                             "call_soon",
                                                             "call_later",
                                                             "advance",
                                                             "future_set_result",
                                                             "future_set_exception",
                                                             "future_cancel",
                                                             "create",
                                                             "describe",
                                                             "copy",
                                                             "pickle",
                                                             "raise",
                                                             "connection_made",
                                                             "connection_lost",
                                                             "data_received",
                                                             "eof_received",
                                                             "pause_writing",
                                                             "resume_writing",
                                                             "write",
                                                             "writelines",
                                                             "write_eof",
                                                             "can_write_eof",
                                                             "close",
                                                             "is_closing",
                                                             "get_extra_info",
                                                             "transport",
                                                             "writer_repr",
                                                             "drop",
                                                             "peer_connect",
                                                             "peer_send",
                                                             "peer_read",
                                                             "peer_shutdown",
                                                             "peer_close",
                                                             "peer_reset",
                                                             "peer_pause",
                                                             "peer_resume",
                                                             "peer_ended",
                                                             "peer_start_tls",
                                                             "peer_unwrap",
                                                             "listener_close",
                                                             "sockets",
                                                             "is_serving",
                                                             "server_close",
                                                             "close_clients",
                                                             "abort_clients",
                                                             "socket_file",
                                                             "abort",
                                                             "is_reading",
                                                             "get_write_buffer_size",
                                                             "get_write_buffer_limits",
                                                             "set_write_buffer_limits",
                                                             "socket_option",
                                                             "close_all",
                                                             "read",
                                                             "readline",
                                                             "readexactly",
                                                             "readuntil",
                                                             "anext",
                                                             "iterate",
                                                             "wait_for_data",
                                                             "yield",
                                                             "sleep",
                                                             "join",
                                                             "await",
                                                             "wait_for",
                                                             "timeout",
                                                             "gather",
                                                             "drain",
                                                             "wait_closed",
                                                             "start_tls",
                                                             "open_connection",
                                                             "open_unix_connection",
                                                             "start_server",
                                                             "start_unix_server",
                                                             "start_serving",
                                                             "serve_forever",
                                                             "server_wait_closed",
                                                             "with_server"};

struct Entry {
    std::string_view name;
    Verb verb = Verb::feed_data;
};

constexpr auto kByName = [] {
    std::array<Entry, kVerbCount> entries{};
    for (std::size_t i = 0; i < kVerbCount; ++i) {
        entries[i] = {kNames[i], static_cast<Verb>(i)};
    }
    std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.name < b.name; });
    return entries;
}();

}  // namespace

std::string_view name(Verb verb) noexcept {
    return kNames[static_cast<std::size_t>(verb)];
}

std::optional<Verb> find_verb(std::string_view name) noexcept {
    const auto* found =
        std::lower_bound(kByName.begin(), kByName.end(), name,
                         [](const Entry& entry, std::string_view key) { return entry.name < key; });
    if (found == kByName.end() || found->name != name) {
        return std::nullopt;
    }
    return found->verb;
}

}  // namespace streamspec
