#include <algorithm>
#include <chrono>
#include <filesystem>
#include <iomanip>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <unistd.h>

#include "adapters.hpp"
#include "command.hpp"
#include "exploring.hpp"
#include "exploring_session.hpp"
#include "streamspec/adapter_subject/adapter.hpp"
#include "streamspec/engine/corpus.hpp"
#include "streamspec/explore/block.hpp"
#include "streamspec/explore/exhaustive_check.hpp"
#include "streamspec/explore/universe.hpp"
#include "streamspec/model/adapter_message.hpp"
#include "streamspec/model/digest.hpp"
#include "streamspec/model/golden_blocks.hpp"
#include "streamspec/model/input_error.hpp"
#include "streamspec/reference_subject/reference_subject.hpp"

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

/// The blocks that are meant, of all universes, one universe after the other.
std::vector<BlockTask> chosen_tasks(const ExploreOptions& options, const Corpus& corpus) {
    std::vector<BlockTask> tasks;
    for (const auto* universe : chosen_universes(options)) {
        if (options.block && *options.block >= count_blocks(*universe)) {
            throw InputError(
                "--block " + std::to_string(*options.block), "",
                universe->name() + " has the blocks 0 to " + std::to_string(count_blocks(*universe) - 1));
        }
        for (std::uint64_t block = 0; block < count_blocks(*universe); ++block) {
            tasks.push_back({universe, &corpus.epilogue(universe->layer()), block, {}});
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

/// Compares with a subject that runs now, script by script where a block is not the same.
int compare_live(const ExploreOptions& options) {
    Session session(options);
    const auto tasks = chosen_tasks(options, session.corpus());
    std::uint64_t done = 0;
    auto i = options.block ? 0 : options.first;
    for (; session.goes_on() && i < tasks.size(); ++i) {
        const auto& task = tasks[i];
        if (options.block ? task.block != *options.block : !options.shard.has(i)) {
            continue;
        }
        session.compare_block(*task.universe, task.block);
        session.show_progress(++done, tasks.size());
    }
    ExplorationReport report;
    report.mode = "exhaustive";
    report.next = i;
    return session.end(report);
}

/// Judges by what was recorded.
class DigestCheck {
  public:
    explicit DigestCheck(const ExploreOptions& options)
        : options_(options), home_(find_home(options.home)), corpus_(home_.spec, home_.traces) {}

    int run() {
        const auto make = subject_maker();
        auto tasks = selected(options_, expected_of(chosen_tasks(options_, corpus_)));
        const ExhaustiveCheck check(std::move(tasks));
        const auto all = check.tasks().size();
        stop_at_interrupts();
        const auto jobs =
            options_.jobs != 0 ? options_.jobs : std::max(1U, std::thread::hardware_concurrency());
        const auto results = check.run({make, jobs, [&](std::size_t done, std::size_t different) {
                                            show_progress(done, all, different);
                                            return !interrupted();
                                        }});
        if (isatty(STDERR_FILENO) != 0) {
            std::cerr << "\r\x1b[K";
        }
        return tell(check.tasks(), results);
    }

  private:
    using Clock = std::chrono::steady_clock;
    struct Sum {
        std::size_t blocks = 0;
        std::uint64_t scripts = 0;
        std::vector<const BlockTask*> different;
        std::vector<std::string> problems;
    };

    std::string golden_file(const Universe& universe) const {
        return (home_.traces / "exhaustive" / (universe.name() + ".json")).string();
    }

    /// Who is judged, as which release. Sets both.
    SubjectMaker subject_maker() {
        if (!options_.release.empty()) {
            release_ = Release::parse(options_.release);
            if (!release_) {
                throw InputError("--release " + options_.release, "", "expected a release such as 3.13.0");
            }
        }
        if (options_.adapter.empty()) {
            seen_ = "reference " STREAMSPEC_VERSION;
            return [this] { return std::make_unique<ReferenceSubject>(*release_); };
        }
        try {
            AdapterOptionValues values;
            values.timeout_seconds = options_.timeout_seconds;
            auto adapter =
                std::make_shared<const Adapter>(AdapterOptions{options_.adapter, timeout_of(values)});
            if (adapter->hello().aspects != AspectSet::all()) {
                throw SubjectError(
                    "a digest tells of every aspect at once, and it does not declare all of them; "
                    "--expected compares script by script");
            }
            if (!release_) {
                release_ = adapter->hello().release;
            }
            seen_ = adapter->hello().name + " " + adapter->hello().version;
            return [adapter] { return adapter->make(); };
        } catch (const SubjectError& error) {
            throw InputError("--adapter '" + options_.adapter + "'", "", error.what());
        }
    }

    /// With what was recorded of each block.
    std::vector<BlockTask> expected_of(std::vector<BlockTask> tasks) {
        std::optional<GoldenBlocks> golden;
        const Universe* of = nullptr;
        for (auto& task : tasks) {
            if (of != task.universe) {
                of = task.universe;
                golden = read(*of, *task.epilogue);
            }
            task.expected = golden->blocks.at(*release_)[task.block];
        }
        return tasks;
    }

    GoldenBlocks read(const Universe& universe, const Epilogue& epilogue) {
        const auto file = golden_file(universe);
        if (!std::filesystem::exists(file)) {
            throw InputError(
                file, "",
                "the digests are missing: nothing was recorded from the universe " + universe.name());
        }
        auto golden = decode_golden_blocks(JsonDocument::read(file));
        if (golden.digest != sha256(description(universe, epilogue)) ||
            golden.block_size != static_cast<std::int64_t>(kBlockSize)) {
            throw InputError(file, "/digest", "the digests are stale: the universe's scripts are others now");
        }
        if (!release_) {
            release_ = golden.blocks.rbegin()->first;
        }
        const auto found = golden.blocks.find(*release_);
        if (found == golden.blocks.end()) {
            throw InputError(file, "/recordings", "nothing was recorded of CPython " + release_->str());
        }
        if (found->second.size() != count_blocks(universe)) {
            throw InputError(file, "/blocks/" + release_->str(),
                             "expected " + std::to_string(count_blocks(universe)) + " digests");
        }
        return golden;
    }

    void show_progress(std::size_t done, std::size_t all, std::size_t different) {
        const auto seconds = std::chrono::duration<double>(Clock::now() - begin_).count();
        if (isatty(STDERR_FILENO) == 0 || seconds < shown_ + 1 || done == 0) {
            return;
        }
        shown_ = seconds;
        const auto rate = static_cast<double>(done) / seconds;
        std::cerr << "\r\x1b[K" << done * kBlockSize << " scripts, "
                  << static_cast<std::int64_t>(rate * static_cast<double>(kBlockSize)) << "/s, "
                  << static_cast<std::int64_t>(static_cast<double>(all - done) / rate) << " s left, "
                  << different << " blocks differ" << std::flush;
    }

    int tell(const std::vector<BlockTask>& tasks, const std::vector<BlockResult>& results) {
        std::map<const Universe*, Sum> sums;
        std::uint64_t scripts = 0;
        bool problems = false;
        const BlockTask* first_different = nullptr;
        for (std::size_t i = 0; i < tasks.size(); ++i) {
            auto& sum = sums[tasks[i].universe];
            if (results[i].is == BlockResult::Is::not_done) {
                continue;
            }
            const auto range = range_of_block(*tasks[i].universe, tasks[i].block);
            ++sum.blocks;
            sum.scripts += range.end - range.first;
            scripts += range.end - range.first;
            if (results[i].is == BlockResult::Is::different) {
                sum.different.push_back(&tasks[i]);
                first_different = first_different != nullptr ? first_different : &tasks[i];
            } else if (results[i].is == BlockResult::Is::no_answer) {
                sum.problems.push_back("block " + std::to_string(tasks[i].block) + ": " + results[i].reason);
                problems = true;
            }
        }
        const auto seconds = std::chrono::duration<double>(Clock::now() - begin_).count();
        if (options_.format == "json") {
            tell_json(sums, seconds);
        } else {
            tell_text(sums, scripts, seconds);
        }
        if (first_different != nullptr && options_.format != "json" && !interrupted()) {
            narrow(*first_different);
        }
        if (first_different != nullptr || problems) {
            return kFailed;
        }
        return interrupted() || scripts == 0 ? kCouldNotAsk : 0;
    }

    void tell_text(const std::map<const Universe*, Sum>& sums, std::uint64_t scripts, double seconds) const {
        for (const auto& universe : universes()) {
            const auto found = sums.find(&universe);
            if (found == sums.end()) {
                continue;
            }
            const auto& sum = found->second;
            std::cout << universe.name() << ": " << sum.blocks << " of " << count_blocks(universe)
                      << " blocks, " << sum.scripts << " scripts: " << sum.different.size() << " differ\n";
            for (const auto* task : sum.different) {
                std::cout << "  block " << task->block << " differs\n";
            }
            for (const auto& problem : sum.problems) {
                std::cout << "  " << problem << '\n';
            }
        }
        std::cout << seen_ << " beside what CPython " << release_->str() << " did: " << scripts
                  << " scripts in " << std::fixed << std::setprecision(1) << seconds << " s"
                  << (interrupted() ? "; stopped" : "") << std::endl;
    }

    void tell_json(const std::map<const Universe*, Sum>& sums, double seconds) const {
        JsonWriter writer;
        writer.object([&] {
            writer.member("explore", "exhaustive");
            writer.member("expected", "CPython " + release_->str() + ", recorded");
            writer.member("seen", seen_);
            writer.member("shard", options_.shard.str());
            writer.member("interrupted", interrupted());
            writer.member("milliseconds", static_cast<std::int64_t>(seconds * 1000));
            writer.member("universes", [&] {
                writer.object([&] {
                    for (const auto& [universe, sum] : sums) {
                        writer.member(universe->name(), [&writer, &sum = sum, universe = universe] {
                            writer.object([&] {
                                writer.member("blocks", static_cast<std::int64_t>(sum.blocks));
                                writer.member("scripts", static_cast<std::int64_t>(sum.scripts));
                                writer.member("different", [&] {
                                    writer.array(sum.different, [&](const BlockTask* task) {
                                        writer.integer(static_cast<std::int64_t>(task->block));
                                    });
                                });
                                writer.member("problems", [&] {
                                    writer.array(sum.problems,
                                                 [&](const std::string& problem) { writer.string(problem); });
                                });
                            });
                        });
                    }
                });
            });
        });
        std::cout << writer.take() << '\n';
    }

    /// Finds the scripts of a block that differ, with live CPython, where it is here.
    void narrow(const BlockTask& task) const {
        auto live = options_;
        live.live = true;
        live.release = release_->str();
        live.universes = {task.universe->name()};
        live.block = task.block;
        const auto command = "streamspec explore --exhaustive --universe " + task.universe->name() +
                             " --block " + std::to_string(task.block) + " --expected cpython --release " +
                             live.release +
                             (options_.adapter.empty() ? "" : adapter_option(options_.adapter));
        std::cout << "\nThe scripts of block " << task.block << " beside live CPython (" << command << "):\n"
                  << std::flush;
        try {
            if (compare_live(live) == 0) {
                std::cout << "Live, they do not differ: what was recorded is at fault; tools/record.py "
                             "--exhaustive --check tells\n";
            }
        } catch (const InputError& error) {
            std::cout << "That cannot be asked here: " << error.what() << '\n';
        }
    }

    const ExploreOptions& options_;
    Home home_;
    Corpus corpus_;
    std::optional<Release> release_;
    std::string seen_;
    Clock::time_point begin_ = Clock::now();
    double shown_ = 0;
};

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
    return options.live ? compare_live(options) : DigestCheck(options).run();
}

}  // namespace streamspec::cli
