#include <iostream>
#include <memory>

#include "command.hpp"
#include "streamspec/engine/corpus.hpp"
#include "streamspec/engine/drift.hpp"
#include "streamspec/engine/selection.hpp"
#include "streamspec/model/input_error.hpp"
#include "streamspec/report/drift_json.hpp"
#include "streamspec/report/drift_markdown.hpp"
#include "streamspec/report/drift_text.hpp"
#include "terminal.hpp"

namespace streamspec::cli {
namespace {

struct DriftCommand {
    HomeOptions home;
    Selection selection;
    std::string from;
    std::string to;
    std::string format;

    int run() const;
};

/// A release as the table of releases knows it. Throws InputError.
ReleaseTable::Entry find_release(const ReleaseTable& table, const std::string& text) {
    auto release = Release::parse(text);
    if (!release) {
        throw InputError(text, "", "expected a release such as 3.11.7");
    }
    auto entry = table.find(*release);
    if (!entry) {
        throw InputError(text, "", "no recorded release stands for this one");
    }
    return *entry;
}

int DriftCommand::run() const {
    auto where = find_home(home);
    Corpus corpus(where.spec, where.traces);
    const auto& table = corpus.releases();
    auto first = find_release(table, from.empty() ? table.recorded().front().str() : from);
    auto last = find_release(table, to.empty() ? table.recorded().back().str() : to);
    std::vector<ReplayReport::Problem> problems;
    auto ids = select_scripts(corpus, selection, problems);
    auto report = find_drift(corpus, ids, first, last);
    report.problems.insert(report.problems.end(), problems.begin(), problems.end());
    if (format == "json") {
        std::cout << drift_json(report) << '\n';
    } else if (format == "markdown") {
        write_drift_markdown(std::cout, report);
    } else {
        write_drift_text(std::cout, report, stdout_style());
    }
    for (const auto& problem : report.problems) {
        std::cerr << InputError(problem.file, problem.pointer, problem.reason).what() << '\n';
    }
    return report.problems.empty() ? 0 : kCouldNotAsk;
}

}  // namespace

Verb add_drift(CLI::App& app) {
    auto command = std::make_shared<DriftCommand>();
    auto& verb = *app.add_subcommand(
        "drift", "Tell what changed between two releases of CPython, from their golden traces");
    verb.add_option("from", command->from, "The earlier release (default: the oldest of record)")
        ->type_name("FROM");
    verb.add_option("to", command->to, "The later release (default: the newest of record)")->type_name("TO");
    verb.add_option("--scripts", command->selection.globs,
                    "Only these: ids of scripts, with * and ?, or names of groups")
        ->type_name("GLOB");
    verb.add_option("--clause", command->selection.clauses, "Only scripts that show this clause")
        ->type_name("ID");
    add_format_option(verb, command->format, {"text", "json", "markdown"});
    add_home_options(verb, command->home);
    verb.footer(
        "Examples:\n"
        "  streamspec drift                                 from the oldest release of record to the newest\n"
        "  streamspec drift 3.12.1 3.13.0 --format markdown\n"
        "  streamspec drift 3.11.2 3.11.7 --scripts drain   what a patch release changed");
    return [command] { return command->run(); };
}

}  // namespace streamspec::cli
