#include <algorithm>
#include <iostream>
#include <string>
#include <vector>

#include "exploring.hpp"
#include "streamspec/engine/corpus.hpp"
#include "streamspec/explore/block.hpp"
#include "streamspec/explore/universe.hpp"
#include "streamspec/model/adapter_message.hpp"
#include "streamspec/model/digest.hpp"
#include "streamspec/model/input_error.hpp"

namespace streamspec::cli {
namespace {

std::string names_of_universes() {
    std::string names;
    for (const auto& universe : universes()) {
        names += (names.empty() ? "" : ", ") + universe.name();
    }
    return names;
}

std::vector<const Universe*> chosen_universes(const ExploreOptions& options) {
    std::vector<const Universe*> chosen;
    for (const auto& name : options.universes) {
        const auto& all = universes();
        auto found = std::find_if(all.begin(), all.end(),
                                  [&](const Universe& universe) { return universe.name() == name; });
        if (found == all.end()) {
            throw InputError("--universe " + name, "",
                             "there is no such universe; there are " + names_of_universes());
        }
        chosen.push_back(&*found);
    }
    if (options.universes.empty()) {
        for (const auto& universe : universes()) {
            chosen.push_back(&universe);
        }
    }
    return chosen;
}

std::string description(const Universe& universe, const Epilogue& epilogue) {
    JsonWriter writer;
    universe.describe(writer, epilogue);
    return writer.take();
}

std::vector<std::uint64_t> chosen_blocks(const ExploreOptions& options, const Universe& universe) {
    const auto count = count_blocks(universe);
    if (options.block && *options.block >= count) {
        throw InputError("--block " + std::to_string(*options.block), "",
                         universe.name() + " has the blocks 0 to " + std::to_string(count - 1));
    }
    std::vector<std::uint64_t> blocks;
    for (auto block = options.block.value_or(options.first);
         block < (options.block ? *options.block + 1 : count); ++block) {
        if (options.shard.has(block)) {
            blocks.push_back(block);
        }
    }
    return blocks;
}

}  // namespace

int write_requests(const ExploreOptions& options) {
    const auto chosen = chosen_universes(options);
    if (options.universes.size() != 1) {
        throw InputError("--requests", "", "expected one --universe, of " + names_of_universes());
    }
    const auto home = find_home(options.home);
    const Corpus corpus(home.spec, home.traces);
    const auto& universe = *chosen.front();
    const auto& epilogue = corpus.epilogue(universe.layer());
    const auto text = description(universe, epilogue);
    JsonWriter writer;
    writer.object([&] {
        writer.member("universe", [&] { writer.raw(text); });
        writer.member("digest", sha256(text));
        writer.member("block", static_cast<std::int64_t>(kBlockSize));
        writer.member("blocks", static_cast<std::int64_t>(count_blocks(universe)));
    });
    std::cout << writer.take() << '\n';
    for (auto block : chosen_blocks(options, universe)) {
        std::cout << encode_digest_request(static_cast<std::int64_t>(block),
                                           scripts_of_block(universe, block, epilogue))
                  << '\n'
                  << std::flush;
        if (!std::cout) {
            return 1;
        }
    }
    return 0;
}

int explore_exhaustively(const ExploreOptions& options) {
    (void)options;
    return 2;
}

}  // namespace streamspec::cli
