#include <exception>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include "command.hpp"
#include "streamspec/adapter_subject/end_with_signal.hpp"
#include "streamspec/model/input_error.hpp"
#include "streamspec/model/json_document.hpp"
#include "streamspec/model/json_writer.hpp"
#include "terminal.hpp"
#include "unknown_verb.hpp"

namespace {

/// What is said on the command line is told in JSON and XML.
void require_utf8(int argc, char** argv) {
    using namespace streamspec;
    for (int i = 1; i < argc; ++i) {
        JsonWriter writer;
        writer.string(argv[i]);
        try {
            JsonDocument::parse(writer.take(), "");
        } catch (const InputError&) {
            throw InputError("argument " + std::to_string(i), "", "is not UTF-8");
        }
    }
}

/// Reads the command line and does what it says; returns the exit code.
int run(int argc, char** argv) {
    namespace cli = streamspec::cli;
    CLI::App app(
        "Puts implementations of Python's asyncio streams to scripts, and compares what they do with what "
        "CPython did.",
        "streamspec");
    app.set_version_flag("--version", STREAMSPEC_VERSION);
    app.set_help_all_flag("--help-all", "Print the help of every verb");
    app.require_subcommand(1);
    app.footer(
        "Examples:\n"
        "  streamspec replay                                 compare the reference with every recorded "
        "release\n"
        "  streamspec replay readexactly --release 3.12.1    one group of scripts, one release\n"
        "  streamspec replay --adapter 'python3 mine.py'     another implementation\n"
        "  streamspec list cancel                            the scripts of one group\n"
        "  streamspec show readexactly/stolen_data_leaves_it_waiting\n"
        "                                                    one script, and what CPython does with it\n"
        "  streamspec drift 3.12.1 3.13.0                    what changed between two releases\n\n"
        "streamspec VERB --help tells more.");
    std::vector<std::pair<CLI::App*, cli::Verb>> verbs;
    for (auto add :
         {cli::add_replay, cli::add_list, cli::add_show, cli::add_drift, cli::add_serve, cli::add_certify,
          cli::add_explore, cli::add_report, cli::add_completion, cli::add_man}) {
        auto verb = add(app);
        auto* added = app.get_subcommands([](CLI::App*) { return true; }).back();
        if (!added->get_group().empty()) {
            cli::add_color_option(*added);
        }
        verbs.emplace_back(added, std::move(verb));
    }
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        if (argc > 1 && cli::tell_unknown_verb(std::cerr, app, argv[1])) {
            return cli::kCouldNotAsk;
        }
        return app.exit(error) == 0 ? 0 : cli::kCouldNotAsk;
    }
    for (const auto& [command, verb] : verbs) {
        if (command->parsed()) {
            return verb();
        }
    }
    return cli::kCouldNotAsk;
}

}  // namespace

int main(int argc, char** argv) {
    streamspec::end_adapters_with_signals();
    try {
        require_utf8(argc, argv);
        return run(argc, argv);
    } catch (const std::exception& error) {
        std::cerr << "streamspec: " << error.what() << '\n';
        return streamspec::cli::kCouldNotAsk;
    }
}
