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
};
inline constexpr std::size_t kVerbCount = static_cast<std::size_t>(Verb::start_tls) + 1;

/// The word that scripts and traces use.
std::string_view name(Verb verb) noexcept;
std::optional<Verb> find_verb(std::string_view name) noexcept;
/// Whether the verb is an awaiting call, which only a body or `try` can hold.
constexpr bool is_awaiting(Verb verb) noexcept {
    return verb >= Verb::read;
}
/// Whether only scripts of the layer `writer` have the verb.
constexpr bool is_of_writer_layer(Verb verb) noexcept {
    return (verb >= Verb::connection_made && verb <= Verb::drop) || verb >= Verb::drain;
}

}  // namespace streamspec
