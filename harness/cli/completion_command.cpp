#include <algorithm>
#include <iostream>
#include <memory>
#include <set>

#include "command.hpp"
#include "completion.hpp"
#include "streamspec/engine/corpus.hpp"

namespace streamspec::cli {
namespace {

struct CompletionCommand {
    std::string what;
    HomeOptions home;
    const CLI::App* app = nullptr;

    int run() const;
};

void write_scripts(const Corpus& corpus) {
    std::set<std::string> groups;
    for (const auto& id : corpus.ids()) {
        groups.insert(id.substr(0, id.find('/')));
        std::cout << id << '\n';
    }
    for (const auto& group : groups) {
        std::cout << group << '\n';
    }
}

void write_clauses(const Corpus& corpus) {
    for (const auto& [topic, file] : corpus.clauses()) {
        for (const auto& clause : file.clauses) {
            std::cout << clause.id << '\n';
        }
    }
}

int CompletionCommand::run() const {
    if (what == "bash") {
        write_bash_completion(std::cout, read_command(*app));
        return 0;
    }
    if (what == "zsh") {
        write_zsh_completion(std::cout, read_command(*app));
        return 0;
    }
    if (what == "fish") {
        write_fish_completion(std::cout, read_command(*app));
        return 0;
    }
    auto where = find_home(home);
    const Corpus corpus(where.spec, where.traces);
    if (what == "scripts") {
        write_scripts(corpus);
    } else if (what == "clauses") {
        write_clauses(corpus);
    } else {
        for (const auto& release : corpus.releases().recorded()) {
            std::cout << release.str() << '\n';
        }
    }
    return 0;
}

}  // namespace

Verb add_completion(CLI::App& app) {
    auto command = std::make_shared<CompletionCommand>();
    command->app = &app;
    auto& verb = *app.add_subcommand("completion", "Write what completes this command line in a shell");
    verb.group("");
    verb.add_option("what", command->what, "A shell; or the words that its completion asks for")
        ->required()
        ->check(CLI::IsMember({"bash", "zsh", "fish", "scripts", "clauses", "releases"}));
    add_home_options(verb, command->home);
    verb.footer(
        "Examples:\n"
        "  . <(streamspec completion bash)\n"
        "  streamspec completion fish > ~/.config/fish/completions/streamspec.fish");
    return [command] { return command->run(); };
}

}  // namespace streamspec::cli
