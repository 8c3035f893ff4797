#include <memory>

#include "command.hpp"
#include "streamspec/model/input_error.hpp"

namespace streamspec::cli {
namespace {

struct ExploreCommand {
    HomeOptions home;

    int run() const { throw InputError("explore", "", "say what to explore"); }
};

}  // namespace

Verb add_explore(CLI::App& app) {
    auto command = std::make_shared<ExploreCommand>();
    auto& verb = *app.add_subcommand("explore", "Compare two subjects on scripts that nobody wrote");
    add_home_options(verb, command->home);
    return [command] { return command->run(); };
}

}  // namespace streamspec::cli
