#include <exception>
#include <filesystem>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "measure.hpp"
#include "python_driver.hpp"
#include "streamspec/engine/corpus.hpp"
#include "streamspec/engine/replay.hpp"
#include "streamspec/explore/random_script.hpp"
#include "streamspec/model/json_writer.hpp"
#include "streamspec/model/needs.hpp"
#include "streamspec/model/script_codec.hpp"
#include "streamspec/reference_subject/reference_subject.hpp"

/// \file
/// How many scripts a second one core replays, by process CPU time: parsing and validating alone, against
/// nlohmann::json::accept over the same text, and running them on the reference, against the recorder's
/// driver in CPython.

namespace {

namespace fs = std::filesystem;
using namespace streamspec;

/// What the compiler must not find out to be unused.
volatile std::size_t sink = 0;

/// A script that the reference can run, in every form that is measured.
struct Case {
    std::string text;
    Script whole;  ///< with its epilogue
    Trace golden;
};

std::string read_text(const fs::path& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

std::vector<Case> load(const Corpus& corpus, const Release& release, const SubjectInfo& subject) {
    std::vector<Case> cases;
    for (const auto& id : corpus.ids()) {
        auto loaded = corpus.script(id);
        if (!subject.features.has_all(needs(loaded.script))) {
            continue;
        }
        const auto golden = corpus.golden(id, loaded.digest);
        const Variant& variant = *golden.find(release);
        if (!variant.unsupported.empty()) {
            continue;
        }
        cases.push_back({read_text(loaded.file),
                         corpus.epilogue(loaded.script.layer).append_to(loaded.script, subject.features),
                         variant.trace});
    }
    return cases;
}

/// Random scripts as `streamspec explore` makes them. Judged is what the reference itself did before.
std::vector<Case> make_random(std::size_t count, const Corpus& corpus, ReferenceSubject& subject) {
    std::vector<Case> cases;
    Dice dice(1);
    while (cases.size() < count) {
        const auto layer = cases.size() % 2 == 0 ? Layer::reader : Layer::writer;
        const auto script = random_script(dice, {layer, subject.info().features});
        JsonWriter writer;
        encode(writer, script);
        auto whole = corpus.epilogue(layer).append_to(script, subject.info().features);
        auto trace = subject.run(whole);
        cases.push_back({writer.take(), std::move(whole), std::move(trace)});
    }
    return cases;
}

std::string as_request(const Script& script) {
    JsonWriter writer;
    encode(writer, script);
    return writer.take();
}

class Table {
  public:
    explicit Table(std::size_t scripts) : scripts_(scripts) {}

    void row(const std::string& what, double seconds, const std::string& compared = "") const {
        std::cout << std::left << std::setw(44) << what << std::right << std::fixed << std::setprecision(2)
                  << std::setw(9) << seconds * 1e6 / static_cast<double>(scripts_) << " µs"
                  << std::setprecision(0) << std::setw(12) << static_cast<double>(scripts_) / seconds
                  << " scripts/s   " << compared << '\n';
    }

  private:
    std::size_t scripts_;
};

std::string times(double ratio, const std::string& what) {
    std::ostringstream text;
    text << std::fixed << std::setprecision(ratio < 10 ? 2 : 0) << ratio << " × " << what;
    return text.str();
}

int run(const std::string& python, std::size_t random) {
    const fs::path root = STREAMSPEC_SOURCE_DIR;
    const Corpus corpus(root / "spec", root / "traces");
    const auto release = corpus.releases().recorded().back();
    ReferenceSubject subject(release);
    const auto cases =
        random > 0 ? make_random(random, corpus, subject) : load(corpus, release, subject.info());
    const auto& features = subject.info().features;
    const Table table(cases.size());

    auto accept = cpu_seconds([&] {
        for (const auto& each : cases) {
            sink = sink + (nlohmann::json::accept(each.text) ? 1U : 0U);
        }
    });
    auto parse = cpu_seconds([&] {
        for (const auto& each : cases) {
            sink = sink + parse_script(each.text, "script").turns.size();
        }
    });
    auto execute = cpu_seconds([&] {
        for (const auto& each : cases) {
            sink = sink + subject.run(each.whole).turns.size();
        }
    });
    auto replay = cpu_seconds([&] {
        for (const auto& each : cases) {
            auto verdict =
                judge(each.whole, each.golden, subject.info(), subject.run(each.whole), AspectSet::all());
            sink = sink + verdict.index();
        }
    });
    auto everything = cpu_seconds([&] {
        for (const auto& each : cases) {
            const auto script = parse_script(each.text, "script");
            const auto whole = corpus.epilogue(script.layer).append_to(script, features);
            auto verdict = judge(whole, each.golden, subject.info(), subject.run(whole), AspectSet::all());
            sink = sink + verdict.index();
        }
    });

    std::cout << cases.size() << (random > 0 ? " random" : "") << " scripts, as release " << release.str()
              << ", one core, process CPU time, a script:\n";
    table.row("nlohmann::json::accept", accept);
    table.row("parse and validate", parse, times(parse / accept, "accept"));
    table.row("run", execute);
    table.row("run and compare", replay);
    table.row("parse, validate, run and compare", everything);
    if (!python.empty()) {
        std::vector<std::string> requests;
        for (const auto& each : cases) {
            requests.push_back(as_request(each.whole));
        }
        auto cpython = python_cpu_seconds(python, requests);
        table.row("the recorder's driver in " + fs::path(python).filename().string(), cpython);
        std::cout << "rates: run " << times(cpython / execute, "CPython's") << ", run and compare "
                  << times(cpython / replay, "CPython's") << ", with parsing "
                  << times(cpython / everything, "CPython's") << '\n';
    }
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app("Measures replays against the reference, and against CPython.");
    std::string python;
    app.add_option("--python", python, "Compare with the recorder's driver in this interpreter")
        ->type_name("PATH");
    std::size_t random = 0;
    app.add_option("--random", random, "On so many random scripts, in place of the hand-written ones")
        ->type_name("N");
    CLI11_PARSE(app, argc, argv);
    try {
        return run(python, random);
    } catch (const std::exception& error) {
        std::cerr << error.what() << '\n';
        return 2;
    }
}
