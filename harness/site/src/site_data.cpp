#include <algorithm>
#include <map>
#include <optional>

#include "streamspec/model/json_writer.hpp"
#include "streamspec/report/narrate.hpp"
#include "streamspec/report/replay_text.hpp"
#include "streamspec/site/site.hpp"

namespace streamspec {
namespace {

std::int64_t number(std::size_t count) {
    return static_cast<std::int64_t>(count);
}

/// The lane of a timeline that an event belongs to.
struct LaneOf {
    std::string operator()(const CallEvent& event) const { return event.by; }
    std::string operator()(const TaskEnded& event) const { return event.task; }
    std::string operator()(const CallbackRan& event) const { return event.callback; }
    std::string operator()(const TransportCalled& event) const { return event.transport; }
    std::string operator()(const OverrideCalled& event) const { return event.on; }
    std::string operator()(const ClientCalled& event) const { return event.client; }
    template <class Other>
    std::string operator()(const Other&) const {
        return "loop";
    }
};

/// Numbers things, each once.
template <class Thing>
class Numbering {
  public:
    std::size_t of(const Thing& thing) {
        auto [place, added] = numbers_.emplace(thing, things_.size());
        if (added) {
            things_.push_back(thing);
        }
        return place->second;
    }
    const std::vector<Thing>& things() const { return things_; }

  private:
    std::map<Thing, std::size_t> numbers_;
    std::vector<Thing> things_;
};

using Numbers = std::vector<std::size_t>;

void write_numbers(JsonWriter& writer, const Numbers& numbers) {
    writer.array(numbers, [&](std::size_t each) { writer.integer(number(each)); });
}

class DataWriter {
  public:
    DataWriter(const ReplayReport& report, const Corpus& corpus) : report_(report), corpus_(corpus) {}

    std::string write() {
        const auto& recorded = corpus_.releases().recorded();
        writer_.object([&] {
            writer_.member("releases", [&] {
                writer_.array(recorded, [&](const Release& release) { writer_.string(release.str()); });
            });
            writer_.member("rows", [&] {
                writer_.array(report_.rows, [&](const ReplayReport::Row& row) { write_row(row); });
            });
            writer_.member("scripts", [&] {
                writer_.array(corpus_.ids(), [&](const std::string& id) { write_script(id); });
            });
            writer_.member("clauses", [&] { write_clauses(); });
            writer_.member("verdicts", [&] { write_verdicts(); });
            writer_.member("details", [&] { write_details(); });
            writer_.member("problems", [&] {
                writer_.array(report_.problems, [&](const ReplayReport::Problem& each) {
                    writer_.string(each.file + (each.file.empty() ? "" : ": ") + each.reason);
                });
            });
            // After all that refers to them.
            writer_.member("turns", [&] {
                writer_.array(turns_.things(), [&](const Numbers& turn) { write_numbers(writer_, turn); });
            });
            writer_.member("texts", [&] {
                writer_.array(texts_.things(), [&](const std::string& text) { writer_.string(text); });
            });
        });
        return writer_.take();
    }

  private:
    std::size_t text(const std::string& text) { return texts_.of(text); }

    /// "iteration, tab, lane, tab, words"
    std::size_t event(const Event& event) {
        auto words = narrate(event);
        auto iteration = std::to_string(event.iteration);
        words.erase(0, iteration.size() + 2);
        auto lane = std::visit(LaneOf{}, event.is);
        if (words.compare(0, lane.size() + 1, lane + " ") == 0) {
            words.erase(0, words.find_first_not_of(' ', lane.size()));
        }
        return text(iteration + "\t" + lane + "\t" + words);
    }

    /// A turn: its end, and its events.
    std::size_t turn(const TraceTurn& turn) {
        Numbers numbers{
            text("after iteration " + std::to_string(turn.iterations) + ": " + narrate(turn.state))};
        for (const auto& each : turn.events) {
            numbers.push_back(event(each));
        }
        return turns_.of(numbers);
    }

    /// The setup, whose end is nothing, and the turns.
    Numbers trace(const Trace& trace) {
        Numbers setup{text("")};
        for (const auto& each : trace.setup) {
            setup.push_back(event(each));
        }
        Numbers numbers{turns_.of(setup)};
        for (const auto& each : trace.turns) {
            numbers.push_back(turn(each));
        }
        return numbers;
    }

    void write_row(const ReplayReport::Row& row) {
        writer_.object([&] {
            writer_.member("subject", row.subject);
            writer_.member("name", row.name);
            writer_.member("release", row.release.asked.str());
            writer_.member("recorded", row.release.recorded.str());
            writer_.member("differs", row.release.differs);
            std::string aspects;
            for (auto aspect : kAllAspects) {
                if (row.aspects.has(aspect)) {
                    aspects += (aspects.empty() ? "" : ", ") + std::string(name(aspect));
                }
            }
            writer_.member("aspects", aspects);
            auto command = reproduce_command(report_, "\n", row);
            writer_.member("command", command);
        });
    }

    void write_script(const std::string& id) {
        auto loaded = corpus_.script(id);
        auto script = corpus_.epilogue(loaded.script.layer).append_to(loaded.script);
        auto golden = corpus_.golden(id, loaded.digest);
        Numbers objects;
        for (const auto& object : script.objects) {
            objects.push_back(text(narrate(object)));
        }
        std::vector<Numbers> actions;
        for (const auto& each : script.turns) {
            auto& lines = actions.emplace_back();
            for (const auto& action : each.actions) {
                lines.push_back(text(narrate(action)));
            }
            if (each.run) {
                lines.push_back(text("(the loop runs " + std::to_string(*each.run) + " iterations)"));
            }
            for (const auto& condition : each.until) {
                lines.push_back(text("(until " + narrate(condition) + ")"));
            }
        }
        // id, layer, summary, clauses, objects, actions of each turn, how many turns are its own, variants
        writer_.raw("[");
        writer_.string(id);
        writer_.raw(",");
        writer_.integer(static_cast<std::int64_t>(script.layer));
        writer_.raw(",");
        writer_.string(script.summary);
        writer_.raw(",");
        writer_.array(script.clauses, [&](const std::string& clause) { writer_.string(clause); });
        writer_.raw(",");
        write_numbers(writer_, objects);
        writer_.raw(",");
        Numbers numbered;
        for (const auto& lines : actions) {
            numbered.push_back(turns_.of(lines));
        }
        write_numbers(writer_, numbered);
        writer_.raw(",");
        writer_.integer(number(script.own_turns));
        writer_.raw(",");
        writer_.array(golden.variants, [&](const Variant& variant) { write_variant(golden, variant); });
        writer_.raw("]");
    }

    /// Releases, and the trace; or what they lack, and those of them whose host it may be that lacks it.
    void write_variant(const Golden& golden, const Variant& variant) {
        const auto& recorded = corpus_.releases().recorded();
        Numbers releases;
        Numbers hosted;
        for (const auto& release : variant.releases) {
            auto place = static_cast<std::size_t>(std::find(recorded.begin(), recorded.end(), release) -
                                                  recorded.begin());
            releases.push_back(place);
            if (golden.recordings.at(release).kind == Recording::Kind::wasm) {
                hosted.push_back(place);
            }
        }
        writer_.raw("[");
        write_numbers(writer_, releases);
        writer_.raw(",");
        if (variant.unsupported.empty()) {
            write_numbers(writer_, trace(variant.trace));
        } else {
            writer_.string(narrate(variant.unsupported));
            writer_.raw(",");
            write_numbers(writer_, hosted);
        }
        writer_.raw("]");
    }

    void write_clauses() {
        writer_.object([&] {
            for (const auto& [topic, file] : corpus_.clauses()) {
                for (const auto& clause : file.clauses) {
                    writer_.member(clause.id, [&] { write_clause(clause); });
                }
            }
        });
    }

    void write_clause(const Clause& clause) {
        const auto& recorded = corpus_.releases().recorded();
        writer_.raw("[");
        writer_.string(clause.releases.str());
        writer_.raw(",");
        writer_.string(clause.text);
        writer_.raw(",");
        std::string holds;
        for (const auto& release : recorded) {
            holds += clause.releases.contains(release) ? '1' : '0';
        }
        writer_.string(holds);
        writer_.raw("]");
    }

    /// Of each row a text with a letter for each script: the first of the verdict's name, "-" where none was
    /// asked for.
    void write_verdicts() {
        std::vector<std::string> rows(report_.rows.size(), std::string(corpus_.ids().size(), '-'));
        for (const auto& answer : report_.answers) {
            auto place = std::lower_bound(corpus_.ids().begin(), corpus_.ids().end(), answer.script);
            rows[answer.row][static_cast<std::size_t>(place - corpus_.ids().begin())] =
                name(answer.verdict).front();
        }
        writer_.array(rows, [&](const std::string& row) { writer_.string(row); });
    }

    /// Of each verdict that is no pass what it says, by "row script".
    void write_details() {
        writer_.object([&] {
            for (const auto& answer : report_.answers) {
                if (std::holds_alternative<Pass>(answer.verdict)) {
                    continue;
                }
                auto place = std::lower_bound(corpus_.ids().begin(), corpus_.ids().end(), answer.script);
                writer_.member(
                    std::to_string(answer.row) + " " + std::to_string(place - corpus_.ids().begin()),
                    [&] { write_detail(answer.verdict); });
            }
        });
    }

    void write_detail(const Verdict& verdict) {
        writer_.object([&] {
            if (const auto* fail = std::get_if<Fail>(&verdict)) {
                write_fail(*fail);
            } else if (const auto* known = std::get_if<Known>(&verdict)) {
                writer_.member("reason", number(text(known->reason)));
                write_fail(known->shown);
            } else if (const auto* unsupported = std::get_if<Unsupported>(&verdict)) {
                FeatureSet missing;
                for (auto feature : unsupported->missing) {
                    missing.add(feature);
                }
                writer_.member("reason", number(text("it lacks: " + narrate(missing))));
            } else if (const auto* none = std::get_if<NoAnswer>(&verdict)) {
                writer_.member("reason", number(text(none->reason)));
            }
        });
    }

    void write_fail(const Fail& fail) {
        if (!fail.difference) {
            return;
        }
        const auto& difference = *fail.difference;
        writer_.member("aspect", name(difference.aspect));
        writer_.member("what", number(text(difference.what)));
        writer_.member("turn", difference.turn ? number(*difference.turn) : std::int64_t{-1});
        write_place("e", difference.expected_event, difference.expected);
        write_place("s", difference.seen_event, difference.seen);
        writer_.member("trace", [&] { write_numbers(writer_, trace(*fail.seen)); });
    }

    /// One side of a difference: the event, and the value as JSON.
    void write_place(const std::string& side, const std::optional<std::size_t>& event,
                     const std::optional<std::string>& json) {
        if (event) {
            writer_.member(side + "i", number(*event));
        }
        if (json) {
            writer_.member(side + "v", number(text(*json)));
        }
    }

    const ReplayReport& report_;
    const Corpus& corpus_;
    JsonWriter writer_;
    Numbering<std::string> texts_;
    Numbering<Numbers> turns_;
};

}  // namespace

std::string site_data(const ReplayReport& report, const Corpus& corpus) {
    return DataWriter(report, corpus).write();
}

}  // namespace streamspec
