#include "completion.hpp"

namespace streamspec::cli {
namespace {

using Kind = ArgumentPage::Kind;

constexpr const char* kQuote = "'\\''";

/// Text within a specification of _arguments, where brackets and colons have a meaning.
std::string escaped(const std::string& text) {
    std::string result;
    for (char c : text) {
        if (c == '[' || c == ']' || c == ':' || c == '\\') {
            result += '\\';
        }
        result += c == '\n' ? ' ' : c;
    }
    return result;
}

std::string action(const ArgumentPage& argument) {
    switch (argument.kind) {
        case Kind::choice:
            return argument.list ? "_values -s , value " + spaced(argument.choices)
                                 : "(" + spaced(argument.choices) + ")";
        case Kind::file:
            return "_files";
        case Kind::folder:
            return "_files -/";
        case Kind::command:
            return "_command_names -e";
        case Kind::nothing:
        case Kind::other:
            return "";
        default:
            return "_streamspec_ask " + words_of(argument.kind);
    }
}

void write_option(std::ostream& out, const ArgumentPage& option) {
    for (const auto& name : option.names) {
        auto text = (option.repeats ? "*" : "") + name + "[" + escaped(option.description) + "]";
        if (option.kind != Kind::nothing) {
            text += ":" + escaped(option.placeholder) + ":" + action(option);
        }
        out << " \\\n        " << shell_quoted(text, kQuote);
    }
}

void write_verb(std::ostream& out, const CommandPage& verb) {
    out << "    " << verb.name << ")\n      _arguments -s";
    for (const auto& option : verb.options) {
        write_option(out, option);
    }
    std::size_t position = 0;
    for (const auto& positional : verb.positionals) {
        auto where = positional.repeats ? std::string("*") : std::to_string(++position);
        out << " \\\n        "
            << shell_quoted(where + ":" + escaped(positional.names.front()) + ":" + action(positional),
                            kQuote);
    }
    out << " ;;\n";
}

}  // namespace

void write_zsh_completion(std::ostream& out, const CommandPage& command) {
    out << "#compdef streamspec\n# zsh completion of streamspec, made by `streamspec completion zsh`\n"
           "_streamspec_ask() {\n"
           "  # The options of compadd come before.\n"
           "  local -a offered\n"
           "  offered=(${(f)\"$(streamspec completion $argv[-1] 2>/dev/null)\"})\n"
           "  compadd \"${(@)argv[1,-2]}\" -a offered\n"
           "}\n"
           "_streamspec() {\n"
           "  local curcontext=$curcontext state line\n"
           "  local -a verbs\n"
           "  verbs=(\n";
    for (const auto& verb : command.verbs) {
        out << "    " << shell_quoted(verb.name + ":" + escaped(verb.description), kQuote) << '\n';
    }
    out << "  )\n  _arguments -C";
    for (const auto& option : command.options) {
        write_option(out, option);
    }
    out << " \\\n        '1: :->verb' '*:: :->rest'\n"
           "  case $state in\n"
           "    verb) _describe verb verbs; return ;;\n"
           "    rest) ;;\n"
           "    *) return ;;\n"
           "  esac\n"
           "  case $line[1] in\n";
    for (const auto& verb : command.verbs) {
        write_verb(out, verb);
    }
    out << "  esac\n}\nif [[ $funcstack[1] == _streamspec ]]; then\n  _streamspec \"$@\"\nelse\n"
           "  compdef _streamspec streamspec\nfi\n";
}

}  // namespace streamspec::cli
