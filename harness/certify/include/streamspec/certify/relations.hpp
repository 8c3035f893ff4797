#pragma once

#include <optional>
#include <string>

#include "streamspec/model/script.hpp"
#include "streamspec/model/trace.hpp"

/// \file
/// What holds of any reader, whatever its release. Each function takes a script of one reader, its epilogue
/// appended, and what a subject showed, and tells what is wrong with it; nothing: none.

namespace streamspec {

using Fault = std::optional<std::string>;

/// Every action has its event, in order; every call of a task ends once, in order, or the task is pending; a
/// task ends once, and after its last call.
Fault find_accounting_fault(const Script& script, const Trace& trace);

/// A call returns what it was asked for: so many bytes, a line, no more than was allowed.
Fault find_contract_fault(const Script& script, const Trace& trace);

/// The bytes that calls returned, or that an error says were read, are those that were fed, in order.
Fault find_conservation_fault(const Script& script, const Trace& trace);

}  // namespace streamspec
