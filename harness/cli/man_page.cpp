#include "man_page.hpp"

#include <algorithm>
#include <cctype>
#include <sstream>

namespace streamspec::cli {
namespace {

/// Text as roff takes it literally.
std::string escaped(const std::string& text) {
    std::string result;
    bool line_begins = true;
    for (char c : text) {
        if (line_begins && (c == '.' || c == '\'')) {
            result += "\\&";
        }
        line_begins = c == '\n';
        if (c == '\\') {
            result += "\\e";
        } else if (c == '-') {
            result += "\\-";
        } else if (c == '\'') {
            result += "\\(aq";
        } else {
            result += c;
        }
    }
    return result;
}

std::string bold(const std::string& text) {
    return "\\fB" + escaped(text) + "\\fR";
}

std::string italic(const std::string& text) {
    return "\\fI" + escaped(text) + "\\fR";
}

std::string upper(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::toupper(c); });
    return text;
}

std::string value_of(const ArgumentPage& argument) {
    if (argument.choices.empty()) {
        return italic(argument.placeholder);
    }
    std::string text;
    for (const auto& choice : argument.choices) {
        text += (text.empty() ? "" : "|") + bold(choice);
    }
    return text + (argument.list ? "[,...]" : "");
}

void write_argument(std::ostream& out, const ArgumentPage& argument, bool positional) {
    out << ".TP\n";
    if (positional) {
        out << italic(argument.names.front());
    }
    for (std::size_t i = 0; !positional && i < argument.names.size(); ++i) {
        out << (i == 0 ? "" : ", ") << bold(argument.names[i]);
    }
    if (argument.kind != ArgumentPage::Kind::nothing && (!positional || !argument.choices.empty())) {
        out << " " << value_of(argument);
    }
    out << '\n' << escaped(argument.description);
    if (!argument.default_value.empty()) {
        out << " (default: " << escaped(argument.default_value) << ")";
    }
    out << ".\n";
}

void write_synopsis(std::ostream& out, const CommandPage& command, const CommandPage* verb) {
    out << ".SH SYNOPSIS\n" << bold(command.name);
    if (verb == nullptr) {
        out << " " << italic("VERB") << " [" << italic("OPTION") << "]...\n";
        return;
    }
    out << " " << bold(verb->name) << " [" << italic("OPTION") << "]...";
    for (const auto& positional : verb->positionals) {
        out << (positional.required ? " " : " [") << italic(positional.names.front())
            << (positional.required ? "" : "]") << (positional.repeats ? "..." : "");
    }
    out << '\n';
}

/// The footer of --help: examples, and paragraphs after them.
void write_footer(std::ostream& out, const std::string& footer) {
    std::istringstream lines(footer);
    bool examples = false;
    bool notes = false;
    for (std::string line; std::getline(lines, line);) {
        if (line == "Examples:") {
            out << ".SH EXAMPLES\n.nf\n";
            examples = true;
        } else if (line.empty()) {
            out << (examples ? ".fi\n" : "");
            examples = false;
        } else if (line.starts_with("Exit code:")) {
            out << ".SH EXIT STATUS\n" << escaped(line.substr(std::string("Exit code: ").size())) << '\n';
        } else if (examples) {
            out << escaped(line) << '\n';
        } else {
            out << (notes ? ".PP\n" : ".SH NOTES\n") << escaped(line) << '\n';
            notes = true;
        }
    }
    out << (examples ? ".fi\n" : "");
}

void write_see_also(std::ostream& out, const CommandPage& command, const CommandPage* verb) {
    std::string text;
    auto add = [&](const CommandPage* page) {
        text += (text.empty() ? "" : ",\n") + (".BR " + escaped(man_page_name(command, page)) + " (1)");
    };
    if (verb != nullptr) {
        add(nullptr);
    }
    for (const auto& other : command.verbs) {
        if (verb == nullptr || other.name != verb->name) {
            add(&other);
        }
    }
    // A comma belongs to the macro's line.
    std::string fixed;
    for (std::size_t i = 0; i < text.size(); ++i) {
        fixed += text[i] == ',' ? " ," : std::string(1, text[i]);
    }
    out << ".SH SEE ALSO\n" << fixed << '\n';
}

}  // namespace

std::string man_page_name(const CommandPage& command, const CommandPage* verb) {
    return verb == nullptr ? command.name : command.name + "-" + verb->name;
}

void write_man_page(std::ostream& out, const CommandPage& command, const CommandPage* verb) {
    const auto name = man_page_name(command, verb);
    const auto& page = verb == nullptr ? command : *verb;
    out << ".TH " << escaped(upper(name))
        << " 1 \"\" \"streamspec " STREAMSPEC_VERSION "\" \"User Commands\"\n";
    out << ".SH NAME\n" << escaped(name + " - " + page.description) << '\n';
    write_synopsis(out, command, verb);
    out << ".SH DESCRIPTION\n"
        << escaped(page.description) << (page.description.ends_with('.') ? "\n" : ".\n");
    for (const auto& positional : page.positionals) {
        write_argument(out, positional, true);
    }
    if (!page.verbs.empty()) {
        out << ".SH VERBS\n";
    }
    for (const auto& each : page.verbs) {
        out << ".TP\n" << bold(each.name) << '\n' << escaped(each.description) << ".\n";
    }
    out << ".SH OPTIONS\n";
    for (const auto& option : page.options) {
        write_argument(out, option, false);
    }
    write_footer(out, page.footer);
    write_see_also(out, command, verb);
}

}  // namespace streamspec::cli
