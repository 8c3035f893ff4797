#pragma once

#include <string>
#include <vector>

#include "streamspec/model/aspect.hpp"
#include "streamspec/model/json_document.hpp"

namespace streamspec {

/// Scripts in which a subject is known to do something else than CPython, and why that is so: one entry of a
/// file of known divergences (spec/validate-your-implementation.md).
struct KnownDivergence {
    std::string id;  ///< of the scripts, with * and ?
    Aspect aspect = Aspect::result;
    std::string reason;
    std::vector<std::string> except;  ///< ids that `id` matches and that are not meant, with * and ?
    std::string subject = "*";        ///< the names of the subjects that it is about, with * and ?
};

/// The entries of a file. Throws InputError.
std::vector<KnownDivergence> decode_known(const JsonDocument& document);

/// The text of such a file, an entry a line.
std::string encode(const std::vector<KnownDivergence>& known);

}  // namespace streamspec
