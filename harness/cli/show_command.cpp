#include <algorithm>
#include <iostream>
#include <memory>
#include <optional>

#include "command.hpp"
#include "pager.hpp"
#include "streamspec/engine/corpus.hpp"
#include "streamspec/engine/selection.hpp"
#include "streamspec/model/input_error.hpp"
#include "streamspec/model/json_writer.hpp"
#include "streamspec/model/script_codec.hpp"
#include "streamspec/model/trace_codec.hpp"
#include "streamspec/report/script_text.hpp"
#include "terminal.hpp"

namespace streamspec::cli {
namespace {

struct ShowCommand {
    HomeOptions home;
    std::vector<std::string> globs;
    std::string format;
    bool no_pager = false;

    int run() const;
};

std::vector<Clause> find_clauses(const std::map<std::string, ClauseFile>& files,
                                 const std::vector<std::string>& ids) {
    std::vector<Clause> found;
    for (const auto& id : ids) {
        for (const auto& [topic, file] : files) {
            std::copy_if(file.clauses.begin(), file.clauses.end(), std::back_inserter(found),
                         [&](const Clause& clause) { return clause.id == id; });
        }
    }
    return found;
}

/// The golden traces, if there are; what is wrong with them is told, and the script shown without.
std::optional<Golden> find_golden(const Corpus& corpus, const std::string& id, const std::string& digest,
                                  bool& faulty) {
    try {
        return corpus.golden(id, digest);
    } catch (const InputError& error) {
        std::cerr << error.what() << '\n';
        faulty = true;
        return std::nullopt;
    }
}

void write_json(const ScriptPage& page) {
    JsonWriter writer;
    writer.object([&] {
        writer.member("id", page.id);
        writer.member("script", [&] { encode(writer, page.script); });
        if (page.golden != nullptr) {
            writer.member("traces", [&] { encode(writer, *page.golden); });
        }
    });
    std::cout << writer.take() << '\n';
}

int ShowCommand::run() const {
    auto where = find_home(home);
    Corpus corpus(where.spec, where.traces);
    auto clauses = corpus.clauses();
    std::vector<ReplayReport::Problem> problems;
    bool faulty = false;
    bool first = true;
    const auto style = stdout_style();
    std::optional<Pager> pager(std::in_place, !no_pager && format == "text");
    for (const auto& id : select_scripts(corpus, {globs, {}}, problems)) {
        auto loaded = corpus.script(id);
        auto golden = find_golden(corpus, id, loaded.digest, faulty);
        ScriptPage page{id, corpus.epilogue(loaded.script.layer).append_to(loaded.script),
                        find_clauses(clauses, loaded.script.clauses), golden ? &*golden : nullptr,
                        corpus.releases().recorded()};
        if (format == "json") {
            write_json(page);
        } else {
            std::cout << (first ? "" : "\n\n");
            write_script_text(std::cout, page, style);
        }
        first = false;
    }
    pager.reset();
    for (const auto& problem : problems) {
        std::cerr << InputError(problem.file, problem.pointer, problem.reason).what() << '\n';
    }
    return problems.empty() && !faulty ? 0 : kCouldNotAsk;
}

}  // namespace

Verb add_show(CLI::App& app) {
    auto command = std::make_shared<ShowCommand>();
    auto& verb = *app.add_subcommand(
        "show", "Explain a script: each turn, what happened, and in which releases it differs");
    verb.add_option("scripts", command->globs, "Ids of scripts, with * and ?")->type_name("ID")->required();
    add_format_option(verb, command->format, {"text", "json"});
    add_pager_option(verb, command->no_pager);
    add_home_options(verb, command->home);
    verb.footer(
        "Examples:\n"
        "  streamspec show readexactly/stolen_data_leaves_it_waiting\n"
        "  streamspec show 'separators/*tuple*'");
    return [command] { return command->run(); };
}

}  // namespace streamspec::cli
