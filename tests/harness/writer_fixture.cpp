#include "writer_fixture.hpp"

namespace testing {

std::string writer_turn(std::string_view actions, std::string_view objects) {
    std::string text = R"({"summary": "something", "clauses": ["WRITE-1"], "layer": "writer", "objects": {)";
    text += objects;
    text += R"(}, "turns": [{"do": [)";
    text += actions;
    return text + "]}]}";
}

std::string writer_turn_with(std::string_view more_objects, std::string_view actions) {
    return writer_turn(actions, std::string(kConnection) + ", " + std::string(more_objects));
}

std::string client_script(std::string_view client) {
    return writer_turn("", R"("t": {"type": "transport"}, "e": {"type": "exception", "class": "ValueError"},
        "p": {"type": "protocol", "reader": null, "client": )" +
                               std::string(client) + "}");
}

}  // namespace testing
