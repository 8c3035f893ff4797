#include "adapters.hpp"

#include <iostream>
#include <memory>

#include "streamspec/adapter_subject/adapter.hpp"

namespace streamspec::cli {
namespace {

constexpr double kLongestTimeout = 86'400;

}  // namespace

std::chrono::milliseconds timeout_of(const AdapterOptionValues& values) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::duration<double>(values.timeout_seconds));
}

ReleaseTable::Entry release_of(const AdapterHello& hello, const ReleaseTable& table) {
    auto newest = *table.find(table.recorded().back());
    if (!hello.release) {
        return newest;
    }
    if (auto entry = table.find(*hello.release)) {
        return *entry;
    }
    std::cerr << "streamspec: " << hello.name << " claims to behave as " << hello.release->str()
              << ", for which no recorded release stands; it is held to " << newest.asked.str() << '\n';
    return newest;
}

void add_adapter_options(CLI::App& verb, AdapterOptionValues& values) {
    verb.add_option("--adapter", values.commands,
                    "A program that speaks the adapter protocol, as a command of the shell; may be repeated")
        ->type_name("COMMAND")
        ->allow_extra_args(false);
    verb.add_option("--timeout", values.timeout_seconds,
                    "After so many seconds a silent adapter is taken for dead")
        ->type_name("SECONDS")
        ->check(CLI::Range(0.001, kLongestTimeout))
        ->capture_default_str();
}

std::string adapter_option(const std::string& command) {
    std::string text = " --adapter '";
    for (char c : command) {
        text += c == '\'' ? std::string("'\\''") : std::string(1, c);
    }
    return text + "'";
}

void require_aspects(const AdapterHello& hello, AspectSet aspects) {
    if ((hello.aspects & aspects).empty()) {
        throw SubjectError(
            "it declares none of the aspects that are to be compared, so that nothing would be");
    }
}

std::vector<Contestant> adapter_contestants(const AdapterOptionValues& values,
                                            const std::vector<ReleaseTable::Entry>& releases,
                                            const ReleaseTable& table, AspectSet aspects,
                                            std::vector<ReplayReport::Problem>& problems) {
    std::vector<Contestant> contestants;
    for (const auto& command : values.commands) {
        auto entries = releases;
        SubjectMaker make;
        try {
            auto adapter = std::make_shared<const Adapter>(AdapterOptions{command, timeout_of(values)});
            require_aspects(adapter->hello(), aspects);
            if (entries.empty()) {
                entries.push_back(release_of(adapter->hello(), table));
            }
            make = [adapter] { return adapter->make(); };
        } catch (const SubjectError& error) {
            problems.push_back({"--adapter '" + command + "'", "", error.what()});
            if (entries.empty()) {
                entries.push_back(*table.find(table.recorded().back()));
            }
            make = [reason = std::string(error.what())]() -> std::unique_ptr<Subject> {
                throw SubjectError(reason);
            };
        }
        for (const auto& entry : entries) {
            contestants.push_back({entry, make, adapter_option(command)});
        }
    }
    return contestants;
}

}  // namespace streamspec::cli
