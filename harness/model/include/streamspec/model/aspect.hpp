#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>

namespace streamspec {

/// What of a trace is compared (spec/trace-format.md, "Aspects").
enum class Aspect : std::uint8_t { result, flow, message, order, iterations };

inline constexpr std::array kAllAspects = {Aspect::result, Aspect::flow, Aspect::message, Aspect::order,
                                           Aspect::iterations};

std::string_view name(Aspect aspect) noexcept;
std::optional<Aspect> find_aspect(std::string_view name) noexcept;

/// A set of aspects.
class AspectSet {
  public:
    constexpr AspectSet() = default;
    constexpr AspectSet(std::initializer_list<Aspect> aspects) {
        for (auto aspect : aspects) {
            add(aspect);
        }
    }
    static constexpr AspectSet all() {
        AspectSet set;
        for (auto aspect : kAllAspects) {
            set.add(aspect);
        }
        return set;
    }

    constexpr void add(Aspect aspect) { bits_ |= 1U << static_cast<unsigned>(aspect); }
    constexpr bool has(Aspect aspect) const { return (bits_ & (1U << static_cast<unsigned>(aspect))) != 0; }
    constexpr void remove(Aspect aspect) { bits_ &= ~(1U << static_cast<unsigned>(aspect)); }
    /// What is in both.
    friend constexpr AspectSet operator&(AspectSet a, AspectSet b) {
        AspectSet both;
        both.bits_ = a.bits_ & b.bits_;
        return both;
    }
    constexpr bool empty() const { return bits_ == 0; }

    friend constexpr bool operator==(AspectSet, AspectSet) = default;

  private:
    unsigned bits_ = 0;
};

}  // namespace streamspec
