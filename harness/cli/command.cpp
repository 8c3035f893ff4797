#include "command.hpp"

namespace streamspec::cli {

void add_home_options(CLI::App& verb, HomeOptions& options) {
    verb.add_option("--spec", options.spec,
                    "The folder of the specification (default: found beside this program)")
        ->type_name("DIR");
    verb.add_option("--traces", options.traces,
                    "The folder of the golden traces (default: beside the specification)")
        ->type_name("DIR");
}

std::string folders_again(const HomeOptions& options) {
    return (options.spec.empty() ? "" : " --spec " + options.spec) +
           (options.traces.empty() ? "" : " --traces " + options.traces);
}

void add_format_option(CLI::App& verb, std::string& format, const std::vector<std::string>& formats) {
    format = formats.front();
    verb.add_option("--format", format, "For people or for machines")
        ->check(CLI::IsMember(formats))
        ->capture_default_str();
}

void add_pager_option(CLI::App& verb, bool& no_pager) {
    verb.add_flag("--no-pager", no_pager,
                  "Do not page what is written to a terminal (by $PAGER, otherwise less)");
}

void add_shard_option(CLI::App& verb, Shard& shard) {
    auto parse = [&shard](const std::string& text) {
        auto parsed = Shard::parse(text);
        if (!parsed) {
            throw CLI::ValidationError("--shard",
                                       "expected K/N, such as 2/8, with K from 1 to N; not " + text);
        }
        shard = *parsed;
    };
    verb.add_option_function<std::string>("--shard", parse,
                                          "Do the K-th of N equal parts, for several machines at once")
        ->type_name("K/N");
}

void add_aspects_option(CLI::App& verb, std::vector<std::string>& aspects) {
    std::vector<std::string> names;
    for (auto aspect : kAllAspects) {
        names.emplace_back(name(aspect));
    }
    verb.add_option("--aspects", aspects, "What to compare (default: all that the subject declares)")
        ->delimiter(',')
        ->check(CLI::IsMember(names));
}

std::string aspects_again(const std::vector<std::string>& aspects) {
    std::string text;
    for (const auto& name : aspects) {
        text += (text.empty() ? " --aspects " : ",") + name;
    }
    return text;
}

AspectSet parse_aspects(const std::vector<std::string>& names) {
    AspectSet aspects;
    for (const auto& name : names) {
        aspects.add(*find_aspect(name));
    }
    return names.empty() ? AspectSet::all() : aspects;
}

}  // namespace streamspec::cli
