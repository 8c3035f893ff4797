#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>
#include <vector>

namespace streamspec {

/// What a script may need of a subject (spec/script-format.md, "Features").
enum class Feature : std::uint8_t {
    readline,
    readuntil,
    readexactly,
    iterate,
    tuple_separator,
    limit,
    set_exception,
    clear_exception,
    exception,
    at_eof,
    transport,
    cancel,
    cancel_message,
    try_call,
    repr,
    create,
    exception_copy,
    pickle,
    subclass,
    private_wait,
    loopless,
    scheduler,
    writer,
    is_closing,
    wait_closed,
    start_tls,
    protocol_without_reader,
    timeout,
    wait_for,
    gather,
    sockets,
    unix_sockets,
    ipv6,
    localhost,
    immediate_write,
    tls,
    server_control,
    close_clients,
    is_reading,
    refcount,
    dynamic_typing,
    debug_mode,
    closed_loop,
};
inline constexpr std::size_t kFeatureCount = static_cast<std::size_t>(Feature::closed_loop) + 1;

/// The name that scripts and subjects use.
std::string_view name(Feature feature) noexcept;
std::optional<Feature> find_feature(std::string_view name) noexcept;

/// A set of features.
class FeatureSet {
  public:
    constexpr FeatureSet() = default;
    constexpr FeatureSet(std::initializer_list<Feature> features) {
        for (auto feature : features) {
            add(feature);
        }
    }
    /// Every feature there is.
    static constexpr FeatureSet all() {
        FeatureSet set;
        set.bits_ = (std::uint64_t{1} << kFeatureCount) - 1;
        return set;
    }

    constexpr void add(Feature feature) { bits_ |= bit(feature); }
    constexpr void add(FeatureSet other) { bits_ |= other.bits_; }
    constexpr void remove(Feature feature) { bits_ &= ~bit(feature); }
    constexpr void remove(FeatureSet other) { bits_ &= ~other.bits_; }
    constexpr bool has(Feature feature) const { return (bits_ & bit(feature)) != 0; }
    /// Whether each feature of `other` is in this set.
    constexpr bool has_all(FeatureSet other) const { return (other.bits_ & ~bits_) == 0; }
    /// What is in this set and not in `other`, in the order of the enumeration.
    std::vector<Feature> without(FeatureSet other) const;

    constexpr bool empty() const { return bits_ == 0; }

    friend constexpr bool operator==(FeatureSet, FeatureSet) = default;

  private:
    static constexpr std::uint64_t bit(Feature feature) {
        return std::uint64_t{1} << static_cast<unsigned>(feature);
    }

    std::uint64_t bits_ = 0;
};

}  // namespace streamspec
