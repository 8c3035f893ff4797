#pragma once

#include <optional>
#include <string>

#include "streamspec/model/value.hpp"

namespace streamspec {

/// How a reader is constructed.
struct ReaderSpec {
    std::optional<Value> limit;
    std::optional<std::string> transport;
    bool loopless = false;
    bool subclass = false;
};

}  // namespace streamspec
