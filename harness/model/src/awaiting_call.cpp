#include "streamspec/model/awaiting_call.hpp"

#include "streamspec/model/action.hpp"

namespace streamspec {

Verb verb(const AwaitingCall& call) {
    return std::visit([](const auto& is) { return is.verb; }, call.is);
}

const std::string& object(const AwaitingCall& call) {
    static const std::string none;
    return std::visit(
        [](const auto& is) -> const std::string& {
            if constexpr (requires { is.on; }) {
                return is.on;
            } else {
                return none;
            }
        },
        call.is);
}

}  // namespace streamspec
