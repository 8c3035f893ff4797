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

void add_format_option(CLI::App& verb, std::string& format, const std::vector<std::string>& formats) {
    format = formats.front();
    verb.add_option("--format", format, "For people or for machines")
        ->check(CLI::IsMember(formats))
        ->capture_default_str();
}

}  // namespace streamspec::cli
