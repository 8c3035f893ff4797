#define BOOST_TEST_MODULE schemas
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "mutations.hpp"
#include "streamspec/model/adapter_message.hpp"
#include "streamspec/model/digest.hpp"
#include "streamspec/model/golden_blocks.hpp"
#include "streamspec/model/input_error.hpp"
#include "streamspec/model/known_divergence.hpp"
#include "streamspec/model/script_codec.hpp"
#include "streamspec/model/trace_codec.hpp"

/// \file
/// The JSON Schemas and the codecs accept the same files: all of the corpus, and files made from it by small
/// changes.

namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using valijson::adapters::NlohmannJsonAdapter;

/// Every so many files of the corpus are changed, each in so many ways.
constexpr std::size_t kEvery = 10;
constexpr std::size_t kMutations = 100;

std::string read_text(const fs::path& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

/// Those of `traces/exhaustive/` are of another kind.
constexpr const char* kExhaustive = "exhaustive";

std::vector<fs::path> files_of(const fs::path& folder) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (entry.path().extension() == ".json" &&
            (entry.path().parent_path().filename() != kExhaustive || folder.filename() == kExhaustive)) {
            files.push_back(entry.path());
        }
    }
    std::sort(files.begin(), files.end());
    return files;
}

class Schema {
  public:
    explicit Schema(const std::string& name) {
        auto document = json::parse(read_text(fs::path(STREAMSPEC_SOURCE_DIR) / "spec/schemas" / name));
        valijson::SchemaParser parser;
        parser.populateSchema(NlohmannJsonAdapter(document), schema_);
    }
    bool accepts(const json& document) {
        return validator_.validate(schema_, NlohmannJsonAdapter(document), nullptr);
    }

  private:
    valijson::Schema schema_;
    valijson::Validator validator_;
};

/// Why the codec refuses a text; empty: it does not.
using Refusal = std::string (*)(const std::string& text);

template <auto decode>
std::string refusal(const std::string& text) {
    try {
        auto document = streamspec::JsonDocument::parse(text, "file");
        decode(document);
        return {};
    } catch (const streamspec::InputError& error) {
        return error.what();
    }
}

/// Rules of which the formats tell, and that a schema of draft 7 cannot express: part of the reason that the
/// codec gives.
const std::vector<std::string> kCodecOnly = {
    "occurs twice",                 // a key
    "nested more than",             // depth
    "an integer",                   // 1.0 is an integer to a schema; 2^63 is not told from 2^63 - 1
    "more than 63 bits",            // {"int": …} of what fits into 63 bits
    "more than 67108864 bytes",     // the sum of all pieces
    "is used twice",                // a name
    "is never started",             // a task that is named
    "there is no ",                 // an object that is named, or that `on` leaves out
    "does not exist yet",           // what a turn names before it is made
    "`on` has to say which",        // several objects of the kind
    "needs the layer",              // what only the layer `writer` has
    "but `",                        // a name of something of another kind
    "was not described before",     // an error that is only referred to
    "not in their canonical form",  // bytes of a trace
    "does not come after",          // releases in order
    "is not among the recordings",  // releases of variants and recordings
    "is in two variants",
    "is in no variant",
    "not in the order of their first releases",
    "the same trace is in an earlier variant",
    "the keys are not sorted",
    "this is not the digest of",  // what stands beside it
    "is no release of the recordings",
    "has no digests",
    "the features are not sorted",
};

bool is_codec_only(const std::string& reason) {
    return std::any_of(kCodecOnly.begin(), kCodecOnly.end(),
                       [&](const std::string& part) { return reason.find(part) != std::string::npos; });
}

/// Whether schema and codec agree on a document, as far as a schema can.
boost::test_tools::predicate_result agree(Schema& schema, Refusal refusal, const json& document) {
    auto text = document.dump();
    auto reason = refusal(text);
    bool accepted = schema.accepts(document);
    if (accepted == reason.empty() || (accepted && is_codec_only(reason))) {
        return true;
    }
    boost::test_tools::predicate_result result(false);
    result.message() << (accepted ? "only the codec refuses: " + reason : "only the schema refuses: ") << "\n"
                     << text;
    return result;
}

void check_corpus(Schema& schema, Refusal refusal, const fs::path& folder) {
    auto files = files_of(folder);
    BOOST_TEST(!files.empty());
    for (const auto& file : files) {
        auto text = read_text(file);
        BOOST_TEST(refusal(text) == "", file.string());
        BOOST_TEST(schema.accepts(json::parse(text)), file.string());
    }
}

void check_mutations(Schema& schema, Refusal refusal, const fs::path& folder) {
    auto files = files_of(folder);
    std::size_t refused = 0;
    std::size_t made = 0;
    for (std::size_t i = 0; i < files.size(); i += kEvery) {
        auto original = json::parse(read_text(files[i]));
        testing::Mutator mutator(static_cast<unsigned>(i));
        for (std::size_t k = 0; k < kMutations; ++k) {
            auto mutant = mutator.mutate(original);
            BOOST_TEST(agree(schema, refusal, mutant), files[i].string());
            if (!refusal(mutant.dump()).empty()) {
                ++refused;
            }
            ++made;
        }
    }
    BOOST_TEST_MESSAGE(refused << " of " << made << " changed files are refused");
    BOOST_TEST(refused * 2 > made);
}

/// A document that both accept, and what small changes make of it.
void check_document(Schema& schema, Refusal refusal, const std::string& text) {
    auto original = json::parse(text);
    BOOST_TEST(refusal(text) == "");
    BOOST_TEST(schema.accepts(original), text);
    testing::Mutator mutator(1);
    for (std::size_t k = 0; k < 5 * kMutations; ++k) {
        BOOST_TEST(agree(schema, refusal, mutator.mutate(original)));
    }
}

}  // namespace

BOOST_AUTO_TEST_CASE(schema_and_codec_accept_the_same_hellos) {
    Schema schema("adapter.schema.json");
    check_document(
        schema, refusal<streamspec::decode_hello>,
        R"json({"hello": {"protocol": 1, "name": "a", "version": "2", "language": "C", "release": "3.12.1",
                       "layers": ["reader", "writer"], "features": ["limit", "at_eof"], "aspects": ["result"],
                       "feeding": "pull", "idle": "rounds(5)", "digests": true}})json");
}

BOOST_AUTO_TEST_CASE(schema_and_codec_accept_the_same_answers) {
    Schema schema("adapter.schema.json");
    check_document(schema, refusal<streamspec::decode_answer>, R"({"id": 3, "unsupported": ["limit"]})");
    check_document(schema, refusal<streamspec::decode_answer>, R"({"id": 3, "error": "why"})");
    check_document(schema, refusal<streamspec::decode_answer>,
                   R"({"id": 3, "digest": ")" + std::string(64, 'a') + R"("})");
}

BOOST_AUTO_TEST_CASE(schema_and_codec_accept_the_same_known_divergences) {
    Schema schema("known.schema.json");
    check_document(
        schema, refusal<streamspec::decode_known>,
        R"([{"id": "read/*", "aspect": "flow", "reason": "so", "except": ["read/a"], "subject": "x"},
                       {"id": "read/b", "aspect": "order", "reason": "so"}])");
}

BOOST_AUTO_TEST_CASE(schema_and_codec_accept_every_script) {
    Schema schema("script.schema.json");
    check_corpus(schema, refusal<streamspec::decode_script>,
                 fs::path(STREAMSPEC_SOURCE_DIR) / "spec/scripts");
}

BOOST_AUTO_TEST_CASE(schema_and_codec_accept_every_trace) {
    Schema schema("trace.schema.json");
    check_corpus(schema, refusal<streamspec::decode_golden>, fs::path(STREAMSPEC_SOURCE_DIR) / "traces");
}

BOOST_AUTO_TEST_CASE(schema_and_codec_accept_the_digests_of_every_universe) {
    Schema schema("exhaustive.schema.json");
    check_corpus(schema, refusal<streamspec::decode_golden_blocks>,
                 fs::path(STREAMSPEC_SOURCE_DIR) / "traces" / kExhaustive);
}

BOOST_AUTO_TEST_CASE(schema_and_codec_accept_the_same_digests_of_universes) {
    Schema schema("exhaustive.schema.json");
    const std::string digest(64, 'a');
    check_document(schema, refusal<streamspec::decode_golden_blocks>,
                   R"({"universe": {}, "digest": ")" + streamspec::sha256("{}") +
                       R"(", "block": 2, "recordings":
        {"3.13.0": {"implementation": "CPython", "kind": "native", "recorder": 1}}, "blocks": {"3.13.0": [")" +
                       digest + R"(", ")" + digest + R"("]}})");
}

BOOST_AUTO_TEST_CASE(schema_and_codec_refuse_the_same_scripts) {
    Schema schema("script.schema.json");
    check_mutations(schema, refusal<streamspec::decode_script>,
                    fs::path(STREAMSPEC_SOURCE_DIR) / "spec/scripts");
}

BOOST_AUTO_TEST_CASE(schema_and_codec_refuse_the_same_traces) {
    Schema schema("trace.schema.json");
    check_mutations(schema, refusal<streamspec::decode_golden>, fs::path(STREAMSPEC_SOURCE_DIR) / "traces");
}
