#include "completion.hpp"

namespace streamspec::cli {
namespace {

using Kind = ArgumentPage::Kind;

std::string quoted(const std::string& text) {
    return shell_quoted(text, "\\'");
}

/// What a value may be, as options of `complete`.
std::string values(const ArgumentPage& argument) {
    switch (argument.kind) {
        case Kind::choice:
            return argument.list ? " -x -a \"(__fish_complete_list , 'printf \\\"%s\\\\n\\\" " +
                                       spaced(argument.choices) + "')\""
                                 : " -x -a " + quoted(spaced(argument.choices));
        case Kind::file:
            return " -r -F";
        case Kind::folder:
            return " -x -a '(__fish_complete_directories)'";
        case Kind::command:
            return " -x -a '(__fish_complete_command)'";
        case Kind::nothing:
            return "";
        case Kind::other:
            return " -x";
        default:
            return " -x -a '(streamspec completion " + words_of(argument.kind) + " 2>/dev/null)'";
    }
}

void write_option(std::ostream& out, const std::string& condition, const ArgumentPage& option) {
    out << "complete -c streamspec -n " << quoted(condition);
    for (const auto& name : option.names) {
        out << (name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1));
    }
    out << values(option) << " -d " << quoted(option.description) << '\n';
}

}  // namespace

void write_fish_completion(std::ostream& out, const CommandPage& command) {
    out << "# fish completion of streamspec, made by `streamspec completion fish`\n"
           "complete -c streamspec -f\n";
    for (const auto& option : command.options) {
        write_option(out, "__fish_use_subcommand", option);
    }
    for (const auto& verb : command.verbs) {
        out << "complete -c streamspec -n __fish_use_subcommand -a " << verb.name << " -d "
            << quoted(verb.description) << '\n';
        const auto condition = "__fish_seen_subcommand_from " + verb.name;
        for (const auto& option : verb.options) {
            write_option(out, condition, option);
        }
        for (const auto& positional : verb.positionals) {
            out << "complete -c streamspec -n " << quoted(condition) << values(positional) << '\n';
        }
    }
}

}  // namespace streamspec::cli
