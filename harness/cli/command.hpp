#pragma once

#include <functional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "home.hpp"
#include "streamspec/model/aspect.hpp"
#include "streamspec/model/shard.hpp"

namespace streamspec::cli {

// Exit codes, besides 0: nothing failed.
inline constexpr int kFailed = 1;
inline constexpr int kCouldNotAsk = 2;

/// What a verb does once the command line was read; returns the exit code.
using Verb = std::function<int()>;

/// The options --spec and --traces of a verb.
void add_home_options(CLI::App& verb, HomeOptions& options);
/// The option --format of a verb, one of these names; the first is the default.
void add_format_option(CLI::App& verb, std::string& format, const std::vector<std::string>& formats);

/// The option --no-pager of a verb that writes more than a screen.
void add_pager_option(CLI::App& verb, bool& no_pager);
/// The options of add_home_options once more, as a user would write them: " --spec DIR", or nothing.
std::string folders_again(const HomeOptions& options);
/// The option --shard of a verb: which part of its work is done.
void add_shard_option(CLI::App& verb, Shard& shard);

/// The option --aspects of a verb.
void add_aspects_option(CLI::App& verb, std::vector<std::string>& aspects);
/// It once more: " --aspects result,flow", or nothing.
std::string aspects_again(const std::vector<std::string>& aspects);
/// The aspects of these names; without any, all.
AspectSet parse_aspects(const std::vector<std::string>& names);

// Each adds one verb to the command line, and returns what it does.
Verb add_replay(CLI::App& app);
Verb add_list(CLI::App& app);
Verb add_show(CLI::App& app);
Verb add_drift(CLI::App& app);
Verb add_serve(CLI::App& app);
Verb add_certify(CLI::App& app);
Verb add_report(CLI::App& app);
Verb add_completion(CLI::App& app);
Verb add_man(CLI::App& app);
Verb add_explore(CLI::App& app);

}  // namespace streamspec::cli
