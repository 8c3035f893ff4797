#include "exhaustive.hpp"

#include <algorithm>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include "digest_check.hpp"
#include "exploring_session.hpp"
#include "streamspec/explore/block.hpp"
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

}  // namespace

std::string description(const Universe& universe, const Epilogue& epilogue) {
    JsonWriter writer;
    universe.describe(writer, epilogue);
    return writer.take();
}

std::vector<BlockTask> chosen_tasks(const ExploreOptions& options, const Corpus& corpus) {
    std::vector<BlockTask> tasks;
    for (const auto* universe : chosen_universes(options)) {
        if (options.block && *options.block >= count_blocks(*universe)) {
            throw InputError(
                "--block " + std::to_string(*options.block), "",
                universe->name() + " has the blocks 0 to " + std::to_string(count_blocks(*universe) - 1));
        }
        for (std::uint64_t block = 0; block < count_blocks(*universe); ++block) {
            tasks.push_back({universe, &corpus.epilogue(universe->layer()), block, {}, tasks.size()});
        }
    }
    return tasks;
}

std::vector<BlockTask> selected(const ExploreOptions& options, std::vector<BlockTask> tasks) {
    std::vector<BlockTask> part;
    for (std::size_t i = 0; i < tasks.size(); ++i) {
        if (options.block ? tasks[i].block == *options.block : i >= options.first && options.shard.has(i)) {
            part.push_back(std::move(tasks[i]));
        }
    }
    return part;
}

int explore_beside_subject(const ExploreOptions& options) {
    Session session(options, "exhaustive");
    const auto tasks = chosen_tasks(options, session.corpus());
    std::uint64_t done = 0;
    auto i = options.block ? 0 : options.first;
    for (; session.goes_on() && i < tasks.size(); ++i) {
        const auto& task = tasks[i];
        if (options.block ? task.block != *options.block : !options.shard.has(i)) {
            continue;
        }
        if (!session.compare_block(*task.universe, task.block)) {
            break;  // It was interrupted, and has to be compared again.
        }
        session.show_progress(++done, tasks.size());
    }
    ExplorationReport report;
    report.next = i;
    return session.end(report);
}

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
    for (const auto& task : selected(options, chosen_tasks(options, corpus))) {
        std::cout << encode_digest_request(static_cast<std::int64_t>(task.block),
                                           scripts_of_block(universe, task.block, epilogue))
                  << '\n'
                  << std::flush;
        if (!std::cout) {
            return 1;
        }
    }
    return 0;
}

int explore_exhaustively(const ExploreOptions& options) {
    return options.live ? explore_beside_subject(options) : DigestCheck(options).run();
}

}  // namespace streamspec::cli
