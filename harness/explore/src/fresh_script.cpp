#include "streamspec/explore/fresh_script.hpp"

#include <set>
#include <utility>
#include <vector>

namespace streamspec {
namespace {

constexpr std::string_view kAlphabet = "abcdefghijklmnopqrstuvwxyz0123456789\n\n\n\n;;";
constexpr std::string_view kFewBytes = "aab\n";
constexpr std::size_t kMostTurns = 6;
constexpr std::size_t kMostCalls = 6;
constexpr std::size_t kMostBytes = 24;

AwaitingCall fresh_call(Dice& dice, FeatureSet features, const std::string& reader) {
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

std::vector<Step> fresh_body(Dice& dice, FeatureSet features, const std::string& reader) {
    std::vector<Step> body;
    for (auto left = 1 + dice.below(kMostCalls); left > 0; --left) {
        body.push_back({fresh_call(dice, features, reader)});
    }
    return body;
}

Action feed(Dice& dice, const std::string& reader, std::string_view alphabet) {
    return {FeedData{reader, Value{Bytes{dice.bytes(1 + dice.below(kMostBytes), alphabet)}}}};
}

Script empty_script(std::string summary) {
    Script script;
    script.summary = std::move(summary);
    script.clauses = {"READ-1"};
    return script;
}

/// Makes the turns of an interplay.
class Interplay {
  public:
    Interplay(Dice& dice, FeatureSet features) : dice_(dice), features_(features) {}

    Script make() {
        auto script = empty_script("several tasks on two readers");
        for (const auto& name : kReaders) {
            ReaderSpec spec;
            if (features_.has(Feature::limit) && dice_.below(2) == 0) {
                spec.limit = Value{static_cast<std::int64_t>(1 + dice_.below(kMostBytes))};
            }
            script.objects.push_back({name, spec});
        }
        for (auto left = 2 + dice_.below(kMostTurns); left > 0; --left) {
            Turn turn;
            for (auto actions = 1 + dice_.below(4); actions > 0; --actions) {
                turn.actions.push_back(action());
            }
            script.turns.push_back(std::move(turn));
        }
        script.own_turns = script.turns.size();
        return script;
    }

  private:
    static inline const std::vector<std::string> kReaders = {"r", "s"};

    Action action() {
        const auto& reader = kReaders[dice_.below(kReaders.size())];
        switch (dice_.below(12)) {
            case 0:
                if (ended_.insert(reader).second) {
                    return {FeedEof{reader}};
                }
                return {start(reader)};
            case 1:
                if (features_.has(Feature::cancel) && tasks_ > 0) {
                    return {Cancel{task(dice_.below(tasks_)), {}}};
                }
                break;
            case 2:
                if (features_.has(Feature::at_eof)) {
                    return {AtEof{reader}};
                }
                break;
            case 3:
            case 4:
            case 5:
            case 6:
                return {start(reader)};
            default:
                break;
        }
        // After the end CPython refuses data by an assertion, which is nothing to compare.
        if (ended_.contains(reader)) {
            return {start(reader)};
        }
        return feed(dice_, reader, kFewBytes);
    }

    Start start(const std::string& reader) {
        Start start;
        start.task = task(tasks_++);
        start.body = fresh_body(dice_, features_, reader);
        return start;
    }

    static std::string task(std::size_t number) { return "T" + std::to_string(number); }

    Dice& dice_;
    FeatureSet features_;
    std::size_t tasks_ = 0;
    std::set<std::string> ended_;  ///< readers whose end was fed
};

}  // namespace

std::string Dice::bytes(std::size_t size, std::string_view alphabet) {
    std::string text;
    while (text.size() < size) {
        text += alphabet[below(alphabet.size())];
    }
    return text;
}

Script fresh_stream(Dice& dice, FeatureSet features, const std::string& task) {
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

Script fresh_interplay(Dice& dice, FeatureSet features) {
    return Interplay(dice, features).make();
}

}  // namespace streamspec
