#include "exploring_session.hpp"

#include <array>
#include <csignal>
#include <cstdio>
#include <filesystem>

#include "adapters.hpp"
#include "command.hpp"
#include "streamspec/adapter_subject/adapter.hpp"
#include "streamspec/explore/block.hpp"
#include "streamspec/model/input_error.hpp"
#include "streamspec/reference_subject/reference_subject.hpp"

namespace streamspec::cli {
namespace {

constexpr Release kGathersInOrderFrom{3, 7, 0, Release::Stage::alpha, 0};

volatile std::sig_atomic_t interrupts = 0;

/// What a command of the shell writes, without the line break at its end.
std::string output_of(const std::string& command) {
    std::string text;
    std::FILE* pipe = ::popen(command.c_str(), "r");
    if (pipe == nullptr) {
        return text;
    }
    std::array<char, 4096> piece{};
    while (auto size = std::fread(piece.data(), 1, piece.size(), pipe)) {
        text.append(piece.data(), size);
    }
    ::pclose(pipe);
    while (text.ends_with('\n')) {
        text.pop_back();
    }
    return text;
}

std::string shell_word(const std::string& text) {
    std::string result = "'";
    for (char c : text) {
        result += c == '\'' ? std::string("'\\''") : std::string(1, c);
    }
    return result + "'";
}

/// The command that runs live CPython as an adapter.
std::string cpython_command(const ExploreOptions& options, const Home& home) {
    const auto tools = home.spec.parent_path() / "tools";
    const auto driver = tools / "streams_driver.py";
    if (!std::filesystem::exists(driver)) {
        throw InputError("--expected cpython", "",
                         "needs " + driver.string() + ", which is not there: name an adapter by --expected");
    }
    auto python = options.python.empty() ? std::string("python3") : options.python;
    if (!options.release.empty()) {
        python = output_of("PYTHONPATH=" + shell_word(tools.string()) +
                           " python3 -c 'import sys; from recorder.interpreters import find; "
                           "print(find(sys.argv[1]) or \"\")' " +
                           shell_word(options.release));
        if (python.empty()) {
            throw InputError("--release " + options.release, "",
                             "no interpreter of CPython " + options.release +
                                 " was found (python3 tools/record.py --list-interpreters tells where it is "
                                 "looked for); --python PATH names one, --expected another subject");
        }
    } else if (output_of("command -v " + shell_word(python)).empty()) {
        throw InputError(
            "--expected cpython", "",
            "no interpreter " + python + " was found; --python PATH names one, --expected another subject");
    }
    return "exec " + shell_word(python) + " " + shell_word(driver.string());
}

/// The options that name both subjects, and what is compared, once more.
std::string who_options(const ExploreOptions& options) {
    std::string text = options.adapter.empty() ? "" : adapter_option(options.adapter);
    text += options.live && options.python.empty() ? " --expected " + shell_word(options.expected) : "";
    text += options.python.empty() ? "" : " --python " + shell_word(options.python);
    text += options.release.empty() ? "" : " --release " + options.release;
    return text + aspects_again(options.aspects) + folders_again(options.home);
}

}  // namespace

void stop_at_interrupts() {
    interrupts = 0;
    std::signal(SIGINT, [](int) { interrupts = 1; });
}

bool interrupted() {
    return interrupts != 0;
}

Session::Session(const ExploreOptions& options, std::string mode)
    : options_(options),
      mode_(std::move(mode)),
      who_(who_options(options)),
      output_(options.results),
      home_(find_home(options.home)),
      corpus_(home_.spec, home_.traces) {
    std::string expected = options.expected;
    if (expected == "cpython") {
        expected = cpython_command(options, home_);
    }
    expected_ = make(expected == "reference" ? "" : expected, "--expected");
    seen_ = make(options.adapter, "--adapter");
    if (!expected_) {
        expected_ = std::make_unique<ReferenceSubject>(release_beside(seen_.get()));
    }
    if (!seen_) {
        seen_ = std::make_unique<ReferenceSubject>(release_beside(expected_.get()));
    }
    duel_.emplace(
        *expected_, *seen_, [this](Layer layer) -> const Epilogue& { return corpus_.epilogue(layer); },
        parse_aspects(options.aspects));
    exploration_.emplace(*duel_);
    stop_at_interrupts();
}

bool Session::gathers_in_order() const {
    auto in_order = [](const Subject& subject) {
        return !subject.info().release || *subject.info().release >= kGathersInOrderFrom;
    };
    return in_order(*expected_) && in_order(*seen_);
}

void Session::compare(const Script& script, const std::string& origin, const std::string& arguments) {
    const auto* found = exploration_->compare(script, origin, "streamspec explore" + arguments + who_);
    if (found != nullptr && output_.streams()) {
        output_.add(case_of(*found, mode_, judged()));
    }
}

bool Session::compare_block(const Universe& universe, std::uint64_t block) {
    const auto range = range_of_block(universe, block);
    if (same_digest(universe, block)) {
        exploration_->note_same(range.end - range.first);
        return true;
    }
    auto number = range.first;
    for (; number < range.end && goes_on(); ++number) {
        const auto script = universe.script(number);
        compare(script, script.summary,
                " --exhaustive --universe " + universe.name() + " --block " + std::to_string(block));
    }
    return number == range.end;
}

bool Session::same_digest(const Universe& universe, std::uint64_t block) {
    if (!expected_->tells_digests()) {
        return false;
    }
    const auto& epilogue = corpus_.epilogue(universe.layer());
    try {
        return block_digest(*expected_, universe, block, epilogue) ==
               block_digest(*seen_, universe, block, epilogue);
    } catch (const SubjectError&) {
        return false;  // Which script is at fault is seen when they are put one by one.
    } catch (const MissingFeatures&) {
        return false;
    }
}

bool Session::goes_on() const {
    return !interrupted() && (!options_.seconds || seconds() < *options_.seconds);
}

void Session::show_progress(std::uint64_t done, std::uint64_t all) {
    if (output_.hides_progress()) {
        return;
    }
    progress_.tell([&] {
        const auto passed = seconds();
        const auto rate = static_cast<double>(exploration_->compared()) / passed;
        const auto left = options_.seconds ? *options_.seconds - passed
                          : done > 0 ? passed / static_cast<double>(done) * static_cast<double>(all - done)
                                     : 0;
        return std::to_string(exploration_->compared()) + " compared, " +
               std::to_string(static_cast<std::int64_t>(rate)) + "/s, " +
               std::to_string(static_cast<std::int64_t>(left)) + " s left, " +
               std::to_string(exploration_->divergences()) + " divergences";
    });
}

int Session::end(ExplorationReport report) {
    progress_.clear();
    report.mode = mode_;
    report.expected = expected_->info().name + " " + expected_->info().version;
    report.seen = seen_->info().name + " " + seen_->info().version;
    report.shard = options_.shard;
    report.seconds = seconds();
    report.interrupted = interrupted();
    tell_findings(report, *exploration_, *duel_,
                  expected_->info().release ? expected_->info().release : seen_->info().release);
    auto run = cases_of(report, judged());
    run.exit_code = exit_code_of(report);
    if (output_.streams()) {
        output_.add(run.cases.front());
    }
    return output_.finish(std::move(run),
                          {[&](std::ostream& out, const Style&) { write_exploration_text(out, report); },
                           [&] { return exploration_json(report); }},
                          [](const std::string&) { return false; });
}

std::unique_ptr<Subject> Session::make(const std::string& command, const std::string& option) const {
    if (command.empty()) {
        return nullptr;
    }
    try {
        AdapterOptionValues values;
        values.timeout_seconds = options_.timeout_seconds;
        const Adapter adapter({command, timeout_of(values)});
        require_aspects(adapter.hello(), parse_aspects(options_.aspects));
        return adapter.make();
    } catch (const SubjectError& error) {
        throw InputError(option + " '" + command + "'", "", error.what());
    }
}

Release Session::release_beside(const Subject* other) const {
    auto asked = options_.release.empty() ? std::nullopt : Release::parse(options_.release);
    if (!asked && other != nullptr) {
        asked = other->info().release;
    }
    const auto& table = corpus_.releases();
    if (!asked && options_.release.empty()) {
        return table.recorded().back();
    }
    auto entry = asked ? table.find(*asked) : std::nullopt;
    if (!entry) {
        throw InputError("--release " + (asked ? asked->str() : options_.release), "",
                         "no recorded release stands for this one");
    }
    return entry->recorded;
}

}  // namespace streamspec::cli
