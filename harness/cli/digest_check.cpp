#include "digest_check.hpp"

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>
#include <thread>
#include <utility>

#include "adapters.hpp"
#include "command.hpp"
#include "exhaustive.hpp"
#include "exploring_session.hpp"
#include "streamspec/adapter_subject/adapter.hpp"
#include "streamspec/explore/block.hpp"
#include "streamspec/explore/exhaustive_report.hpp"
#include "streamspec/model/digest.hpp"
#include "streamspec/model/input_error.hpp"
#include "streamspec/reference_subject/reference_subject.hpp"

namespace streamspec::cli {

DigestCheck::DigestCheck(const ExploreOptions& options)
    : options_(options),
      output_(options.results),
      home_(find_home(options.home)),
      corpus_(home_.spec, home_.traces) {}

int DigestCheck::run() {
    const auto make = subject_maker();
    const auto tasks = with_digests(selected(options_, chosen_tasks(options_, corpus_)));
    stop_at_interrupts();
    const auto report = report_of(tasks, judge(tasks, make));
    progress_.clear();
    auto run = cases_of(report);
    run.exit_code = exit_code_of(report);
    return output_.finish(std::move(run),
                          {[&](std::ostream& out, const Style&) { write_text(out, report); },
                           [&] { return exhaustive_json(report); }},
                          [&](const std::string&) { return asks_a_part(); });
}

std::vector<BlockResult> DigestCheck::judge(const std::vector<BlockTask>& tasks, const SubjectMaker& make) {
    const auto jobs = options_.jobs != 0 ? options_.jobs : std::max(1U, std::thread::hardware_concurrency());
    std::vector<BlockResult> results;
    std::size_t different_before = 0;
    const auto goes_on = [&](std::size_t done, std::size_t different) {
        different += different_before;
        show_progress(results.size() + done, tasks.size(), different);
        return !interrupted() && !(options_.fail_fast && different > 0);
    };
    // One universe after the other, so that the results of each can be told when it is through.
    for (auto begin = tasks.begin(); begin != tasks.end();) {
        const auto end = std::find_if(
            begin, tasks.end(), [&](const BlockTask& task) { return task.universe != begin->universe; });
        const std::vector<BlockTask> part(begin, end);
        const auto judged = goes_on(0, 0) ? ExhaustiveCheck(part).run({make, jobs, goes_on})
                                          : std::vector<BlockResult>(part.size());
        different_before += static_cast<std::size_t>(
            std::count_if(judged.begin(), judged.end(), [](const BlockResult& result) {
                return result.is == BlockResult::Is::different || result.is == BlockResult::Is::no_answer;
            }));
        results.insert(results.end(), judged.begin(), judged.end());
        if (output_.streams()) {
            for (const auto& result : cases_of(report_of(part, judged)).cases) {
                output_.add(result);
            }
        }
        begin = end;
    }
    return results;
}

ExhaustiveReport DigestCheck::report_of(const std::vector<BlockTask>& tasks,
                                        const std::vector<BlockResult>& results) const {
    auto report = sum_up(tasks, results);
    report.expected = "CPython " + release_->str();
    report.seen = seen_.name + " " + seen_.version;
    report.shard = options_.shard;
    report.seconds = seconds();
    report.interrupted = interrupted();
    return report;
}

CaseRun DigestCheck::cases_of(const ExhaustiveReport& report) const {
    return cli::cases_of(report, seen_, [&](const Universe& universe, std::uint64_t block) {
        return narrowing_command(universe, block);
    });
}

bool DigestCheck::asks_a_part() const {
    return options_.block || options_.first > 0 || options_.shard.count > 1 || !options_.universes.empty();
}

void DigestCheck::write_text(std::ostream& out, const ExhaustiveReport& report) const {
    write_exhaustive_text(out, report);
    const auto differing = std::find_if(report.parts.begin(), report.parts.end(),
                                        [](const auto& part) { return !part.different.empty(); });
    if (differing != report.parts.end() && !interrupted()) {
        narrow(*differing->universe, differing->different.front());
    }
}

SubjectMaker DigestCheck::subject_maker() {
    if (!options_.release.empty()) {
        release_ = Release::parse(options_.release);
        if (!release_) {
            throw InputError("--release " + options_.release, "", "expected a release such as 3.13.0");
        }
    }
    if (options_.adapter.empty()) {
        seen_ = {"reference", STREAMSPEC_VERSION};
        return [this] { return std::make_unique<ReferenceSubject>(*release_); };
    }
    try {
        AdapterOptionValues values;
        values.timeout_seconds = options_.timeout_seconds;
        auto adapter = std::make_shared<const Adapter>(AdapterOptions{options_.adapter, timeout_of(values)});
        if (adapter->hello().aspects != AspectSet::all()) {
            throw SubjectError(
                "a digest tells of every aspect at once, and it does not declare all of them; "
                "--expected compares script by script");
        }
        if (!release_) {
            release_ = adapter->hello().release;
        }
        seen_ = {adapter->hello().name, adapter->hello().version};
        return [adapter] { return adapter->make(); };
    } catch (const SubjectError& error) {
        throw InputError("--adapter '" + options_.adapter + "'", "", error.what());
    }
}

std::vector<BlockTask> DigestCheck::with_digests(std::vector<BlockTask> tasks) {
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

GoldenBlocks DigestCheck::read(const Universe& universe, const Epilogue& epilogue) {
    const auto file = (home_.traces / "exhaustive" / (universe.name() + ".json")).string();
    if (!std::filesystem::exists(file)) {
        throw InputError(
            file, "", "the digests are missing: nothing was recorded from the universe " + universe.name());
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

void DigestCheck::show_progress(std::size_t done, std::size_t all, std::size_t different) {
    if (output_.hides_progress() || done == 0) {
        return;
    }
    progress_.tell([&] {
        const auto rate = static_cast<double>(done) / seconds();
        return std::to_string(done * kBlockSize) + " scripts, " +
               std::to_string(static_cast<std::int64_t>(rate * static_cast<double>(kBlockSize))) + "/s, " +
               std::to_string(static_cast<std::int64_t>(static_cast<double>(all - done) / rate)) +
               " s left, " + std::to_string(different) + " blocks differ";
    });
}

std::string DigestCheck::narrowing_command(const Universe& universe, std::uint64_t block) const {
    return "streamspec explore --exhaustive --universe " + universe.name() + " --block " +
           std::to_string(block) + " --expected cpython --release " + release_->str() +
           (options_.adapter.empty() ? "" : adapter_option(options_.adapter));
}

void DigestCheck::narrow(const Universe& universe, std::uint64_t block) const {
    auto live = options_;
    live.live = true;
    live.release = release_->str();
    live.universes = {universe.name()};
    live.block = block;
    live.results = {"text", "", ""};
    std::cout << "\nThe scripts of block " << block << " beside live CPython ("
              << narrowing_command(universe, block) << "):\n"
              << std::flush;
    try {
        if (explore_beside_subject(live) == 0) {
            std::cout << "Live, they do not differ: what was recorded is at fault; tools/record.py "
                         "--exhaustive --check tells\n";
        }
    } catch (const InputError& error) {
        std::cout << "That cannot be asked here: " << error.what() << '\n';
    }
}

}  // namespace streamspec::cli
