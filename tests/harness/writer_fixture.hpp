#pragma once

#include <string>
#include <string_view>

namespace testing {

/// A transport `t`, a reader `r`, a protocol `p` and a writer `w`, as the objects of a script.
inline constexpr std::string_view kConnection =
    R"("t": {"type": "transport"}, "r": {"type": "reader"}, "p": {"type": "protocol", "reader": "r"},
       "w": {"type": "writer", "transport": "t", "protocol": "p", "reader": "r"})";

/// A script of the layer `writer` with one turn; `actions` is the JSON of its actions, `objects` that of its
/// objects, both without brackets.
std::string writer_turn(std::string_view actions, std::string_view objects = kConnection);
/// The same, with objects besides those of the connection.
std::string writer_turn_with(std::string_view more_objects, std::string_view actions);
/// A script of the layer `writer` whose protocol `p` has that client, on a transport `t` and without a turn's
/// action.
std::string client_script(std::string_view client);

}  // namespace testing
