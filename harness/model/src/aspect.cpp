#include "streamspec/model/aspect.hpp"

namespace streamspec {

std::string_view name(Aspect aspect) noexcept {
    constexpr std::array<std::string_view, kAllAspects.size()> kNames = {"result", "flow", "message", "order",
                                                                         "iterations"};
    return kNames[static_cast<std::size_t>(aspect)];
}

std::optional<Aspect> find_aspect(std::string_view text) noexcept {
    for (auto aspect : kAllAspects) {
        if (name(aspect) == text) {
            return aspect;
        }
    }
    return std::nullopt;
}

}  // namespace streamspec
