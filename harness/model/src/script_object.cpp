#include "streamspec/model/script_object.hpp"

#include <algorithm>
#include <array>

namespace streamspec {
namespace {

// In the order of the enumeration.
constexpr std::array<std::string_view, 13> kNames = {
    "Exception",        "ValueError",         "RuntimeError",   "NotImplementedError",
    "TypeError",        "EOFError",           "OSError",        "ConnectionResetError",
    "StopIteration",    "StopAsyncIteration", "CancelledError", "IncompleteReadError",
    "LimitOverrunError"};

}  // namespace

std::string_view name(ExceptionClass exception) noexcept {
    return kNames[static_cast<std::size_t>(exception)];
}

std::optional<ExceptionClass> find_exception_class(std::string_view name) noexcept {
    const auto* found = std::find(kNames.begin(), kNames.end(), name);
    if (found == kNames.end()) {
        return std::nullopt;
    }
    return static_cast<ExceptionClass>(found - kNames.begin());
}

}  // namespace streamspec
