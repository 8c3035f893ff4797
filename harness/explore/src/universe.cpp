#include "streamspec/explore/universe.hpp"

#include <stdexcept>
#include <utility>

#include "streamspec/model/script_codec.hpp"

namespace streamspec {
namespace {

std::size_t tasks_after(const Letter& letter, std::size_t tasks) noexcept {
    return tasks + (letter.kind == Letter::Kind::starts ? 1 : 0);
}

/// In which words a letter may stand.
std::string_view where(Letter::Kind kind) noexcept {
    switch (kind) {
        case Letter::Kind::starts:
            return "starts a task";
        case Letter::Kind::cancels_first:
            return "once A was started";
        case Letter::Kind::cancels_second:
            return "once B was started";
        case Letter::Kind::plain:
            break;
    }
    return "anywhere";
}

}  // namespace

Universe::Universe(Alphabet alphabet) : alphabet_(std::move(alphabet)) {
    rests_.emplace_back(alphabet_.tasks + 1, 1);
    for (std::size_t letters = 1; letters <= alphabet_.largest; ++letters) {
        auto& row = rests_.emplace_back(alphabet_.tasks + 1, 0);
        for (std::size_t tasks = 0; tasks <= alphabet_.tasks; ++tasks) {
            for (const auto& letter : alphabet_.letters) {
                if (allows(letter, tasks)) {
                    row[tasks] += alphabet_.breaks.size() * rests_[letters - 1][tasks_after(letter, tasks)];
                }
            }
        }
        size_ += words(letters) * alphabet_.settings.size();
    }
}

bool Universe::allows(const Letter& letter, std::size_t tasks) const noexcept {
    switch (letter.kind) {
        case Letter::Kind::starts:
            return tasks < alphabet_.tasks;
        case Letter::Kind::cancels_first:
            return tasks >= 1;
        case Letter::Kind::cancels_second:
            return tasks >= 2;
        case Letter::Kind::plain:
            break;
    }
    return true;
}

Script Universe::script(std::uint64_t number) const {
    if (number >= size_) {
        throw std::out_of_range(alphabet_.name + " has " + std::to_string(size_) + " scripts");
    }
    Script script;
    script.summary = alphabet_.name + " " + std::to_string(number);
    script.clauses = {alphabet_.layer == Layer::writer ? "DRAIN-1" : "READ-1"};
    script.layer = alphabet_.layer;

    std::size_t letters = 1;
    while (number >= words(letters) * alphabet_.settings.size()) {
        number -= words(letters) * alphabet_.settings.size();
        ++letters;
    }
    const auto& setting = alphabet_.settings[number / words(letters)];
    number %= words(letters);
    script.objects = setting.objects;
    script.turns = setting.first;
    script.turns.emplace_back();

    Spelling spelling;
    for (bool first = true; letters > 0; --letters, first = false) {
        if (!first) {
            const auto of_one_break = rests_[letters][spelling.tasks] / alphabet_.breaks.size();
            const auto& where = alphabet_.breaks[number / of_one_break];
            number %= of_one_break;
            if (!where.same_turn) {
                script.turns.back().run = where.run;
                script.turns.emplace_back();
            }
        }
        for (const auto& letter : alphabet_.letters) {
            if (!allows(letter, spelling.tasks)) {
                continue;
            }
            const auto rests = rests_[letters - 1][tasks_after(letter, spelling.tasks)];
            if (number < rests) {
                script.turns.back().actions.push_back(letter.action(spelling));
                break;
            }
            number -= rests;
        }
    }
    script.own_turns = script.turns.size();
    return script;
}

void Universe::describe(JsonWriter& writer, const Epilogue& epilogue) const {
    auto names = [&](std::string_view key, const auto& items) {
        writer.member(key, [&] { writer.array(items, [&](const auto& item) { writer.string(item.name); }); });
    };
    writer.object([&] {
        writer.member("name", alphabet_.name);
        writer.member("scripts", static_cast<std::int64_t>(size_));
        writer.member("largest", static_cast<std::int64_t>(alphabet_.largest));
        writer.member("tasks", static_cast<std::int64_t>(alphabet_.tasks));
        writer.member("order",
                      "by size, by setting, then as words: the break before a letter, the letter; tasks and "
                      "bytes are named in the order of their coming");
        names("breaks", alphabet_.breaks);
        writer.member("letters", [&] {
            writer.array(alphabet_.letters, [&](const Letter& letter) {
                writer.object([&] {
                    writer.member("action", [&] {
                        Spelling spelling;
                        encode(writer, letter.action(spelling));
                    });
                    writer.member("where", where(letter.kind));
                });
            });
        });
        // The first script of each setting, whole: objects, what comes first, the epilogue.
        writer.member("settings", [&] {
            std::vector<std::uint64_t> firsts;
            for (std::size_t i = 0; i < alphabet_.settings.size(); ++i) {
                firsts.push_back(i * words(1));
            }
            writer.array(firsts, [&](std::uint64_t number) {
                writer.object([&] {
                    writer.member("name", alphabet_.settings[number / words(1)].name);
                    writer.member("first", [&] { encode(writer, epilogue.append_to(script(number))); });
                });
            });
        });
    });
}

}  // namespace streamspec
