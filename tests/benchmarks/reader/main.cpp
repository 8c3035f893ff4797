// How fast the reader is: each row reads the same bytes with the floor, with this library, with asio's own
// reads and with CPython's asyncio, in turn, and prints CPU time in multiples of the floor's.

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iostream>
#include <limits>
#include <stdexcept>

#include <CLI/CLI.hpp>

#include "workload.hpp"

namespace {

using benchmark::Workload;

double once(const std::function<std::size_t(const Workload&)>& run, const Workload& workload) {
    const double begin = benchmark::cpu_now();
    const std::size_t returned = run(workload);
    const double spent = benchmark::cpu_now() - begin;
    if (returned != workload.bytes.size()) {
        throw std::runtime_error(workload.name + ": not all bytes came back");
    }
    return spent;
}

const char* name_of(benchmark::Call call) {
    switch (call) {
        case benchmark::Call::readline:
            return "readline";
        case benchmark::Call::readexactly:
            return "readexactly";
        case benchmark::Call::readuntil:
            return "readuntil";
        case benchmark::Call::read:
            return "read";
    }
    return "";
}

/// The best of some rounds in another process, in nanoseconds.
double python_time(const std::string& python, const Workload& workload, unsigned rounds) {
    std::array<char, 32> path{"/tmp/reader_benchmark.XXXXXX"};
    const int file = mkstemp(path.data());
    if (file < 0) {
        throw std::runtime_error("no temporary file");
    }
    std::ofstream(path.data(), std::ios::binary) << workload.bytes;
    std::string separator;
    for (const char c : workload.separator) {
        std::array<char, 3> hex{};
        std::snprintf(hex.data(), hex.size(), "%02x", static_cast<unsigned>(static_cast<unsigned char>(c)));
        separator += hex.data();
    }
    const std::string command = "'" + python + "' '" + READER_ASYNCIO_PY + "' " + name_of(workload.call) +
                                ' ' + std::to_string(workload.size) + " '" + separator + "' " +
                                std::to_string(rounds) + " < " + path.data();
    double spent = std::numeric_limits<double>::quiet_NaN();
    if (FILE* output = popen(command.c_str(), "r")) {
        if (std::fscanf(output, "%lf", &spent) != 1) {
            spent = std::numeric_limits<double>::quiet_NaN();
        }
        pclose(output);
    }
    std::remove(path.data());
    return spent;
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app("Measures the stream reader against its floor, Boost.Asio and CPython, by CPU time");
    std::size_t mebibytes = 64;
    unsigned rounds = 7;
    std::string python = "/usr/bin/python3";
    bool no_python = false;
    bool no_growth = false;
    app.add_option("--mib", mebibytes, "Bytes a row, in MiB")->capture_default_str();
    app.add_option("--rounds", rounds, "Rounds a row; the best counts")->capture_default_str();
    app.add_option("--python", python, "The interpreter whose asyncio is measured")->capture_default_str();
    app.add_flag("--no-python", no_python, "Leaves CPython out");
    app.add_flag("--no-growth", no_growth, "Leaves out how cost grows with size");
    CLI11_PARSE(app, argc, argv);

    std::printf("CPU time, %zu MiB in chunks of 64 KiB, in multiples of the floor (best of %u rounds)\n\n",
                mebibytes, rounds);
    std::printf("%-34s %12s %12s %18s %12s\n", "", "floor ms", "streamspec", "async_read_until", "asyncio");
    for (const Workload& workload : benchmark::workloads(mebibytes)) {
        double floor = std::numeric_limits<double>::infinity();
        double ours = floor;
        double asio = floor;
        for (unsigned round = 0; round < rounds; ++round) {
            floor = std::min(floor, once(benchmark::run_floor, workload));
            ours = std::min(ours, once(benchmark::run_streamspec, workload));
            if (round < 2) {  // slow, and its ratio is not close to anything
                asio = std::min(asio, once(benchmark::run_asio, workload));
            }
        }
        const double cpython =
            no_python ? std::numeric_limits<double>::quiet_NaN() : python_time(python, workload, 2);
        std::printf("%-34s %12.1f %12.2f %18.1f %12.1f\n", workload.name.c_str(), floor / 1e6, ours / floor,
                    asio / floor, cpython / floor);
        std::fflush(stdout);
    }
    if (!no_growth) {
        benchmark::print_growth();
    }
    return 0;
}
