#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "streamspec/model/golden.hpp"
#include "streamspec/model/json_document.hpp"

namespace streamspec {

/// What CPython did with every script of a universe, block by block: a file of `traces/exhaustive/`.
struct GoldenBlocks {
    std::string digest;           ///< of what the universe says of itself
    std::int64_t block_size = 0;  ///< in scripts
    std::map<Release, Recording> recordings;
    /// The digests of the blocks, in their order.
    std::map<Release, std::vector<std::string>> blocks;
};

/// Checks all that spec/trace-format.md asks; throws InputError.
GoldenBlocks decode_golden_blocks(const JsonDocument& document);

}  // namespace streamspec
