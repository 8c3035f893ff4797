#include "streamspec/explore/block.hpp"

#include <algorithm>

#include "streamspec/model/digest.hpp"
#include "streamspec/model/trace_codec.hpp"

namespace streamspec {

std::uint64_t count_blocks(const Universe& universe) noexcept {
    return (universe.size() + kBlockSize - 1) / kBlockSize;
}

BlockRange range_of_block(const Universe& universe, std::uint64_t block) noexcept {
    return {block * kBlockSize, std::min((block + 1) * kBlockSize, universe.size())};
}

std::vector<Script> scripts_of_block(const Universe& universe, std::uint64_t block,
                                     const Epilogue& epilogue) {
    const auto range = range_of_block(universe, block);
    std::vector<Script> scripts;
    for (auto number = range.first; number < range.end; ++number) {
        scripts.push_back(epilogue.append_to(universe.script(number)));
    }
    return scripts;
}

std::string block_line(const Trace& trace) {
    JsonWriter writer;
    encode(writer, trace);
    return writer.take() + '\n';
}

std::string block_digest(Subject& subject, const Universe& universe, std::uint64_t block,
                         const Epilogue& epilogue) {
    if (subject.tells_digests()) {
        return subject.digest(scripts_of_block(universe, block, epilogue));
    }
    const auto range = range_of_block(universe, block);
    std::string lines;
    for (auto number = range.first; number < range.end; ++number) {
        lines += block_line(subject.run(epilogue.append_to(universe.script(number))));
    }
    return sha256(lines);
}

}  // namespace streamspec
