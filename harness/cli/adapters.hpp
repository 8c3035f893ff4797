#pragma once

#include <chrono>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "streamspec/engine/replay.hpp"
#include "streamspec/model/adapter_message.hpp"

namespace streamspec::cli {

/// Which adapters are meant, and how long one of them may be silent.
struct AdapterOptionValues {
    std::vector<std::string> commands;
    double timeout_seconds = 30;
};

/// The options --adapter and --timeout of a verb.
void add_adapter_options(CLI::App& verb, AdapterOptionValues& values);

/// How long a silent adapter is waited for.
std::chrono::milliseconds timeout_of(const AdapterOptionValues& values);

/// The release that an adapter is held to where nobody says which; says so on stderr where that is not the
/// one that it claims.
ReleaseTable::Entry release_of(const AdapterHello& hello, const ReleaseTable& table);

/// The command line's way to name an adapter again: " --adapter 'COMMAND'".
std::string adapter_option(const std::string& command);

/// Throws SubjectError where the adapter declares none of these aspects: whatever it did would pass.
void require_aspects(const AdapterHello& hello, AspectSet aspects);

/// Each adapter in each of these releases; where there is none, in the one that it claims, or else the newest
/// of record. One that cannot be started is a problem; it has no answer to any script.
std::vector<Contestant> adapter_contestants(const AdapterOptionValues& values,
                                            const std::vector<ReleaseTable::Entry>& releases,
                                            const ReleaseTable& table, AspectSet aspects,
                                            std::vector<ReplayReport::Problem>& problems);

}  // namespace streamspec::cli
