#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>

#include "command.hpp"
#include "man_page.hpp"
#include "output_file.hpp"
#include "streamspec/model/input_error.hpp"

namespace streamspec::cli {
namespace {

struct ManCommand {
    std::string verb;
    std::string folder;
    const CLI::App* app = nullptr;

    int run() const;
};

void write_to(const std::string& folder, const CommandPage& command, const CommandPage* verb) {
    OutputFile file((std::filesystem::path(folder) / (man_page_name(command, verb) + ".1")).string(), false);
    write_man_page(file.stream(), command, verb);
    file.finish();
}

int ManCommand::run() const {
    const auto command = read_command(*app);
    if (!folder.empty()) {
        write_to(folder, command, nullptr);
        for (const auto& each : command.verbs) {
            write_to(folder, command, &each);
        }
        return 0;
    }
    auto found = std::find_if(command.verbs.begin(), command.verbs.end(),
                              [&](const CommandPage& each) { return each.name == verb; });
    if (!verb.empty() && found == command.verbs.end()) {
        throw InputError(verb, "", "there is no such verb");
    }
    write_man_page(std::cout, command, verb.empty() ? nullptr : &*found);
    return 0;
}

}  // namespace

Verb add_man(CLI::App& app) {
    auto command = std::make_shared<ManCommand>();
    command->app = &app;
    auto& verb = *app.add_subcommand("man", "Write the manual page of the command, or of a verb");
    verb.group("");
    verb.add_option("verb", command->verb, "Of which verb (default: of the command)")->type_name("VERB");
    verb.add_option("--all", command->folder, "Write all pages into a folder")->type_name("DIR");
    verb.footer("Examples:\n  streamspec man replay | man -l -");
    return [command] { return command->run(); };
}

}  // namespace streamspec::cli
