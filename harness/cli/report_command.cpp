#include <functional>
#include <iostream>
#include <memory>

#include "command.hpp"
#include "explore_cases.hpp"
#include "streamspec/engine/corpus.hpp"
#include "streamspec/explore/merged_explorations.hpp"
#include "streamspec/model/input_error.hpp"
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
    int run_on_explorations(const std::vector<JsonDocument>& documents) const;
};

/// The results where they are those of explorations, all of them; none where the first one is not.
std::vector<JsonDocument> read_explorations(const std::vector<std::string>& files) {
    std::vector<JsonDocument> documents;
    for (const auto& file : files) {
        auto document = JsonDocument::read(file);
        if (documents.empty() && !is_exploration(document)) {
            return {};
        }
        if (!is_exploration(document)) {
            document.root().fail("expected what `explore` wrote, like " + files.front());
        }
        if (!documents.empty() &&
            is_exploration_of_digests(document) != is_exploration_of_digests(documents.front())) {
            document.root().fail("it is of another kind of exploration than " + files.front());
        }
        documents.push_back(std::move(document));
    }
    return documents;
}

int ReportCommand::run_on_explorations(const std::vector<JsonDocument>& documents) const {
    if (!html.empty() || !badge.empty()) {
        throw InputError(html.empty() ? "--badge" : "--html", "",
                         "is made of results of `replay`; these are of `explore`");
    }
    const auto tell = [this](const std::string& as_json, const std::function<void()>& write_text) {
        if (format == "json") {
            std::cout << as_json << '\n';
        } else {
            write_text();
        }
    };
    if (is_exploration_of_digests(documents.front())) {
        const auto report = merge_exhaustive(documents);
        tell(exhaustive_json(report), [&] { write_exhaustive_text(std::cout, report); });
        return exit_code_of(report);
    }
    const auto report = merge_explorations(documents);
    tell(exploration_json(report), [&] { write_exploration_text(std::cout, report); });
    return exit_code_of(report);
}

int ReportCommand::run() const {
    if (const auto explorations = read_explorations(results); !explorations.empty()) {
        return run_on_explorations(explorations);
    }
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
                    "Files that `streamspec replay --format json` wrote, of one run or of several; or those "
                    "of the shards of one `streamspec explore --format json`")
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
        "  streamspec report shard-1.json shard-2.json       the shards of one run as one table\n"
        "  streamspec report explore-*.json                  the shards of one exploration\n\n"
        "Exit code: 0 nothing failed, 1 something did or has no result, 2 something could not be asked.");
    return [command] { return command->run(); };
}

}  // namespace streamspec::cli
