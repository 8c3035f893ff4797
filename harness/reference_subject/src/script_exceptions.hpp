#pragma once

#include <exception>

#include <asyncio/dialect.hpp>

#include "streamspec/model/script_object.hpp"

namespace streamspec {

/// The exception object that a script declares. Throws SubjectError for arguments that the class does not
/// take.
std::exception_ptr make_exception(const ExceptionSpec& spec, const asyncio::Dialect& dialect);

}  // namespace streamspec
