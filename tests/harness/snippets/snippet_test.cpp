#define BOOST_TEST_MODULE snippets
#include "streamspec/explore/snippet.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <boost/test/unit_test.hpp>
#include <unistd.h>

#include "../command_fixture.hpp"
#include "samples.hpp"
#include "streamspec/engine/corpus.hpp"
#include "streamspec/explore/choices.hpp"
#include "streamspec/explore/exploration_report.hpp"
#include "streamspec/explore/random_script.hpp"
#include "streamspec/model/script_codec.hpp"
#include "streamspec/reference_subject/reference_subject.hpp"
#include "trace_lines.hpp"

using namespace streamspec;
using testing::CommandFixture;

namespace {

constexpr std::size_t kSamples = 60;

struct Fixture {
    std::vector<Script> scripts = testing::sample_scripts(kSamples);
    Release release = *Release::parse(STREAMSPEC_TEST_RELEASE);

    /// The lines of the trace, to be compared.
    std::string expected(const Script& script, const Release& as) const {
        std::string text;
        for (const auto& line : testing::lines_of(ReferenceSubject(as).run(script))) {
            text += testing::comparable(line) + "\n";
        }
        return text;
    }
    static std::string comparable(const std::string& output) {
        std::istringstream lines(output);
        std::string text;
        for (std::string line; std::getline(lines, line);) {
            text += testing::comparable(line) + "\n";
        }
        return text;
    }
};

/// A folder that goes with the test.
struct Folder {
    std::filesystem::path path =
        std::filesystem::temp_directory_path() / ("snippets." + std::to_string(::getpid()));
    Folder() { std::filesystem::create_directories(path); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() { std::filesystem::remove_all(path); }
};

Script script_of(const char* text) {
    auto script = parse_script(text, "script");
    script.own_turns = script.turns.size();
    return script;
}

std::string first_line(const std::string& text) {
    return text.substr(0, text.find('\n'));
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(snippets, Fixture)

BOOST_AUTO_TEST_CASE(python_prints_what_the_trace_tells) {
    const auto version =
        CommandFixture::execute("python3 -c 'import platform; print(platform.python_version(), end=\"\")'");
    BOOST_REQUIRE_EQUAL(version.exit_code, 0);
    const Folder folder;
    for (std::size_t i = 0; i < scripts.size(); ++i) {
        const auto file = folder.path / "snippet.py";
        std::ofstream(file) << python_snippet(scripts[i], "a sample");
        const auto run = CommandFixture::execute("(python3 '" + file.string() + "' 2>/dev/null)");
        BOOST_TEST_CONTEXT("sample " << i << " with Python " << version.output) {
            BOOST_TEST(run.exit_code == 0);
            BOOST_TEST(comparable(run.output) == expected(scripts[i], *Release::parse(version.output)));
        }
    }
}

BOOST_AUTO_TEST_CASE(cpp_prints_what_the_trace_tells) {
    for (std::size_t i = 0; i < testing::kCompiled; ++i) {
        const auto run = CommandFixture::execute("'" SNIPPET_PROGRAMS "' " + std::to_string(i));
        BOOST_TEST_CONTEXT("sample " << i) {
            BOOST_TEST(run.exit_code == 0);
            BOOST_TEST(comparable(run.output) == expected(scripts[i], release));
        }
    }
}

BOOST_AUTO_TEST_CASE(wire_script_has_no_snippet) {
    const auto script = script_of(R"({"summary": "s", "clauses": ["READ-1"], "layer": "wire",
        "objects": {"l": {"type": "listener"}}, "turns": [{"do": [{"listener_close": null, "on": "l"}]}]})");
    BOOST_TEST(first_line(python_snippet(script, "w")) ==
               "# No Python snippet: the script has 'sockets', which is not shown without the harness.");
    BOOST_TEST(first_line(cpp_snippet(script, "w", release)) ==
               "// No C++ snippet: the script has 'sockets', which is not shown without the harness.");
}

BOOST_AUTO_TEST_CASE(argument_of_another_type_is_shown_in_python_only) {
    const auto script =
        script_of(R"({"summary": "s", "clauses": ["READ-1"], "objects": {"r": {"type": "reader"}},
        "turns": [{"do": [{"feed_data": {"str": "a"}}]}]})");
    BOOST_TEST(python_snippet(script, "w").find("r.feed_data('a')") != std::string::npos);
    BOOST_TEST(cpp_snippet(script, "w", release) ==
               "// No C++ snippet: it gives arguments of a type that a typed signature does not take.\n");
}

BOOST_AUTO_TEST_CASE(name_that_the_language_has_is_another_one) {
    const auto script =
        script_of(R"({"summary": "s", "clauses": ["READ-1"], "objects": {"in": {"type": "reader"}},
        "turns": [{"do": [{"start": "new", "body": [{"read": null}]}]}]})");
    BOOST_TEST(python_snippet(script, "w").find("in_ = asyncio.StreamReader(") != std::string::npos);
    BOOST_TEST(cpp_snippet(script, "w", release).find("asyncio::Coro<Text> new_() {") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_is_above_is_one_comment) {
    const auto text = cpp_snippet(scripts[0], "expected a\nseen b\\", release);
    BOOST_TEST(first_line(text) == "// expected a seen b\\ ");
}

BOOST_AUTO_TEST_SUITE_END()
