// What a server on our streams costs: each row puts the same load on ours, on CPython's asyncio streams, on uvloop,
// on Boost.Asio used by hand, and on bare epoll, in turn, and prints the server's CPU time in multiples of ours.

#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <functional>
#include <iostream>
#include <limits>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "load.hpp"
#include "process.hpp"
#include "servers.hpp"

namespace benchmark {

void announce(int port) {
    std::cout << "port " << port << std::endl;
}

}  // namespace benchmark

namespace {

using benchmark::Service;
using benchmark::ServerProcess;

const std::map<std::string, Service> kServices = {
    {"echo", Service::echo}, {"sink", Service::sink}, {"source", Service::source}};
const std::vector<std::string> kServers = {"streams", "streams-coalesced", "asio", "epoll", "asyncio", "uvloop"};

void serve(const std::string& server, Service service) {
    if (server == "asio") {
        benchmark::serve_asio(service);
    } else if (server == "epoll") {
        benchmark::serve_epoll(service);
    } else {
        benchmark::serve_streams(service, server == "streams-coalesced");
    }
}

struct Row {
    std::string name;
    std::string service;
    std::string unit;
    double amount;  ///< units of work in the load
    std::function<void(int port)> load;
};

class Comparison {
  public:
    Comparison(std::string self, std::string python, unsigned rounds)
        : self_(std::move(self)), python_(std::move(python)), rounds_(rounds) {}

    void print_header() const {
        std::printf("%-34s", "server CPU");
        for (const std::string& server : kServers) {
            std::printf("%18s", server.c_str());
        }
        std::printf("\n");
    }

    void measure(const Row& row) const {
        // In turn, so that all meet the same weather; the best of the rounds counts.
        std::vector<double> best(kServers.size(), std::numeric_limits<double>::infinity());
        for (unsigned round = 0; round < rounds_; ++round) {
            for (std::size_t i = 0; i < kServers.size(); ++i) {
                const ServerProcess server(command(kServers[i], row.service));
                row.load(server.port());  // warms it
                const double before = server.cpu();
                row.load(server.port());
                best[i] = std::min(best[i], server.cpu() - before);
            }
        }
        std::printf("%-34s", (row.name + ", " + row.unit).c_str());
        for (const double spent : best) {
            std::printf("%9.3f (%5.2f)", spent / row.amount, spent / best.front());
        }
        std::printf("\n");
        std::fflush(stdout);
    }

    void measure_memory(int connections) const {
        std::printf("%-34s", "idle connection, bytes");
        std::size_t ours = 0;
        for (const std::string& name : kServers) {
            const ServerProcess server(command(name, "echo"));
            { const benchmark::IdleConnections warm(server.port(), 10); }
            const std::size_t before = server.memory();
            const benchmark::IdleConnections idle(server.port(), connections);
            const std::size_t each = (server.memory() - before) / static_cast<std::size_t>(connections);
            ours = ours == 0 ? each : ours;
            std::printf("%9zu (%5.2f)", each, static_cast<double>(each) / static_cast<double>(ours));
            std::fflush(stdout);
        }
        std::printf("\n");
    }

  private:
    std::vector<std::string> command(const std::string& server, const std::string& service) const {
        if (server == "asyncio" || server == "uvloop") {
            return {python_, STREAMS_SERVER_PY, service, server};
        }
        return {self_, "--serve", server, "--service", service};
    }

    std::string self_;
    std::string python_;
    unsigned rounds_;
};

void raise_descriptor_limit() {
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app("Measures servers on streams against other ways to write them, by their CPU time");
    std::string python = "/usr/bin/python3";
    std::string serve_as;
    std::string service = "echo";
    std::string only;
    unsigned rounds = 3;
    std::uint64_t mebibytes = 1024;
    int idle = 10000;
    app.add_option("--python", python, "Interpreter with asyncio and uvloop")->capture_default_str();
    app.add_option("--rounds", rounds, "Rounds; the best one counts")->capture_default_str();
    app.add_option("--mebibytes", mebibytes, "Size of the transfers")->capture_default_str();
    app.add_option("--idle", idle, "Idle connections")->capture_default_str();
    app.add_option("--only", only, "Only rows whose name contains this");
    app.add_option("--serve", serve_as, "Be a server (used by the program itself)")->group("");
    app.add_option("--service", service)->group("");
    CLI11_PARSE(app, argc, argv);
    raise_descriptor_limit();
    try {
        if (!serve_as.empty()) {
            serve(serve_as, kServices.at(service));
            return 0;
        }
        const std::uint64_t bytes = mebibytes * 1024 * 1024;
        const Comparison comparison(argv[0], python, rounds);
        constexpr std::uint64_t kEchoes = 40000;
        constexpr std::uint64_t kLines = 128 * 2000;
        const std::vector<Row> rows = {
            {"echo, 1 connection", "echo", "us/line", kEchoes * 1e-6,
             [](int port) { benchmark::load_echo(port, 1, 1, kEchoes); }},
            {"echo, 64 connections", "echo", "us/line", kEchoes * 1e-6,
             [](int port) { benchmark::load_echo(port, 64, 1, kEchoes); }},
            {"128 lines pipelined", "echo", "us/line", kLines * 1e-6,
             [](int port) { benchmark::load_echo(port, 1, 128, kLines); }},
            {"upload", "sink", "s/GiB", static_cast<double>(mebibytes) / 1024,
             [bytes](int port) { benchmark::load_upload(port, bytes); }},
            {"download", "source", "s/GiB", static_cast<double>(mebibytes) / 1024,
             [bytes](int port) { benchmark::load_download(port, bytes); }},
        };
        comparison.print_header();
        for (const Row& row : rows) {
            if (row.name.find(only) != std::string::npos) {
                comparison.measure(row);
            }
        }
        if (std::string("idle connection").find(only) != std::string::npos) {
            comparison.measure_memory(idle);
        }
    } catch (const std::exception& error) {
        std::cerr << "streams_benchmark: " << error.what() << '\n';
        return 1;
    }
    return 0;
}
