#include <algorithm>
#include <functional>

#include "streamspec/explore/exploration.hpp"
#include "streamspec/model/script_codec.hpp"

namespace streamspec {
namespace {

/// Feeds of more bytes are cut in halves only: there are too many ways.
constexpr std::size_t kMostCutByByte = 256;

std::string text_of(const Script& script) {
    JsonWriter writer;
    encode(writer, script);
    return writer.take();
}

/// The bytes that an action feeds; null: it feeds none.
std::string* fed(Action& action) {
    Value* value = nullptr;
    if (auto* feed = std::get_if<FeedData>(&action.is)) {
        value = &feed->data;
    } else if (auto* received = std::get_if<DataReceived>(&action.is)) {
        value = &received->data;
    }
    auto* bytes = value != nullptr ? std::get_if<Bytes>(&value->is) : nullptr;
    return bytes != nullptr ? &bytes->data : nullptr;
}

/// Each feed in pieces of these sizes, whose last repeats.
Script cut(const Script& script, const std::function<std::size_t(std::size_t left)>& size_of) {
    auto result = script;
    for (auto& turn : result.turns) {
        std::vector<Action> actions;
        for (auto& action : turn.actions) {
            const auto* data = fed(action);
            if (data == nullptr || data->size() < 2) {
                actions.push_back(action);
                continue;
            }
            for (std::size_t at = 0; at < data->size();) {
                const auto size = size_of(data->size() - at);
                auto piece = action;
                *fed(piece) = data->substr(at, size);
                actions.push_back(std::move(piece));
                at += size;
            }
        }
        turn.actions = std::move(actions);
    }
    return result;
}

/// Feeds of one reader that follow each other in a turn as one.
Script merged(const Script& script) {
    auto result = script;
    for (auto& turn : result.turns) {
        std::vector<Action> actions;
        for (auto& action : turn.actions) {
            auto* last = actions.empty() ? nullptr : fed(actions.back());
            const auto* data = fed(action);
            if (last != nullptr && data != nullptr && verb(actions.back()) == verb(action) &&
                object(actions.back()) == object(action)) {
                *last += *data;
            } else {
                actions.push_back(action);
            }
        }
        turn.actions = std::move(actions);
    }
    return result;
}

/// What is fed first thing in a turn comes at the end of the turn before.
Script early(const Script& script) {
    auto result = script;
    for (std::size_t i = 1; i < result.turns.size(); ++i) {
        auto& actions = result.turns[i].actions;
        if (actions.size() > 1 && fed(actions.front()) != nullptr) {
            result.turns[i - 1].actions.push_back(actions.front());
            actions.erase(actions.begin());
        }
    }
    return result;
}

/// A feed that ends its turn, a byte in each turn.
Script spread(const Script& script) {
    auto result = script;
    result.turns.clear();
    for (const auto& turn : script.turns) {
        result.turns.push_back(turn);
        auto& last = result.turns.back();
        const auto* data = last.actions.empty() ? nullptr : fed(last.actions.back());
        if (data == nullptr || data->size() < 2 || data->size() > kMostCutByByte) {
            continue;
        }
        const auto whole = last.actions.back();
        const auto bytes = *data;
        last.actions.pop_back();
        for (std::size_t at = 0; at < bytes.size(); ++at) {
            auto piece = whole;
            *fed(piece) = bytes.substr(at, 1);
            if (at == 0) {
                result.turns.back().actions.push_back(std::move(piece));
                continue;
            }
            Turn next;
            next.run = turn.run;
            next.actions.push_back(std::move(piece));
            result.turns.push_back(std::move(next));
        }
    }
    return result;
}

}  // namespace

std::vector<Script> rechunked(const Script& script) {
    std::vector<Script> ways = {
        cut(script, [](std::size_t left) { return left > kMostCutByByte ? (left + 1) / 2 : 1; }),
        cut(script, [](std::size_t left) { return left > kMostCutByByte ? left - 1 : 2; }),
        cut(script, [](std::size_t left) { return (left + 1) / 2; }),
        merged(script),
        early(script),
        spread(script),
    };
    std::vector<Script> others;
    std::vector<std::string> seen = {text_of(script)};
    for (auto& way : ways) {
        auto text = text_of(way);
        if (std::find(seen.begin(), seen.end(), text) == seen.end()) {
            seen.push_back(std::move(text));
            others.push_back(std::move(way));
        }
    }
    return others;
}

}  // namespace streamspec
