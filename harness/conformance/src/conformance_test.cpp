#include "streamspec/conformance/conformance_test.hpp"

#include <iostream>
#include <string>
#include <vector>

#include "streamspec/engine/known.hpp"
#include "streamspec/engine/replay.hpp"
#include "streamspec/engine/selection.hpp"
#include "streamspec/model/input_error.hpp"
#include "streamspec/report/replay_text.hpp"

namespace streamspec {
namespace {

constexpr int kCouldNotAsk = 2;

struct Arguments {
    std::string spec;
    std::string traces;
    std::string release;
    std::vector<std::string> known;
    Selection selection;
};

Arguments parse(int argc, char** argv) {
    const std::vector<std::string> words(argv + 1, argv + argc);
    Arguments arguments;
    for (std::size_t i = 0; i < words.size(); i += 2) {
        if (i + 1 >= words.size()) {
            throw InputError(words[i], "", "the option has no value");
        }
        const auto& value = words[i + 1];
        if (words[i] == "--spec") {
            arguments.spec = value;
        } else if (words[i] == "--traces") {
            arguments.traces = value;
        } else if (words[i] == "--release") {
            arguments.release = value;
        } else if (words[i] == "--known") {
            arguments.known.push_back(value);
        } else if (words[i] == "--scripts") {
            arguments.selection.globs.push_back(value);
        } else {
            throw InputError(words[i], "", "expected --spec, --traces, --release, --known or --scripts");
        }
    }
    return arguments;
}

ReleaseTable::Entry find_release(const Arguments& arguments, const SubjectInfo& info,
                                 const ReleaseTable& table) {
    auto release = arguments.release.empty() ? info.release : Release::parse(arguments.release);
    if (arguments.release.empty() && !release) {
        release = table.recorded().back();
    }
    auto entry = release ? table.find(*release) : std::nullopt;
    if (!entry) {
        throw InputError("--release " + arguments.release, "", "no recorded release stands for this one");
    }
    return *entry;
}

int run(const Arguments& arguments, const SubjectInfo& info, const LinkedReaderMaker& make) {
    const Corpus corpus(arguments.spec, arguments.traces);
    std::vector<ReplayReport::Problem> problems;
    ReplayOptions options;
    options.known = read_known(arguments.known, corpus, problems);
    auto ids = select_scripts(corpus, arguments.selection, problems);
    auto report = replay(corpus, ids,
                         {{find_release(arguments, info, corpus.releases()),
                           [&] { return std::make_unique<LinkedSubject>(info, make); }}},
                         options);
    report.problems.insert(report.problems.end(), problems.begin(), problems.end());
    write_replay_text(std::cout, report, Style{});
    return report.exit_code();
}

}  // namespace

int run_conformance_test(int argc, char** argv, const SubjectInfo& info, const LinkedReaderMaker& make) {
    try {
        return run(parse(argc, argv), info, make);
    } catch (const InputError& error) {
        std::cerr << error.what() << '\n';
        return kCouldNotAsk;
    }
}

}  // namespace streamspec
