#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>

namespace streamspec {

/// Decides what a generator makes.
class Choices {
  public:
    Choices() = default;
    virtual ~Choices() = default;

    /// A number below `count`, which is not 0.
    virtual std::size_t below(std::size_t count) = 0;
    /// One of the bytes of `alphabet` after the other.
    std::string bytes(std::size_t size, std::string_view alphabet);

  protected:
    Choices(const Choices&) = default;
    Choices& operator=(const Choices&) = default;
};

/// Choices that are the same on every machine for the same seed.
class Dice final : public Choices {
  public:
    explicit Dice(std::uint64_t seed) : numbers_(seed) {}
    std::size_t below(std::size_t count) override { return static_cast<std::size_t>(numbers_() % count); }

  private:
    std::mt19937_64 numbers_;
};

/// Choices that a fuzzer makes: a byte each. Where there are no more, the first possibility is always taken.
class Decisions final : public Choices {
  public:
    explicit Decisions(std::string_view bytes) : left_(bytes) {}
    std::size_t below(std::size_t count) override;

  private:
    std::string_view left_;
};

}  // namespace streamspec
