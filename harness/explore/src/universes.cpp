#include <array>
#include <string>
#include <utility>

#include "streamspec/explore/universe.hpp"

/// \file
/// The alphabets of the exhaustive exploration. Whoever changes one has it recorded again.

namespace streamspec {
namespace {

constexpr std::string_view kTaskNames = "AB";

Value number(std::int64_t n) {
    return {n};
}
Value bytes(std::string data) {
    return {Bytes{std::move(data)}};
}

// Letters.

Letter plain(Action action) {
    return {Letter::Kind::plain, [action = std::move(action)](Spelling&) { return action; }};
}

/// Feeds bytes that the stream did not have yet.
Letter feed(int size) {
    return {Letter::Kind::plain, [size](Spelling& spelling) {
                std::string data;
                for (int i = 0; i < size; ++i) {
                    data += spelling.next_byte++;
                }
                return Action{FeedData{"r", bytes(std::move(data))}};
            }};
}

Letter start(std::vector<AwaitingCall> calls) {
    return {Letter::Kind::starts, [calls = std::move(calls)](Spelling& spelling) {
                Start task;
                task.task = kTaskNames[spelling.tasks++];
                for (const auto& call : calls) {
                    task.body.push_back({call});
                }
                return Action{std::move(task)};
            }};
}

Letter cancel(std::size_t task) {
    return {task == 0 ? Letter::Kind::cancels_first : Letter::Kind::cancels_second, [task](Spelling&) {
                return Action{Cancel{std::string(1, kTaskNames[task]), {}}};
            }};
}

const Break kSameTurn{"in the same turn", true, {}};
const Break kNextTurn{"in the next turn, once the loop is idle", false, {}};
const Break kNextIteration{"in the next turn, one iteration later", false, 0};

/// What is done to a reader.
std::vector<Letter> feeds() {
    return {feed(1),
            feed(2),
            feed(3),
            plain({FeedData{"r", bytes("\n")}}),
            plain({FeedEof{"r"}}),
            plain({SetException{"r", "e"}})};
}

std::vector<AwaitingCall> reads() {
    return {{Read{"r", {}}},
            {Read{"r", number(1)}},
            {Read{"r", number(2)}},
            {Readline{"r"}},
            {Readuntil{"r", bytes("\n")}},
            {Readexactly{"r", number(1)}},
            {Readexactly{"r", number(2)}},
            {Anext{"r"}}};
}

ScriptObject exception() {
    return {"e", ExceptionSpec{ExceptionClass::RuntimeError, {Value{Str{"scripted"}}}, false}};
}

/// A reader with a limit, and a transport that it pauses and resumes.
std::vector<Setting> limits(std::int64_t lowest, std::int64_t highest) {
    std::vector<Setting> settings;
    for (auto limit = lowest; limit <= highest; ++limit) {
        ReaderSpec reader;
        reader.limit = number(limit);
        reader.transport = "t";
        settings.push_back(
            {"limit " + std::to_string(limit), {exception(), {"t", TransportSpec{}}, {"r", reader}}, {}});
    }
    return settings;
}

Setting connected(std::string name, TransportSpec transport) {
    WriterSpec writer{"t", "p", "r"};
    Turn first;
    first.actions.push_back({ConnectionMade{"p", "t"}});
    return {std::move(name),
            {exception(),
             {"t", std::move(transport)},
             {"r", ReaderSpec{}},
             {"p", ProtocolSpec{"r", {}}},
             {"w", std::move(writer)}},
            {std::move(first)}};
}

Universe two_readers() {
    Universe::Alphabet alphabet{
        "reader", Layer::reader, 4, 2, limits(1, 3), {kSameTurn, kNextIteration, kNextTurn}, feeds()};
    for (const auto& call : reads()) {
        alphabet.letters.push_back(start({call}));
    }
    alphabet.letters.push_back(cancel(0));
    alphabet.letters.push_back(cancel(1));
    return Universe(std::move(alphabet));
}

/// One task that reads twice: what a call leaves for the next one.
Universe two_calls() {
    Universe::Alphabet alphabet{"calls", Layer::reader, 4, 1, limits(1, 3), {kSameTurn, kNextTurn}, feeds()};
    for (const auto& first : reads()) {
        for (const auto& second : reads()) {
            alphabet.letters.push_back(start({first, second}));
        }
    }
    alphabet.letters.push_back(cancel(0));
    return Universe(std::move(alphabet));
}

Universe writers() {
    TransportSpec holding;
    holding.protocol = "p";
    Universe::Alphabet alphabet{
        "writer",
        Layer::writer,
        5,
        2,
        {connected("the connection is lost after a close", holding),
         connected("the connection is lost only when told", TransportSpec{})},
        {kSameTurn, kNextTurn},
        {plain({Write{"w", bytes("x")}}), plain({WriteEof{"w"}}), plain({Close{"w"}}),
         plain({PauseWriting{"p"}}), plain({ResumeWriting{"p"}}), plain({ConnectionLost{"p", {}}}),
         plain({ConnectionLost{"p", "e"}}), plain({EofReceived{"p"}}), plain({SetException{"r", "e"}}),
         start({{Drain{"w"}}}), start({{WaitClosed{"w"}}}), cancel(0), cancel(1)}};
    return Universe(std::move(alphabet));
}

}  // namespace

const std::vector<Universe>& universes() {
    static const std::vector<Universe> all{two_readers(), two_calls(), writers()};
    return all;
}

}  // namespace streamspec
