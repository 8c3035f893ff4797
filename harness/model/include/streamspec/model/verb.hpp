#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace streamspec {

/// What an action or an awaiting call does; in a trace, the `call` of an event.
enum class Verb : std::uint8_t {
    // Actions.
    feed_data,
    feed_eof,
    set_exception,
    set_transport,
    exception,
    at_eof,
    repr,
    try_call,
    start,
    cancel,
    cancel_all,
    watch,
    call_soon,
    call_later,
    advance,
    future_set_result,
    future_set_exception,
    future_cancel,
    create,
    describe,
    copy,
    pickle,
    raise,
    // Actions of the writer layer.
    connection_made,
    connection_lost,
    data_received,
    eof_received,
    pause_writing,
    resume_writing,
    write,
    writelines,
    write_eof,
    can_write_eof,
    close,
    is_closing,
    get_extra_info,
    transport,
    writer_repr,
    drop,
    // Actions of the wire layer.
    peer_connect,
    peer_send,
    peer_read,
    peer_shutdown,
    peer_close,
    peer_reset,
    peer_pause,
    peer_resume,
    peer_ended,
    peer_start_tls,
    peer_unwrap,
    listener_close,
    sockets,
    is_serving,
    server_close,
    close_clients,
    abort_clients,
    socket_file,
    abort,
    is_reading,
    get_write_buffer_size,
    get_write_buffer_limits,
    set_write_buffer_limits,
    socket_option,
    close_all,
    // Awaiting calls.
    read,
    readline,
    readexactly,
    readuntil,
    anext,
    iterate,
    wait_for_data,
    yield,
    sleep,
    join,
    await_future,
    wait_for,
    timeout,
    gather,
    // Awaiting calls of the writer layer.
    drain,
    wait_closed,
    start_tls,
    // Awaiting calls of the wire layer.
    open_connection,
    open_unix_connection,
    start_server,
    start_unix_server,
    start_serving,
    serve_forever,
    server_wait_closed,
    with_server,
};
inline constexpr std::size_t kVerbCount = static_cast<std::size_t>(Verb::with_server) + 1;

/// The word that scripts and traces use.
std::string_view name(Verb verb) noexcept;
std::optional<Verb> find_verb(std::string_view name) noexcept;
/// Whether the verb is an awaiting call, which only a body or `try` can hold.
constexpr bool is_awaiting(Verb verb) noexcept {
    return verb >= Verb::read;
}
/// Whether the verb came with the layer `writer`: the layer `reader` has it not.
constexpr bool is_of_writer_layer(Verb verb) noexcept {
    return (verb >= Verb::connection_made && verb <= Verb::drop) ||
           (verb >= Verb::drain && verb <= Verb::start_tls);
}
/// Whether only scripts of the layer `wire` have the verb.
constexpr bool is_of_wire_layer(Verb verb) noexcept {
    return (verb >= Verb::peer_connect && verb <= Verb::close_all) || verb >= Verb::open_connection;
}

}  // namespace streamspec
