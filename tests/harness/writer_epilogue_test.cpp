#include <boost/test/unit_test.hpp>

#include "corpus_fixture.hpp"
#include "model_fixture.hpp"
#include "streamspec/model/epilogue.hpp"
#include "streamspec/model/json_writer.hpp"
#include "streamspec/model/script_codec.hpp"
#include "writer_fixture.hpp"

using namespace streamspec;

namespace {

Epilogue epilogue() {
    auto document = JsonDocument::parse(
        R"({"turns": [], "each_reader": [{"do": [{"feed_eof": null, "on": "$reader"}]}],
            "each_writer": [{"do": [{"close": null, "on": "$writer"}]},
                            {"do": [{"start": "epilogue.$writer", "body": [{"drain": null, "on": "$writer"}]}]}]})",
        testing::kFile);
    return Epilogue::decode(document);
}

/// The epilogue's turns of a script, as JSON.
std::string appended(const std::string& script) {
    auto whole = epilogue().append_to(testing::parse(script));
    JsonWriter writer;
    for (auto i = whole.own_turns; i < whole.turns.size(); ++i) {
        for (const auto& action : whole.turns[i].actions) {
            encode(writer, action);
        }
    }
    return writer.take();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(writer_epilogue)

BOOST_AUTO_TEST_CASE(each_writer_has_its_turns_after_those_of_readers) {
    BOOST_TEST(appended(testing::writer_turn("")) ==
               R"({"feed_eof":null,"on":"r"}{"close":null,"on":"w"})"
               R"({"body":[{"drain":null,"on":"w"}],"start":"epilogue.w"})");
}

BOOST_AUTO_TEST_CASE(arguments_of_a_client_have_none) {
    BOOST_TEST(appended(testing::client_script(R"({"as": "h", "writer": "hw", "body": []})")).empty());
}

BOOST_AUTO_TEST_CASE(layer_without_an_epilogue_is_told) {
    testing::CorpusFixture corpus;
    auto refusal = testing::refusal([&] { corpus.corpus().epilogue(Layer::writer); });
    BOOST_TEST(refusal.find("epilogue/writer.json: the epilogue of the layer writer is missing") !=
               std::string::npos);
    corpus.write("spec/epilogue/writer.json", R"({"turns": [], "each_reader": [], "each_writer": []})");
    BOOST_TEST(testing::refusal([&] { corpus.corpus().epilogue(Layer::writer); }) == "accepted");
}

BOOST_AUTO_TEST_SUITE_END()
