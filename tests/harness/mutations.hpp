#pragma once

#include <cstddef>
#include <random>
#include <vector>

#include <nlohmann/json.hpp>

namespace testing {

/// Changes JSON documents in small ways: values become others, members and elements vanish, double or appear.
class Mutator {
  public:
    explicit Mutator(unsigned seed) : random_(seed) {}

    /// The document with one change at a place chosen at random.
    nlohmann::json mutate(nlohmann::json document);

  private:
    std::size_t below(std::size_t count) { return random_() % count; }
    void change(nlohmann::json& node);
    void change_object(nlohmann::json& object);
    void change_array(nlohmann::json& array);
    nlohmann::json other_value(const nlohmann::json& value);

    std::mt19937 random_;
};

}  // namespace testing
