#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace streamspec {

/// What of a trace is compared (spec/trace-format.md, "Aspects").
enum class Aspect : std::uint8_t { result, flow, message, order, iterations };

inline constexpr std::array kAllAspects = {Aspect::result, Aspect::flow, Aspect::message, Aspect::order,
                                           Aspect::iterations};

std::string_view name(Aspect aspect) noexcept;
std::optional<Aspect> find_aspect(std::string_view name) noexcept;

}  // namespace streamspec
