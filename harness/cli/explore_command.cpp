#include <memory>

#include "command.hpp"
#include "exploring.hpp"
#include "streamspec/model/input_error.hpp"

namespace streamspec::cli {
namespace {

struct ExploreCommand {
    ExploreOptions options;
    bool random = false;
    bool rechunk = false;
    bool exhaustive = false;
    bool requests = false;

    int run() const {
        if (int{random} + int{rechunk} + int{exhaustive} != 1) {
            throw InputError("explore", "", "expected one of --random, --rechunk and --exhaustive");
        }
        if (exhaustive) {
            return requests ? write_requests(options) : explore_exhaustively(options);
        }
        return random ? explore_random(options) : explore_rechunked(options);
    }
};

}  // namespace

Verb add_explore(CLI::App& app) {
    auto command = std::make_shared<ExploreCommand>();
    auto& options = command->options;
    auto& verb = *app.add_subcommand("explore", "Compare two subjects on scripts that nobody wrote");
    verb.add_flag("--random", command->random, "On random scripts of the layers reader and writer");
    verb.add_flag("--rechunk", command->rechunk,
                  "On the hand-written scripts, with what they feed cut and merged in other ways");
    auto* exhaustive =
        verb.add_flag("--exhaustive", command->exhaustive,
                      "On every script over a small alphabet, up to a size: judged by recorded digests, or, "
                      "with --expected, script by script");
    verb.add_option("--universe", options.universes,
                    "With --exhaustive: only this alphabet (may be repeated)")
        ->type_name("NAME")
        ->needs(exhaustive);
    verb.add_option("--block", options.block, "With --exhaustive: only the block of this number")
        ->type_name("B")
        ->needs(exhaustive);
    verb.add_option("--jobs", options.jobs,
                    "With --exhaustive: how many blocks at a time (default: one for each processor)")
        ->type_name("N")
        ->check(CLI::Range(1, 1024))
        ->needs(exhaustive);
    verb.add_flag("--fail-fast", options.fail_fast,
                  "With --exhaustive, beside recorded digests: begin no block any more once one differs")
        ->needs(exhaustive);
    verb.add_flag("--requests", command->requests,
                  "With --exhaustive: run nothing, write what an adapter is asked for the digests of one "
                  "--universe (for tools/record.py)")
        ->needs(exhaustive);
    verb.add_option("scripts", options.selection.globs, "With --rechunk: which scripts (default: all)")
        ->type_name("GLOB");
    verb.add_option("--adapter", options.adapter,
                    "Who is judged: a program that speaks the adapter protocol (default: the reference)")
        ->type_name("COMMAND");
    auto* expected =
        verb.add_option(
                "--expected", options.expected,
                "By whom: `cpython`, live; `reference`; or a program that speaks the adapter protocol")
            ->type_name("WHO")
            ->capture_default_str();
    auto* release =
        verb.add_option("--release", options.release,
                        "Which CPython is run, and as which one the reference behaves (default: the python3 "
                        "of PATH)")
            ->type_name("VERSION");
    auto* python = verb.add_option("--python", options.python, "The interpreter that is run as `cpython`")
                       ->type_name("PATH")
                       ->excludes(release);
    verb.add_option("--timeout", options.timeout_seconds,
                    "After so many seconds a silent adapter is taken for dead")
        ->type_name("SECONDS")
        ->check(CLI::Range(0.001, 86'400.0))
        ->capture_default_str();
    add_aspects_option(verb, options.aspects);
    verb.add_option("--layer", options.layer, "With --random: only this layer")
        ->excludes(exhaustive)
        ->check(CLI::IsMember({"reader", "writer"}));
    verb.add_option("--seed", options.seed,
                    "From which the scripts are made (default: a random one, which is told)")
        ->type_name("S")
        ->excludes(exhaustive);
    auto* count = verb.add_option("--count", options.count, "How many scripts (default: 10,000)")
                      ->type_name("N")
                      ->check(CLI::PositiveNumber)
                      ->excludes(exhaustive);
    verb.add_option("--time", options.seconds, "For how many seconds")
        ->type_name("T")
        ->check(CLI::PositiveNumber)
        ->excludes(count)
        ->excludes(exhaustive);
    verb.add_option("--from", options.first,
                    "Go on with this script (with --exhaustive: this block): the first one is 0")
        ->type_name("I");
    add_shard_option(verb, options.shard);
    add_result_options(verb, options.results);
    add_home_options(verb, options.home);
    verb.footer(
        "Examples:\n"
        "  streamspec explore --random --count 1000 --seed 1\n"
        "  streamspec explore --random --time 3600 --release 3.13.0 --shard 2/8 --format json\n"
        "  streamspec explore --random --seed 1 --format junit --output explored.xml\n"
        "  streamspec explore --rechunk 'readuntil/*'\n"
        "  streamspec explore --exhaustive\n"
        "  streamspec explore --exhaustive --universe reader --block 17 --expected cpython --release 3.13.0\n"
        "  streamspec explore --random --adapter 'python3 mine.py' --expected reference\n\n"
        "Exit code: 0 they always did the same, 1 they did not, 2 it could not be asked.");
    return [command, expected, python] {
        command->options.live = expected->count() + python->count() > 0;
        return command->run();
    };
}

}  // namespace streamspec::cli
