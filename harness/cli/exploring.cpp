#include "exploring.hpp"

#include <limits>
#include <random>

#include "exploring_session.hpp"
#include "streamspec/explore/exploration.hpp"
#include "streamspec/explore/exploration_report.hpp"
#include "streamspec/explore/random_script.hpp"
#include "streamspec/model/input_error.hpp"
#include "streamspec/model/needs.hpp"

namespace streamspec::cli {
namespace {

constexpr std::uint64_t kDefaultCount = 10'000;
/// The odd number of the golden ratio: neighbouring scripts get seeds far apart.
constexpr std::uint64_t kStride = 0x9e3779b97f4a7c15U;

}  // namespace

int explore_random(const ExploreOptions& options) {
    Session session(options, "random");
    const auto seed = options.seed.value_or(std::random_device{}());
    // With --time there is no last script.
    const std::uint64_t count =
        options.seconds ? std::numeric_limits<std::uint64_t>::max() : options.count.value_or(kDefaultCount);
    auto i = options.first;
    for (; session.goes_on() && i < count; ++i) {
        if (!options.shard.has(i)) {
            continue;
        }
        auto layer = i / options.shard.count % 2 == 0 ? Layer::reader : Layer::writer;
        if (!options.layer.empty()) {
            layer = options.layer == "writer" ? Layer::writer : Layer::reader;
        }
        if (layer == Layer::writer && !session.features().has(Feature::writer)) {
            layer = Layer::reader;
        }
        Dice dice(seed + kStride * (i + 1));
        session.compare(random_script(dice, {layer, session.features(), false, session.gathers_in_order()}),
                        "seed " + std::to_string(seed) + ", script " + std::to_string(i),
                        " --random --seed " + std::to_string(seed) + " --from " + std::to_string(i) +
                            " --count " + std::to_string(i + 1) +
                            (options.layer.empty() ? "" : " --layer " + options.layer) +
                            (options.shard.count > 1 ? " --shard " + options.shard.str() : ""));
        session.show_progress(i - options.first + 1, count - options.first);
    }
    ExplorationReport report;
    report.seed = seed;
    report.next = i;
    return session.end(report);
}

int explore_rechunked(const ExploreOptions& options) {
    Session session(options, "rechunk");
    ExplorationReport report;
    const auto ids = select_scripts(session.corpus(), options.selection, report.problems);
    if (!report.problems.empty()) {
        throw InputError(report.problems.front().file, report.problems.front().pointer,
                         report.problems.front().reason);
    }
    auto i = options.first;
    for (; session.goes_on() && i < ids.size(); ++i) {
        const auto script = session.corpus().script(ids[i]).script;
        if (!options.shard.has(i)) {
            continue;
        }
        if (script.layer == Layer::wire) {
            ++report.left_out;
            continue;
        }
        std::size_t way = 0;
        for (const auto& other : rechunked(script)) {
            session.compare(other, ids[i] + ", cut " + std::to_string(++way), " --rechunk " + ids[i]);
        }
        session.show_progress(i + 1, ids.size());
    }
    report.next = i;
    return session.end(report);
}

}  // namespace streamspec::cli
