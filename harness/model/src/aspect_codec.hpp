#pragma once

#include "streamspec/model/aspect.hpp"
#include "streamspec/model/json_document.hpp"

namespace streamspec {

/// The aspect that a node names; anything else is an InputError.
inline Aspect decode_aspect(const JsonNode& node) {
    auto aspect = node.is_string() ? find_aspect(node.string()) : std::nullopt;
    if (!aspect) {
        node.fail_expecting(R"("result", "flow", "message", "order" or "iterations")");
    }
    return *aspect;
}

}  // namespace streamspec
