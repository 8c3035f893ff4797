#include <utility>
#include <vector>

#include "streamspec/explore/random_script.hpp"

namespace streamspec {
namespace {

constexpr std::string_view kAlphabet = "abcdefghijklmnopqrstuvwxyz0123456789\n\n\n\n;;";
constexpr std::size_t kMostTurns = 6;
constexpr std::size_t kMostCalls = 6;
constexpr std::size_t kMostBytes = 24;

AwaitingCall fresh_call(Choices& dice, FeatureSet features, const std::string& reader) {
    auto number = [&] { return Value{static_cast<std::int64_t>(1 + dice.below(kMostBytes))}; };
    std::vector<AwaitingCall> calls = {{Read{reader, number()}}};
    if (features.has(Feature::readexactly)) {
        calls.push_back({Readexactly{reader, number()}});
    }
    if (features.has(Feature::readline)) {
        calls.push_back({Readline{reader}});
    }
    if (features.has(Feature::readuntil)) {
        calls.push_back({Readuntil{reader, Value{Bytes{dice.below(2) == 0 ? ";" : "\n"}}}});
    }
    return calls[dice.below(calls.size())];
}

std::vector<Step> fresh_body(Choices& dice, FeatureSet features, const std::string& reader) {
    std::vector<Step> body;
    for (auto left = 1 + dice.below(kMostCalls); left > 0; --left) {
        body.push_back({fresh_call(dice, features, reader)});
    }
    return body;
}

Action feed(Choices& dice, const std::string& reader, std::string_view alphabet) {
    return {FeedData{reader, Value{Bytes{dice.bytes(1 + dice.below(kMostBytes), alphabet)}}}};
}

Script empty_script(std::string summary) {
    Script script;
    script.summary = std::move(summary);
    script.clauses = {"READ-1"};
    return script;
}

}  // namespace

Script fresh_stream(Choices& dice, FeatureSet features, const std::string& task) {
    auto script = empty_script("one task reads what is fed");
    script.objects.push_back({"r", ReaderSpec{}});
    const auto turns = 1 + dice.below(kMostTurns);
    const auto begin = dice.below(turns);
    for (std::size_t i = 0; i < turns; ++i) {
        Turn turn;
        if (dice.below(3) > 0) {
            turn.actions.push_back(feed(dice, "r", kAlphabet));
        }
        if (i == begin) {
            Start start;
            start.task = task;
            start.body = fresh_body(dice, features, "r");
            turn.actions.push_back({std::move(start)});
        }
        turn.actions.push_back(feed(dice, "r", kAlphabet));
        script.turns.push_back(std::move(turn));
    }
    if (dice.below(2) == 0) {
        script.turns.push_back({{{FeedEof{"r"}}}, {}, {}});
    }
    script.own_turns = script.turns.size();
    return script;
}

}  // namespace streamspec
