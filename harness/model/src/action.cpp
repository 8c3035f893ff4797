#include "streamspec/model/action.hpp"

namespace streamspec {

Verb verb(const Action& action) {
    return std::visit([](const auto& is) { return is.verb; }, action.is);
}

const std::string& object(const Action& action) {
    static const std::string none;
    return std::visit(
        [](const auto& is) -> const std::string& {
            if constexpr (requires { is.on; }) {
                return is.on;
            } else if constexpr (requires { is.call; }) {
                return object(is.call);
            } else {
                return none;
            }
        },
        action.is);
}

}  // namespace streamspec
