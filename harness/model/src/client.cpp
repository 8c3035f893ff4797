#include "streamspec/model/client.hpp"

namespace streamspec {

std::string_view name(Client::Kind kind) noexcept {
    switch (kind) {
        case Client::Kind::coroutine:
            return "coroutine";
        case Client::Kind::function:
            return "function";
        case Client::Kind::generator:
            break;
    }
    return "generator";
}

}  // namespace streamspec
