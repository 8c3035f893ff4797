#include "streamspec/model/golden_text.hpp"

#include <filesystem>
#include <string>

#include <boost/test/unit_test.hpp>

#include "streamspec/engine/corpus.hpp"
#include "streamspec/model/file_text.hpp"
#include "streamspec/model/json_writer.hpp"
#include "streamspec/model/trace_codec.hpp"

using namespace streamspec;

namespace {

namespace fs = std::filesystem;

const std::string kDigest(64, 'a');
const std::string kOld = R"({"setup":[],"turns":[{"events":[],"iterations":0,"state":{}}]})";
const std::string kNew = R"({"setup":[{"log":"\"iterations\":{\"releases\":["}],"turns":[]})";
const std::string kFile = R"({"script":"read/one",
 "digest":")" + kDigest + R"(",
 "recordings":{
  "3.6.15":{"implementation":"CPython","kind":"native","recorder":1},
  "3.14.2":{"host":"pyodide 314.0.7","implementation":"CPython","kind":"wasm","recorder":1}},
 "variants":[
  {"releases":["3.6.15","3.7.16"],
   "trace":)" + kOld + R"(},
  {"releases":["3.13.0"],
   "trace":)" + kNew + R"(},
  {"releases":["3.14.2"],
   "unsupported":["sockets"]}]}
)";

std::string trace_in(const std::string& file, const Release& release) {
    return std::string(GoldenText(file).trace("read/one", kDigest, release).value_or("none"));
}

std::string canonical(const Trace& trace) {
    JsonWriter writer;
    encode(writer, trace);
    return writer.take();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(golden_text)

BOOST_AUTO_TEST_CASE(trace_is_found_for_each_release_of_its_variant) {
    BOOST_TEST(trace_in(kFile, {3, 6, 15}) == kOld);
    BOOST_TEST(trace_in(kFile, {3, 7, 16}) == kOld);
}

BOOST_AUTO_TEST_CASE(trace_with_the_files_own_keys_in_a_string_is_found) {
    BOOST_TEST(trace_in(kFile, {3, 13, 0}) == kNew);
}

BOOST_AUTO_TEST_CASE(release_without_a_trace_has_none) {
    BOOST_TEST(trace_in(kFile, {3, 14, 2}) == "none");
    BOOST_TEST(trace_in(kFile, {3, 13, 1}) == "none");
}

BOOST_AUTO_TEST_CASE(other_script_or_digest_has_none) {
    const GoldenText text(kFile);
    BOOST_TEST(!text.trace("read/on", kDigest, {3, 6, 15}));
    BOOST_TEST(!text.trace("read/one", std::string(64, 'b'), {3, 6, 15}));
}

BOOST_AUTO_TEST_CASE(file_that_is_cut_off_has_none) {
    for (std::size_t size = 0; size < kFile.size(); ++size) {
        BOOST_TEST(trace_in(kFile.substr(0, size), {3, 6, 15}) == "none");
    }
}

BOOST_AUTO_TEST_CASE(turns_are_counted) {
    BOOST_TEST(count_turns(kOld) == 1U);
    BOOST_TEST(count_turns(kNew) == 0U);
}

BOOST_AUTO_TEST_CASE(every_recorded_trace_is_found_as_it_is_decoded) {
    const fs::path root = STREAMSPEC_SOURCE_DIR;
    const Corpus corpus(root / "spec", root / "traces");
    std::size_t traces = 0;
    for (const auto& id : corpus.ids()) {
        const auto digest = corpus.script(id).digest;
        const auto golden = corpus.golden(id, digest);
        const auto text = corpus.golden_text(id);
        for (const auto& variant : golden.variants) {
            for (const auto& release : variant.releases) {
                const auto found = text->trace(id, digest, release);
                BOOST_REQUIRE_MESSAGE(found.has_value() == variant.unsupported.empty(), id);
                if (found) {
                    BOOST_REQUIRE_MESSAGE(*found == canonical(variant.trace), id);
                    BOOST_REQUIRE_MESSAGE(count_turns(*found) == variant.trace.turns.size(), id);
                    ++traces;
                }
            }
        }
    }
    BOOST_TEST(traces > corpus.ids().size());
}

BOOST_AUTO_TEST_SUITE_END()
