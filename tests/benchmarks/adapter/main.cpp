#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <exception>
#include <filesystem>
#include <iomanip>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <sys/resource.h>

#include "request_file.hpp"
#include "streamspec/adapter_subject/adapter.hpp"
#include "streamspec/engine/corpus.hpp"
#include "streamspec/engine/replay.hpp"
#include "streamspec/model/json_writer.hpp"
#include "streamspec/model/needs.hpp"
#include "streamspec/model/script_codec.hpp"

/// \file
/// What it costs to put a process between: the rate at which the recorder's driver replays as an adapter,
/// against the rate of the same driver in its own process, and the harness's CPU time against the adapter's.

namespace {

namespace fs = std::filesystem;
using namespace streamspec;

constexpr int kRounds = 3;

struct Usage {
    double wall;
    double ours;
    double children;
};

double seconds(const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
}

Usage used() {
    rusage children{};
    getrusage(RUSAGE_CHILDREN, &children);
    rusage ours{};
    getrusage(RUSAGE_SELF, &ours);
    const auto wall = std::chrono::steady_clock::now().time_since_epoch();
    return {std::chrono::duration<double>(wall).count(), seconds(ours.ru_utime) + seconds(ours.ru_stime),
            seconds(children.ru_utime) + seconds(children.ru_stime)};
}

/// The scripts that the adapter can play, those of the layer `wire` apart: these wait for the system.
std::vector<std::string> playable(const Corpus& corpus, const AdapterHello& hello,
                                  const ReleaseTable::Entry& entry) {
    std::vector<std::string> ids;
    for (const auto& id : corpus.ids()) {
        const auto loaded = corpus.script(id);
        if (loaded.script.layer != Layer::wire && hello.features.has_all(needs(loaded.script)) &&
            corpus.golden(id, loaded.digest).find(entry.recorded)->unsupported.empty()) {
            ids.push_back(id);
        }
    }
    return ids;
}

std::vector<std::string> requests(const Corpus& corpus, const std::vector<std::string>& ids,
                                  FeatureSet features) {
    std::vector<std::string> texts;
    for (const auto& id : ids) {
        const auto loaded = corpus.script(id);
        JsonWriter writer;
        encode(writer, corpus.epilogue(loaded.script.layer).append_to(loaded.script, features));
        texts.push_back(writer.take());
    }
    return texts;
}

/// The least wall time of a pass over the file, in seconds.
double in_process(const std::string& python, const RequestFile& file) {
    const auto command =
        "'" + python + "' '" STREAMSPEC_SOURCE_DIR "/tests/benchmarks/adapter/in_process.py' " + file.name();
    auto* pipe = popen(command.c_str(), "r");
    if (pipe == nullptr) {
        throw std::runtime_error("cannot run " + python);
    }
    std::vector<double> passes;
    std::array<char, 100> line{};
    while (std::fgets(line.data(), static_cast<int>(line.size()), pipe) != nullptr) {
        passes.push_back(std::stod(line.data()));
    }
    if (pclose(pipe) != 0 || passes.empty()) {
        throw std::runtime_error(python + ": the driver failed");
    }
    return *std::min_element(passes.begin(), passes.end());
}

/// What a replay by the adapter takes, by one process at a time; its start is part of it.
Usage as_adapter(const Corpus& corpus, const std::vector<std::string>& ids, const AdapterOptions& options) {
    const auto before = used();
    {
        const auto adapter = std::make_shared<const Adapter>(options);
        const auto entry = *corpus.releases().find(*adapter->hello().release);
        const auto report = replay(corpus, ids, {{entry, [adapter] { return adapter->make(); }}});
        if (!report.problems.empty()) {
            throw std::runtime_error(report.problems.front().reason);
        }
    }
    const auto after = used();
    return {after.wall - before.wall, after.ours - before.ours, after.children - before.children};
}

int run(const std::string& python) {
    const fs::path root = STREAMSPEC_SOURCE_DIR;
    const Corpus corpus(root / "spec", root / "traces");
    const AdapterOptions options{"exec '" + python + "' '" STREAMSPEC_SOURCE_DIR "/tools/streams_driver.py'"};
    const Adapter adapter(options);
    const auto hello = adapter.hello();
    const auto entry = corpus.releases().find(*hello.release);
    if (!entry) {
        throw std::runtime_error("no recorded release stands for " + hello.release->str());
    }
    const auto ids = playable(corpus, hello, *entry);
    const RequestFile file(requests(corpus, ids, hello.features), 1);
    const auto alone = in_process(python, file);
    Usage best{1e9, 0, 0};
    for (int round = 0; round < kRounds; ++round) {
        const auto usage = as_adapter(corpus, ids, options);
        best = usage.wall < best.wall ? usage : best;
    }
    const auto count = static_cast<double>(ids.size());
    std::cout << ids.size() << " scripts, " << hello.name << ' ' << hello.version << ", the best of "
              << kRounds << " rounds, one process at a time:\n"
              << std::fixed << std::setprecision(0) << "in its own process  " << std::setw(6) << count / alone
              << " scripts/s\nas an adapter       " << std::setw(6) << count / best.wall << " scripts/s, "
              << std::setprecision(2) << alone / best.wall << " × that\nCPU of the harness  "
              << best.ours / best.children << " × the adapter's (" << std::setprecision(0)
              << best.ours / count * 1e6 << " µs and " << best.children / count * 1e6 << " µs a script)\n";
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app("Measures what a process between the harness and a subject costs.");
    std::string python;
    app.add_option("--python", python, "The interpreter whose reader is the subject")
        ->required()
        ->type_name("PATH");
    CLI11_PARSE(app, argc, argv);
    try {
        return run(python);
    } catch (const std::exception& error) {
        std::cerr << error.what() << '\n';
        return 2;
    }
}
