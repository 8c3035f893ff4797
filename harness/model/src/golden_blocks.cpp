#include "streamspec/model/golden_blocks.hpp"

#include <limits>

#include "object_reader.hpp"
#include "recording_codec.hpp"
#include "streamspec/model/digest.hpp"
#include "streamspec/model/json_writer.hpp"

namespace streamspec {

GoldenBlocks decode_golden_blocks(const JsonDocument& document) {
    ObjectReader reader(document.root(), "the digests of a universe");
    GoldenBlocks golden;
    auto universe = reader.require("universe");
    if (!universe.is_object()) {
        universe.fail_expecting("what the scripts are");
    }
    const auto description = canonical_json(universe);
    auto digest = reader.require("digest");
    golden.digest = decode_digest(digest);
    if (golden.digest != sha256(description)) {
        digest.fail("this is not the digest of what stands in /universe");
    }
    golden.block_size = reader.require("block").integer(1, std::numeric_limits<std::int64_t>::max());
    golden.recordings = decode_recordings(reader.require("recordings"));
    auto blocks = reader.require("blocks");
    if (!blocks.is_object()) {
        blocks.fail_expecting("lists of digests by release");
    }
    for (auto list : blocks) {
        auto release = Release::parse(list.key());
        if (!release || !golden.recordings.contains(*release)) {
            list.fail("the key is no release of the recordings");
        }
        auto& digests = golden.blocks[*release];
        for (auto element : list.elements("a list of digests")) {
            digests.push_back(decode_digest(element));
        }
    }
    for (const auto& [release, recording] : golden.recordings) {
        if (!golden.blocks.contains(release)) {
            blocks.fail("release " + release.str() + " has no digests");
        }
    }
    reader.done();
    return golden;
}

}  // namespace streamspec
