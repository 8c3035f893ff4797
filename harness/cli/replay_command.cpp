#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>
#include <thread>

#include "adapters.hpp"
#include "command.hpp"
#include "known_file.hpp"
#include "result_output.hpp"
#include "streamspec/engine/corpus.hpp"
#include "streamspec/engine/known.hpp"
#include "streamspec/engine/replay.hpp"
#include "streamspec/engine/selection.hpp"
#include "streamspec/report/replay_cases.hpp"
#include "streamspec/report/replay_json.hpp"
#include "streamspec/report/replay_text.hpp"
#include "streamspec/wire_subject/wire_subject.hpp"
#include "terminal.hpp"

namespace streamspec::cli {
namespace {

struct ReplayCommand {
    HomeOptions home;
    Selection selection;
    std::vector<std::string> releases;
    std::vector<std::string> aspects;
    AdapterOptionValues adapters;
    std::vector<std::string> known;
    std::string write_known;
    unsigned jobs = 0;  ///< 0: one for each processor
    bool fail_fast = false;
    ResultOptions results;
    std::string writes;
    Shard shard;

    int run() const;
    SubjectMaker subject_maker(const Release& release, const std::filesystem::path& certificates) const;
    std::vector<Contestant> references(const std::vector<ReleaseTable::Entry>& entries,
                                       const std::filesystem::path& certificates) const;
};

/// The folder of the scripts, below the current one where it is.
std::string scripts_folder(const Home& home) {
    auto folder = home.spec / "scripts";
    std::error_code error;
    auto here = std::filesystem::relative(folder, error);
    return error || here.empty() || here.native().starts_with("..") ? folder.string() : here.string();
}

/// The releases asked for, as the table of releases knows them; without any, every one of record.
std::vector<ReleaseTable::Entry> find_releases(const ReleaseTable& table,
                                               const std::vector<std::string>& asked,
                                               std::vector<ReplayReport::Problem>& problems) {
    std::vector<ReleaseTable::Entry> found;
    for (const auto& release : table.recorded()) {
        if (asked.empty()) {
            found.push_back(*table.find(release));
        }
    }
    for (const auto& text : asked) {
        auto release = Release::parse(text);
        auto entry = release ? table.find(*release) : std::nullopt;
        if (entry) {
            found.push_back(*entry);
        } else if (release) {
            problems.push_back({"--release " + text, "", "no recorded release stands for this one"});
        } else {
            problems.push_back({"--release " + text, "", "expected a release such as 3.11.7"});
        }
    }
    return found;
}

SubjectMaker ReplayCommand::subject_maker(const Release& release,
                                          const std::filesystem::path& certificates) const {
    auto mode = writes == "coalesced" ? WireSubject::Writes::coalesced : WireSubject::Writes::immediate;
    return
        [release, certificates, mode] { return std::make_unique<WireSubject>(release, certificates, mode); };
}

std::vector<Contestant> ReplayCommand::references(const std::vector<ReleaseTable::Entry>& entries,
                                                  const std::filesystem::path& certificates) const {
    std::vector<Contestant> contestants;
    for (const auto& entry : entries) {
        contestants.push_back({entry, subject_maker(entry.recorded, certificates)});
    }
    return contestants;
}

int ReplayCommand::run() const {
    if (!write_known.empty()) {
        require_new_file(write_known);
    }
    ResultOutput output(results);
    auto where = find_home(home);
    Corpus corpus(where.spec, where.traces);
    std::vector<ReplayReport::Problem> problems;
    auto entries = find_releases(corpus.releases(), releases, problems);
    auto ids = select_scripts(corpus, selection, problems);
    auto selected = ids;
    std::size_t position = 0;
    std::erase_if(ids, [&](const std::string&) { return !shard.has(position++); });
    ReplayOptions options;
    options.aspects = parse_aspects(aspects);
    options.known = read_known(known, corpus, problems);
    // What was mistyped is told before an adapter is waited for, or another question answered than was meant.
    const bool misunderstood = !problems.empty() && (!adapters.commands.empty() || entries.empty());
    if (misunderstood) {
        ids.clear();
    }
    std::vector<Contestant> contestants;
    if (!misunderstood) {
        contestants = adapters.commands.empty()
                          ? references(entries, where.spec / "certificates")
                          : adapter_contestants(adapters, releases.empty() ? decltype(entries){} : entries,
                                                corpus.releases(), options.aspects, problems);
    }
    Progress progress;
    options.jobs = jobs != 0 ? jobs : std::max(1U, std::thread::hardware_concurrency());
    options.fail_fast = fail_fast;
    options.progress = [&](std::size_t done, std::size_t all) {
        if (!output.hides_progress()) {
            progress.show(done, all);
        }
    };
    const auto scripts = scripts_folder(where);
    if (output.streams()) {
        options.answered = [&](const ReplayReport& begun, const ReplayReport::Answer& answer) {
            output.add(case_of(begun, answer, scripts));
        };
    }
    options.folder_options = folders_again(home);
    options.reproduce_options = (writes == "coalesced" ? " --writes coalesced" : "") + aspects_again(aspects);
    auto report = replay(corpus, ids, contestants, options);
    report.selected = std::move(selected);  // what is merged later finds a shard missing
    progress.clear();
    report.problems.insert(report.problems.end(), problems.begin(), problems.end());
    if (!write_known.empty()) {
        cli::write_known(write_known, report);
    }
    return output.finish(
        cases_of(report, scripts),
        {[&](std::ostream& out, const Style& style) { write_replay_text(out, report, style); },
         [&] { return replay_json(report); }},
        [&](const std::string& id) {
            return std::binary_search(corpus.ids().begin(), corpus.ids().end(), id);
        });
}

}  // namespace

Verb add_replay(CLI::App& app) {
    auto command = std::make_shared<ReplayCommand>();
    auto& verb = *app.add_subcommand(
        "replay",
        "Replay scripts against the reference or other implementations, and compare with the golden traces");
    verb.add_option("scripts", command->selection.globs,
                    "Ids of scripts, with * and ?, or names of groups (default: all)")
        ->type_name("GLOB");
    verb.add_option("--clause", command->selection.clauses, "Only scripts that show this clause")
        ->type_name("ID");
    verb.add_option(
            "--release", command->releases,
            "A CPython release to behave as (default: every one of record; of an adapter the one that it "
            "claims, or else the newest)")
        ->type_name("VERSION");
    add_aspects_option(verb, command->aspects);
    verb.add_option("--jobs,-j", command->jobs,
                    "How many scripts to replay at a time (default: one for each processor)")
        ->type_name("N")
        ->check(CLI::Range(1U, 1024U));
    add_adapter_options(verb, command->adapters);
    auto* known =
        verb.add_option("--known", command->known,
                        "A JSON file of known divergences; a listed script that passes is a failure")
            ->type_name("FILE")
            ->allow_extra_args(false);
    verb.add_option("--write-known", command->write_known,
                    "Write the failures to a file, to begin a list of known divergences with")
        ->type_name("FILE")
        ->excludes(known);
    auto* fail_fast = verb.add_flag("--fail-fast", command->fail_fast, "Stop at the first script that fails");
    verb.add_option("--writes", command->writes,
                    "When the reference writes to its sockets (default: immediate, as CPython does)")
        ->check(CLI::IsMember({"immediate", "coalesced"}));
    add_shard_option(verb, command->shard);
    add_result_options(verb, command->results);
    verb.get_option("--baseline")->excludes(fail_fast);
    add_home_options(verb, command->home);
    verb.footer(
        "Examples:\n"
        "  streamspec replay                                 everything, in every release of record\n"
        "  streamspec replay readexactly --release 3.12.1    one group, one release\n"
        "  streamspec replay '*cancel*' --aspects result,flow\n"
        "  streamspec replay --clause READ-1 --format json\n"
        "  streamspec replay --format junit --output results.xml\n"
        "  streamspec replay --baseline yesterday.json       only what changed\n"
        "  streamspec replay --adapter 'python3 tools/streams_driver.py' --adapter 'node mine.js' read\n\n"
        "Exit code: 0 nothing failed, 1 something did, 2 something could not be asked.");
    return [command] { return command->run(); };
}

}  // namespace streamspec::cli
