#pragma once

#include <optional>

#include "streamspec/model/trace.hpp"
#include "value_comparison.hpp"

namespace streamspec {

// Comparisons of two events of the same lane, iteration apart. None: no difference.

/// What aspects `result` and `flow` compare: what kind of event it is, and all but texts.
std::optional<ValueDifference> compare_structure(const Event& expected, const Event& seen,
                                                 Identities& identities);
/// What aspect `message` compares of events of actors and transports: the texts of errors, and reprs.
std::optional<ValueDifference> compare_texts(const Event& expected, const Event& seen,
                                             Identities& identities);
/// Two warnings, log records or calls of the exception handler, of which `message` compares everything.
std::optional<ValueDifference> compare_notices(const Event& expected, const Event& seen,
                                               Identities& identities);

/// Whether two events are the same to aspect `order`: the same happened to the same.
bool same_in_order(const Event& expected, const Event& seen);
/// What aspect `order` compares of an event, as JSON.
std::string order_label(const Event& event);

}  // namespace streamspec
