#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "streamspec/explore/universe.hpp"
#include "streamspec/model/epilogue.hpp"
#include "streamspec/subject/subject.hpp"

namespace streamspec {

/// So many scripts of a universe, one after the other, have one digest. The last block may have fewer.
inline constexpr std::uint64_t kBlockSize = 10'000;

std::uint64_t count_blocks(const Universe& universe) noexcept;

/// The numbers of the scripts of a block: from `first` up to, but not including, `end`.
struct BlockRange {
    std::uint64_t first = 0;
    std::uint64_t end = 0;
};
BlockRange range_of_block(const Universe& universe, std::uint64_t block) noexcept;

/// The scripts of a block, with their epilogues.
std::vector<Script> scripts_of_block(const Universe& universe, std::uint64_t block, const Epilogue& epilogue);

/// What a block's digest is made of, of one script: the trace's canonical JSON and a line break.
std::string block_line(const Trace& trace);

/// The SHA-256 of what a subject does with the scripts of a block: of their lines, one after the other
/// (spec/trace-format.md). Throws SubjectError and MissingFeatures.
std::string block_digest(Subject& subject, const Universe& universe, std::uint64_t block,
                         const Epilogue& epilogue);

}  // namespace streamspec
