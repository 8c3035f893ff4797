#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace streamspec {

/// What a turn of the wire layer waits for (spec/script-format.md, "Turns on the wire").
struct Condition {
    enum class Kind : std::uint8_t {
        // Of tasks and clients, or of the whole script.
        done,
        all_done,
        called,
        notices,
        // Of a peer.
        connected,
        handshaken,
        received,
        sent,
        ended,
        // Of a reader.
        buffered,
        at_end,
        failed,
        // Of a writer.
        paused,
        resumed,
        lost,
        broken
    };
    Kind kind = Kind::all_done;
    std::string on;  ///< what it is about: a task, a client, a peer, a reader or a writer; empty: nothing
    std::int64_t count = 0;  ///< of notices or bytes
};
inline constexpr std::size_t kConditionCount = static_cast<std::size_t>(Condition::Kind::broken) + 1;

std::string_view name(Condition::Kind kind) noexcept;
std::optional<Condition::Kind> find_condition(std::string_view name) noexcept;
/// Whether it says how many.
constexpr bool has_count(Condition::Kind kind) noexcept {
    return kind == Condition::Kind::notices || kind == Condition::Kind::received ||
           kind == Condition::Kind::buffered;
}

}  // namespace streamspec
