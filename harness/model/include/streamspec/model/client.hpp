#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "streamspec/model/action.hpp"

namespace streamspec {

/// The `client_connected_cb` of a protocol.
struct Client {
    enum class Kind : std::uint8_t {
        coroutine,  ///< a coroutine function: the library makes a task of it
        function,   ///< a plain function; its body holds actions only
        generator   ///< a plain generator function
    };
    /// What the script still holds once the body has ended.
    enum class Keep : std::uint8_t { both, reader, neither };

    std::string name;  ///< of the callback, and of the task that runs its body
    Kind kind = Kind::coroutine;
    // Names for the two arguments of the call, known from the call on.
    std::optional<std::string> reader;
    std::string writer;
    std::vector<Step> body;
    Keep keep = Keep::both;
    AfterError on_error = AfterError::stop;
    AfterError on_cancel = AfterError::stop;
};

std::string_view name(Client::Kind kind) noexcept;

}  // namespace streamspec
