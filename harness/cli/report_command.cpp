#include <iostream>
#include <memory>

#include "command.hpp"
#include "streamspec/engine/corpus.hpp"
#include "streamspec/report/replay_json.hpp"
#include "streamspec/report/replay_text.hpp"
#include "streamspec/site/results.hpp"
#include "streamspec/site/site.hpp"
#include "terminal.hpp"

namespace streamspec::cli {
namespace {

struct ReportCommand {
    HomeOptions home;
    std::vector<std::string> results;
    std::string html;
    std::string badge;
    std::string format;

    int run() const;
};

int ReportCommand::run() const {
    auto where = find_home(home);
    Corpus corpus(where.spec, where.traces);
    auto report = read_results(results, corpus);
    if (!html.empty()) {
        write_site(html, report, corpus);
    }
    if (!badge.empty()) {
        write_badges(badge, report);
    }
    if (format == "json") {
        std::cout << replay_json(report) << '\n';
    } else {
        write_replay_text(std::cout, report, stdout_style());
    }
    return report.exit_code();
}

}  // namespace

Verb add_report(CLI::App& app) {
    auto command = std::make_shared<ReportCommand>();
    auto& verb = *app.add_subcommand(
        "report", "Merge results of replays into one report: text, a page for a browser, badges");
    verb.add_option("results", command->results,
                    "Files that `streamspec replay --format json` wrote, of one run or of several")
        ->type_name("RESULTS")
        ->required();
    verb.add_option("--html", command->html, "Write a page that opens from disk into this folder")
        ->type_name("DIR")
        ->allow_extra_args(false);
    verb.add_option("--badge", command->badge, "Write a badge (SVG) for each subject into this folder")
        ->type_name("DIR")
        ->allow_extra_args(false);
    add_format_option(verb, command->format, {"text", "json"});
    add_home_options(verb, command->home);
    verb.footer(
        "Examples:\n"
        "  streamspec replay --format json > all.json; streamspec report all.json --html site\n"
        "  streamspec report shard-1.json shard-2.json       the shards of one run as one table\n\n"
        "Exit code: 0 nothing failed, 1 something did or has no result, 2 something could not be asked.");
    return [command] { return command->run(); };
}

}  // namespace streamspec::cli
