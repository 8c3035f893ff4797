#pragma once

#include <cstdint>
#include <string>

#include "streamspec/model/value.hpp"

/// \file
/// Values of a script as expressions of C++, with `std::string_literals` and `std::chrono_literals` at hand.

namespace streamspec::cpp_literals {

/// A string literal.
std::string quoted(const std::string& text);
/// A std::string. The value is bytes.
std::string bytes(const Value& value);
/// An integer. The value is one.
std::string number(const Value& value);
std::string seconds(std::int64_t count);
/// The text that Python writes for a value, as a std::string.
std::string text_of(const Value& value);

}  // namespace streamspec::cpp_literals
