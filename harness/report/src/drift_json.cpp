#include "streamspec/report/drift_json.hpp"

#include "streamspec/model/json_writer.hpp"
#include "streamspec/report/drift_narration.hpp"

namespace streamspec {
namespace {

void write_release(JsonWriter& writer, std::string_view key, const ReleaseTable::Entry& release) {
    writer.member(key, [&] {
        writer.object([&] {
            writer.member("release", release.asked.str());
            writer.member("recorded", release.recorded.str());
            if (!release.differs.empty()) {
                writer.member("differs", release.differs);
            }
        });
    });
}

void write_side(JsonWriter& writer, std::string_view key, const DriftReport::Side& side,
                const std::string& shows, const std::optional<std::string>& json) {
    writer.member(key, [&] {
        writer.object([&] {
            writer.member("releases", [&] {
                writer.array(side.releases, [&](const Release& each) { writer.string(each.str()); });
            });
            if (!side.lacks.empty()) {
                writer.member("lacks", [&] {
                    writer.array(side.lacks.without({}), [&](Feature each) { writer.string(name(each)); });
                });
            }
            writer.member("shows", shows);
            if (json) {
                writer.member("value", [&] { writer.raw(*json); });
            }
        });
    });
}

void write_change(JsonWriter& writer, const DriftReport::Change& change) {
    auto text = narrate(change);
    const auto& difference = change.difference;
    writer.object([&] {
        writer.member("script", change.id);
        writer.member("summary", change.script->summary);
        if (difference) {
            writer.member("aspect", text.aspect);
            writer.member("what", difference->what);
            if (difference->turn) {
                writer.member("turn", static_cast<std::int64_t>(*difference->turn));
            }
        }
        write_side(writer, "before", change.before, text.before,
                   difference ? difference->expected : std::nullopt);
        write_side(writer, "after", change.after, text.after, difference ? difference->seen : std::nullopt);
    });
}

void write_entry(JsonWriter& writer, const DriftReport& report, const DriftReport::Entry& entry) {
    writer.object([&] {
        writer.member("id", entry.clause.id);
        writer.member("releases", entry.clause.releases.str());
        writer.member("text", entry.clause.text);
        writer.member("tags", [&] {
            writer.array(entry.clause.tags, [&](const std::string& tag) { writer.string(tag); });
        });
        writer.member("before", entry.before);
        writer.member("after", entry.after);
        writer.member("scripts", [&] {
            writer.array(entry.changes, [&](std::size_t i) { writer.string(report.changes[i].id); });
        });
        writer.member("in_passing", [&] {
            writer.array(entry.in_passing, [&](std::size_t i) { writer.string(report.changes[i].id); });
        });
    });
}

}  // namespace

std::string drift_json(const DriftReport& report) {
    JsonWriter writer;
    writer.object([&] {
        write_release(writer, "from", report.from);
        write_release(writer, "to", report.to);
        writer.member("scripts", static_cast<std::int64_t>(report.scripts));
        writer.member("changes", [&] {
            writer.array(report.changes,
                         [&](const DriftReport::Change& change) { write_change(writer, change); });
        });
        writer.member("clauses", [&] {
            writer.array(report.entries,
                         [&](const DriftReport::Entry& entry) { write_entry(writer, report, entry); });
        });
        writer.member("not_shown", [&] {
            writer.array(report.not_shown, [&](const Clause& clause) { writer.string(clause.id); });
        });
        writer.member("problems", [&] {
            writer.array(report.problems, [&](const ReplayReport::Problem& problem) {
                writer.object([&] {
                    writer.member("file", problem.file);
                    writer.member("pointer", problem.pointer);
                    writer.member("reason", problem.reason);
                });
            });
        });
    });
    return writer.take();
}

}  // namespace streamspec
