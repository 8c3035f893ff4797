#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "streamspec/model/value.hpp"

namespace streamspec {

/// Which objects of one trace are which of another.
class Identities {
  public:
    /// Takes down that two ids mean the same object; false where that contradicts what was taken down before.
    /// A name that the script gave means the same object everywhere.
    bool match(const std::string& expected, const std::string& seen);

  private:
    /// Expected and seen. A trace knows few objects, and this is copied for every turn.
    std::vector<std::pair<std::string, std::string>> matched_;
};

/// Which half of a value or an error is compared.
enum class Half : std::uint8_t {
    structure,  ///< values, types, attributes, identities, causes and contexts
    texts       ///< the texts and args of errors
};

/// What differs between two values: a path ("raised.context.text"), and both sides as JSON.
struct ValueDifference {
    std::string what;
    std::optional<std::string> expected;
    std::optional<std::string> seen;
};

/// Compares values and errors of two traces.
class ValueComparison {
  public:
    explicit ValueComparison(Half half, Identities& identities) : half_(half), identities_(identities) {}

    // `what` is how differences call the value. None: no difference.
    std::optional<ValueDifference> compare(const Value& expected, const Value& seen, std::string_view what);
    /// Either may be null.
    std::optional<ValueDifference> compare(const ErrorPtr& expected, const ErrorPtr& seen,
                                           std::string_view what);

  private:
    std::optional<ValueDifference> compare_structure(const Error& expected, const Error& seen,
                                                     std::string_view what);
    std::optional<ValueDifference> compare_attributes(const Error& expected, const Error& seen,
                                                      std::string_view what);
    std::optional<ValueDifference> compare_chains(const Error& expected, const Error& seen,
                                                  std::string_view what);
    std::optional<ValueDifference> compare_texts(const Error& expected, const Error& seen,
                                                 std::string_view what);

    Half half_;
    Identities& identities_;
};

/// A text as JSON.
std::string json_of(std::string_view text);

}  // namespace streamspec
