#include "command_tree.hpp"

#include <map>
#include <sstream>

namespace streamspec::cli {
namespace {

using Kind = ArgumentPage::Kind;

/// "{text,json}" within a type's name, as CLI::IsMember describes itself.
std::vector<std::string> choices_of(const std::string& type) {
    std::vector<std::string> choices;
    auto open = type.find('{');
    if (open != std::string::npos) {
        std::istringstream words(type.substr(open + 1, type.find('}') - open - 1));
        for (std::string word; std::getline(words, word, ',');) {
            choices.push_back(word);
        }
    }
    return choices;
}

Kind kind_of(const ArgumentPage& argument, bool positional) {
    static const std::map<std::string, Kind> kinds = {{"FILE", Kind::file},       {"DIR", Kind::folder},
                                                      {"COMMAND", Kind::command}, {"GLOB", Kind::script},
                                                      {"VERSION", Kind::release}, {"FROM", Kind::release},
                                                      {"TO", Kind::release}};
    if (!argument.choices.empty()) {
        return Kind::choice;
    }
    if (argument.placeholder.empty()) {
        return Kind::nothing;
    }
    if (argument.placeholder == "ID") {
        return positional ? Kind::script : Kind::clause;
    }
    auto found = kinds.find(argument.placeholder);
    return found == kinds.end() ? Kind::other : found->second;
}

ArgumentPage read_argument(const CLI::Option& option) {
    ArgumentPage page;
    const bool positional = option.get_positional();
    const auto type = option.get_items_expected_max() == 0 ? std::string() : option.get_type_name();
    page.choices = choices_of(type);
    page.placeholder = type.substr(0, type.find(':'));
    page.description = option.get_description();
    page.default_value = option.get_default_str();
    page.required = option.get_required();
    page.list = option.get_delimiter() == ',';
    page.repeats = option.get_items_expected_max() > 1;
    page.kind = kind_of(page, positional);
    if (positional) {
        page.names.push_back(page.choices.empty() ? page.placeholder : option.get_single_name());
    } else {
        for (const auto& name : option.get_snames()) {
            page.names.push_back("-" + name);
        }
        for (const auto& name : option.get_lnames()) {
            page.names.push_back("--" + name);
        }
    }
    return page;
}

}  // namespace

CommandPage read_command(const CLI::App& app) {
    CommandPage page{app.get_name(), app.get_description(), app.get_footer(), {}, {}, {}};
    for (const auto* option : app.get_options()) {
        (option->get_positional() ? page.positionals : page.options).push_back(read_argument(*option));
    }
    for (const auto* verb :
         app.get_subcommands([](const CLI::App* each) { return !each->get_group().empty(); })) {
        page.verbs.push_back(read_command(*verb));
    }
    return page;
}

}  // namespace streamspec::cli
