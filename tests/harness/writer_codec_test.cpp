#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "model_fixture.hpp"
#include "streamspec/model/script_codec.hpp"
#include "writer_fixture.hpp"

using namespace streamspec;
using testing::client_script;
using testing::encoded;
using testing::needed;
using testing::parse;
using testing::Refused;
using testing::refused_at;
using testing::script_refusal;
using testing::writer_turn;
using testing::writer_turn_with;

namespace {

std::string in_body(const std::string& steps) {
    return writer_turn(R"({"start": "A", "body": [)" + steps + "]}");
}

const std::vector<Refused> kRefused = {
    {testing::one_turn(R"({"write": "x"})"), "/turns/0/do/0/write", "`write` needs the layer `writer`"},
    {testing::one_turn(R"({"start": "A", "body": [{"drain": null}]})"), "/turns/0/do/0/body/0/drain",
     "`drain` needs the layer `writer`"},
    {testing::one_turn("", R"("p": {"type": "protocol", "reader": null})"), "/objects/p/type",
     "`protocol` needs the layer `writer`"},
    {testing::one_turn("", R"("t": {"type": "transport", "closing": true})"), "/objects/t/closing",
     "`closing` needs the layer `writer`"},
    {writer_turn("", R"("p": {"type": "protocol"})"), "/objects/p", "the key \"reader\" is missing"},
    {writer_turn("", R"("p": {"type": "protocol", "reader": "t"}, "t": {"type": "transport"})"),
     "/objects/p/reader", "expected a reader, but `t` is a transport"},
    {writer_turn(R"({"write": "x", "on": "r"})"), "/turns/0/do/0/on",
     "expected a writer, but `r` is a reader"},
    {writer_turn(R"({"connection_made": "r"})"), "/turns/0/do/0/connection_made", "expected a transport"},
    {writer_turn(R"({"close": true})"), "/turns/0/do/0/close", "null"},
    {writer_turn(R"({"writelines": "x"})"), "/turns/0/do/0/writelines", "a list of values"},
    {writer_turn(R"({"drop": "f"})", R"("f": {"type": "future"})"), "/turns/0/do/0/drop",
     ", but `f` is a future"},
    {testing::one_turn("", R"("t": {"type": "transport", "tells_its_end": true})"), "/objects/t/tells_its_end",
     "`tells_its_end` needs the layer `writer`"},
    {writer_turn("", R"("p": {"type": "protocol", "reader": null, "loop": "closed"})"), "/objects/p/loop",
     "expected \"none\" or \"wrong\""},
    {writer_turn(R"({"raise": "e"})"), "/turns/0/do/0/raise", "`raise` belongs into a body"},
    {in_body(R"({"start_tls": "x"})"), "/turns/0/do/0/body/0/start_tls", "there is no transport `x`"},
    {in_body(R"({"wait_for": {"read": 1}})"), "/turns/0/do/0/body/0", "the key \"timeout\" is missing"},
    {in_body(R"({"wait_for": {"yield": 1}, "timeout": 1})"), "/turns/0/do/0/body/0/wait_for",
     "a call of a reader, a writer, a future or a task"},
    {in_body(R"({"wait_for": {"feed_eof": null}, "timeout": 1})"), "/turns/0/do/0/body/0/wait_for/feed_eof",
     "is no awaiting call"},
    {in_body(R"({"gather": [{"timeout": 1, "body": []}]})"), "/turns/0/do/0/body/0/gather/0/timeout",
     "`timeout` is no call"},
    {in_body(R"({"gather": []})"), "/turns/0/do/0/body/0/gather", "at least one awaiting call"},
    {writer_turn(R"({"try": {"wait_for": {"read": 1}, "timeout": 1}})"), "/turns/0/do/0/try",
     "`wait_for` needs a task"},
    {writer_turn(R"({"try": {"gather": [{"read": 1}]}})"), "/turns/0/do/0/try", "`gather` needs a task"},
    {in_body(R"({"timeout": 1, "read": 1, "body": []})"), "/turns/0/do/0/body/0/read", "does one thing"},
    {in_body(R"({"timeout": 1, "body": [{"join": "B"}]})"), "/turns/0/do/0/body/0/body/0/join",
     "the task `B` is never started"},
    {client_script(R"({"as": "h", "body": []})"), "/objects/p/client", "the key \"writer\" is missing"},
    {client_script(R"({"as": "p", "writer": "w", "body": []})"), "/objects/p/client/as",
     "the name `p` is used twice"},
    {client_script(R"({"as": "h", "writer": "w", "body": [], "kind": "class"})"), "/objects/p/client/kind",
     "\"generator\""},
    {client_script(R"({"as": "h", "writer": "w", "body": [], "keep": "writer"})"), "/objects/p/client/keep",
     "true, \"reader\" or false"},
    {client_script(R"({"as": "h", "writer": "w", "body": [{"drain": null, "on": "w"}], "kind": "function"})"),
     "/objects/p/client/body/0/drain", "`drain` can wait"},
    {client_script(R"({"as": "h", "writer": "w", "body": [{"write": "x"}]})"), "/objects/p/client/body/0",
     "there is no object of type writer"},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(writer_codec)

BOOST_DATA_TEST_CASE(bad_script_is_refused_with_pointer_and_reason, kRefused) {
    BOOST_TEST(refused_at(script_refusal(sample.text), sample.pointer, sample.reason));
}

BOOST_AUTO_TEST_CASE(timeout_is_a_verb_and_a_key_of_wait_for) {
    BOOST_TEST(script_refusal(in_body(R"({"wait_for": {"read": 1}, "timeout": -1})")) == "accepted");
    BOOST_TEST(script_refusal(in_body(R"({"timeout": 0, "body": [{"read": 1}]})")) == "accepted");
}

BOOST_AUTO_TEST_CASE(time_limits_are_not_of_the_writer_layer_alone) {
    BOOST_TEST(
        script_refusal(testing::one_turn(
            R"({"start": "A", "body": [{"wait_for": {"read": 1}, "timeout": 1}, {"gather": [{"yield": 1}]},
                                              {"timeout": 1, "body": []}]})")) == "accepted");
}

BOOST_AUTO_TEST_CASE(names_of_a_client_are_known_in_turns_and_bodies) {
    auto text = client_script(
        R"({"as": "h", "reader": "hr", "writer": "hw", "body": [{"read": 1, "on": "hr"}, {"raise": "e"}]})");
    auto with_turn = text.substr(0, text.size() - 4) +
                     R"({"write": "x", "on": "hw"}, {"cancel": "h"}, {"drop": "hr"}]}]})";
    BOOST_TEST(script_refusal(with_turn) == "accepted");
}

BOOST_AUTO_TEST_CASE(plain_function_is_no_task) {
    auto text = client_script(R"({"as": "h", "kind": "function", "writer": "hw", "body": [{"raise": "e"}]})");
    BOOST_TEST(script_refusal(text) == "accepted");
    auto cancelled = text.substr(0, text.size() - 4) + R"({"cancel": "h"}]}]})";
    BOOST_TEST(refused_at(script_refusal(cancelled), "/turns/0/do/0/cancel",
                          "expected a task, but `h` is a callback"));
}

BOOST_AUTO_TEST_CASE(objects_are_made_protocols_before_writers) {
    auto script = parse(writer_turn_with(
        R"("a": {"type": "writer", "transport": "t", "protocol": "p", "reader": null})", ""));
    std::string order;
    for (const auto& object : script.objects) {
        order += object.name;
    }
    BOOST_TEST(order == "trpaw");
    BOOST_TEST((script.layer == Layer::writer));
}

BOOST_AUTO_TEST_CASE(client_may_mean_the_only_object_of_a_type_whose_declaration_comes_later) {
    BOOST_TEST(script_refusal(writer_turn("", R"("p": {"type": "protocol", "reader": null,
                               "client": {"as": "h", "writer": "hw", "body": [{"feed_eof": null}]}},
                        "r": {"type": "reader"})")) == "accepted");
}

BOOST_AUTO_TEST_CASE(encoded_script_is_read_as_the_same_script) {
    auto text = writer_turn_with(
        R"("e": {"type": "exception", "class": "OSError"}, "f": {"type": "future"}, "q": {"type": "protocol", "reader": null,
            "client": {"as": "h", "kind": "generator", "reader": "hr", "writer": "hw", "body": [{"raise": "e"}], "keep": "reader",
                       "on_error": "continue", "on_cancel": "continue"}},
           "s": {"type": "protocol", "reader": null, "client": {"as": "g", "kind": "function", "writer": "gw", "body": [], "keep": false}},
           "u": {"type": "transport", "closing": true, "write_eof": false, "ssl": true, "protocol": "p"},
           "v": {"type": "writer", "transport": "u", "protocol": "q", "reader": null})",
        R"({"connection_made": "t", "on": "p"}, {"connection_lost": null, "on": "p"}, {"connection_lost": "e", "on": "p"},
           {"data_received": "x", "on": "p"}, {"eof_received": null, "on": "p"}, {"pause_writing": null, "on": "p"},
           {"resume_writing": null, "on": "p"}, {"write": "x", "on": "w"}, {"writelines": ["a", {"bytearray": "b"}], "on": "w"},
           {"write_eof": null, "on": "w"}, {"can_write_eof": null, "on": "w"}, {"close": null, "on": "w"},
           {"is_closing": null, "on": "w"}, {"get_extra_info": "peername", "on": "w"},
           {"get_extra_info": "x", "on": "w", "default": {"none": true}}, {"transport": null, "on": "w"},
           {"writer_repr": null, "on": "w"}, {"drop": "v"}, {"try": {"drain": null, "on": "w"}},
           {"start": "A", "body": [{"timeout": 2, "body": [{"wait_closed": null, "on": "w"}, {"timeout": -1, "body": []}]},
             {"gather": [{"read": 1, "on": "r"}, {"start_tls": "u", "on": "w"}, {"wait_for": {"await": "f"}, "timeout": 3}],
              "return_exceptions": true}]})");
    auto once = encoded(parse(text));
    BOOST_TEST(encoded(parse(once)) == once);
    BOOST_TEST(once.find(R"("layer":"writer")") != std::string::npos);
    BOOST_TEST(once.find(R"({"timeout":3,"wait_for":{"await":"f"}})") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(needs_are_seen_from_the_text) {
    BOOST_TEST(needed(writer_turn(R"({"write": "x"}, {"close": null})")) == "transport writer");
    BOOST_TEST(needed(writer_turn(R"({"is_closing": null})")) == "transport writer is-closing");
    BOOST_TEST(needed(in_body(R"({"wait_closed": null}, {"start_tls": "t"})")) ==
               "transport writer wait-closed start-tls");
    BOOST_TEST(needed(in_body(R"({"wait_for": {"readline": null}, "timeout": 1})")) ==
               "readline transport writer wait-for");
    BOOST_TEST(needed(in_body(R"({"timeout": 1, "body": [{"gather": [{"sleep": 1}]}]})")) ==
               "transport scheduler writer timeout gather");
    BOOST_TEST(needed(writer_turn(R"({"drop": "w"})")) == "transport writer refcount");
    BOOST_TEST(needed(writer_turn("", R"("t": {"type": "transport", "tells_its_end": true})")) ==
               "transport writer refcount");
    BOOST_TEST(needed(writer_turn(R"({"writelines": ["a", 1]})")) == "transport writer dynamic-typing");
    BOOST_TEST(needed(client_script(R"({"as": "h", "writer": "w", "body": [], "kind": "generator"})")) ==
               "transport writer protocol-without-reader dynamic-typing");
    BOOST_TEST(needed(client_script(R"({"as": "h", "writer": "w", "body": [], "keep": false})")) ==
               "transport writer protocol-without-reader refcount");
}

BOOST_AUTO_TEST_SUITE_END()
