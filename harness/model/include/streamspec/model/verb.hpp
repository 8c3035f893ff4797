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
};
inline constexpr std::size_t kVerbCount = static_cast<std::size_t>(Verb::await_future) + 1;

/// The word that scripts and traces use.
std::string_view name(Verb verb) noexcept;
std::optional<Verb> find_verb(std::string_view name) noexcept;
/// Whether the verb is an awaiting call, which only a body or `try` can hold.
constexpr bool is_awaiting(Verb verb) noexcept {
    return verb >= Verb::read;
}

}  // namespace streamspec
