#include <iostream>
#include <memory>

#include "command.hpp"
#include "pager.hpp"
#include "streamspec/engine/corpus.hpp"
#include "streamspec/engine/corpus_check.hpp"
#include "streamspec/engine/selection.hpp"
#include "streamspec/model/input_error.hpp"
#include "streamspec/model/json_writer.hpp"
#include "terminal.hpp"

namespace streamspec::cli {
namespace {

struct ListCommand {
    HomeOptions home;
    Selection selection;
    bool check = false;
    std::string format;
    bool no_pager = false;

    int run() const;
};

struct Listed {
    std::string id;
    Script script;
};

void write_text(const std::vector<Listed>& scripts, bool no_pager) {
    auto style = stdout_style();
    const Pager pager(!no_pager);
    std::size_t widest = 0;
    for (const auto& listed : scripts) {
        widest = std::max(widest, columns(listed.id));
    }
    for (const auto& listed : scripts) {
        std::cout << style.bold(fit(listed.id, widest)) << "  " << listed.script.summary << '\n';
    }
}

void write_json(const std::vector<Listed>& scripts) {
    JsonWriter writer;
    writer.array(scripts, [&](const Listed& listed) {
        writer.object([&] {
            writer.member("id", listed.id);
            writer.member("summary", listed.script.summary);
            writer.member("clauses", [&] {
                writer.array(listed.script.clauses,
                             [&](const std::string& clause) { writer.string(clause); });
            });
        });
    });
    std::cout << writer.take() << '\n';
}

int ListCommand::run() const {
    auto where = find_home(home);
    Corpus corpus(where.spec, where.traces);
    std::vector<ReplayReport::Problem> problems;
    std::vector<Listed> scripts;
    for (const auto& id : select_scripts(corpus, selection, problems)) {
        try {
            scripts.push_back({id, corpus.script(id).script});
        } catch (const InputError& error) {
            problems.push_back({error.file(), error.pointer(), error.reason()});
        }
    }
    if (format == "json") {
        write_json(scripts);
    } else if (!check) {
        write_text(scripts, no_pager);
    }
    for (const auto& problem : problems) {
        std::cerr << InputError(problem.file, problem.pointer, problem.reason).what() << '\n';
    }
    if (!check) {
        return problems.empty() ? 0 : kCouldNotAsk;
    }
    auto faults = check_corpus(corpus);
    for (const auto& fault : faults) {
        std::cout << fault << '\n';
    }
    std::cout << corpus.ids().size() << " scripts, " << faults.size() << " faults\n";
    return !problems.empty() ? kCouldNotAsk : faults.empty() ? 0 : kFailed;
}

}  // namespace

Verb add_list(CLI::App& app) {
    auto command = std::make_shared<ListCommand>();
    auto& verb = *app.add_subcommand("list", "List scripts, with what each shows");
    verb.add_option("scripts", command->selection.globs,
                    "Ids of scripts, with * and ?, or names of groups (default: all)")
        ->type_name("GLOB");
    verb.add_option("--clause", command->selection.clauses, "Only scripts that show this clause")
        ->type_name("ID");
    verb.add_flag(
        "--check", command->check,
        "Check instead that every clause has a script, every script a clause, and every known quirk either");
    add_format_option(verb, command->format, {"text", "json"});
    add_pager_option(verb, command->no_pager);
    add_home_options(verb, command->home);
    verb.footer(
        "Examples:\n"
        "  streamspec list cancel               the scripts of one group\n"
        "  streamspec list --clause READ-1      the scripts that show a clause\n"
        "  streamspec list --check");
    return [command] { return command->run(); };
}

}  // namespace streamspec::cli
