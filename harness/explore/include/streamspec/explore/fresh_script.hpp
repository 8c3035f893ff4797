#pragma once

#include <cstdint>
#include <random>
#include <string>

#include "streamspec/model/feature.hpp"
#include "streamspec/model/script.hpp"

namespace streamspec {

/// A source of numbers that are the same on every machine for the same seed.
class Dice {
  public:
    explicit Dice(std::uint64_t seed) : numbers_(seed) {}

    /// A number below `count`, which is not 0.
    std::size_t below(std::size_t count) { return static_cast<std::size_t>(numbers_() % count); }
    /// One of the bytes of `alphabet` after the other.
    std::string bytes(std::size_t size, std::string_view alphabet);

  private:
    std::mt19937_64 numbers_;
};

/// A script on one reader with one task, which makes calls one after the other while random bytes are fed and
/// the end comes. It needs no other feature than these.
Script fresh_stream(Dice& dice, FeatureSet features, const std::string& task);

/// A script on two readers with several tasks, small limits, exceptions and cancellations, as far as these
/// features allow.
Script fresh_interplay(Dice& dice, FeatureSet features);

}  // namespace streamspec
