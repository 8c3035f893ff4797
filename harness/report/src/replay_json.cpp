#include "streamspec/report/replay_json.hpp"

#include "streamspec/model/json_writer.hpp"
#include "streamspec/model/trace_codec.hpp"
#include "streamspec/report/replay_text.hpp"

namespace streamspec {
namespace {

std::int64_t number(std::size_t count) {
    return static_cast<std::int64_t>(count);
}

void write_tally(JsonWriter& writer, const Tally& tally) {
    writer.member("scripts", number(tally.total()));
    writer.member("pass", number(tally.pass));
    writer.member("fail", number(tally.fail));
    writer.member("unsupported", number(tally.unsupported));
    writer.member("known", number(tally.known));
    writer.member("error", number(tally.error));
}

void write_where(JsonWriter& writer, const std::string& file, const std::string& pointer,
                 const std::string& reason) {
    if (!file.empty()) {
        writer.member("file", file);
        writer.member("pointer", pointer);
    }
    writer.member("reason", reason);
}

/// Writes what a verdict says beyond its name, a function for each.
struct DetailWriter {
    JsonWriter& writer;

    void operator()(const Pass&) const {}
    void operator()(const Fail& fail) const {
        if (!fail.difference) {
            writer.member("reason", "does not differ, although it is listed as a known divergence");
            aspects("listed", fail.differs_in);
            return;
        }
        const auto& difference = *fail.difference;
        write_difference(fail, difference);
    }
    void write_difference(const Fail& fail, const Difference& difference) const {
        writer.member("aspect", name(difference.aspect));
        optional_number("turn", difference.turn);
        optional_number("expected_event", difference.expected_event);
        optional_number("seen_event", difference.seen_event);
        writer.member("what", difference.what);
        optional_json("expected", difference.expected);
        optional_json("seen", difference.seen);
        aspects("differs_in", fail.differs_in);
        if (fail.seen) {
            writer.member("trace", [&] { encode(writer, *fail.seen); });
        }
    }
    void operator()(const Unsupported& unsupported) const {
        writer.member("missing", [&] {
            writer.array(unsupported.missing, [&](Feature feature) { writer.string(name(feature)); });
        });
    }
    void operator()(const Known& known) const {
        writer.member("reason", known.reason);
        if (known.shown.difference) {
            write_difference(known.shown, *known.shown.difference);
        }
    }
    void operator()(const NoAnswer& none) const {
        writer.member("bad_input", none.bad_input);
        write_where(writer, none.file, none.pointer, none.reason);
    }

    void aspects(std::string_view key, AspectSet set) const {
        std::vector<std::string_view> names;
        for (auto aspect : kAllAspects) {
            if (set.has(aspect)) {
                names.push_back(name(aspect));
            }
        }
        writer.member(key, [&] { writer.array(names, [&](std::string_view each) { writer.string(each); }); });
    }
    void optional_number(std::string_view key, const std::optional<std::size_t>& value) const {
        if (value) {
            writer.member(key, number(*value));
        }
    }
    void optional_json(std::string_view key, const std::optional<std::string>& json) const {
        if (json) {
            writer.member(key, [&] { writer.raw(*json); });
        }
    }
};

void write_answer(JsonWriter& writer, const ReplayReport& report, const ReplayReport::Answer& answer) {
    const auto& row = report.rows[answer.row];
    writer.object([&] {
        writer.member("script", answer.script);
        writer.member("release", row.release.asked.str());
        writer.member("subject", row.subject);
        writer.member("row", number(answer.row));
        writer.member("verdict", name(answer.verdict));
        std::visit(DetailWriter{writer}, answer.verdict);
        if (std::holds_alternative<Fail>(answer.verdict)) {
            writer.member("command", reproduce_command(report, answer.script, row));
        }
    });
}

}  // namespace

std::string replay_json(const ReplayReport& report) {
    JsonWriter writer;
    writer.object([&] {
        DetailWriter{writer}.aspects("aspects", report.aspects);
        writer.member("selected", [&] {
            writer.array(report.selected, [&](const std::string& script) { writer.string(script); });
        });
        std::size_t index = 0;
        writer.member("rows", [&] {
            writer.array(report.rows, [&](const ReplayReport::Row& row) {
                writer.object([&] {
                    writer.member("release", row.release.asked.str());
                    writer.member("recorded", row.release.recorded.str());
                    if (!row.release.differs.empty()) {
                        writer.member("differs", row.release.differs);
                    }
                    writer.member("subject", row.subject);
                    writer.member("name", row.name.empty() ? row.subject : row.name);
                    writer.member("options", row.options + report.folder_options + report.reproduce_options);
                    DetailWriter{writer}.aspects("aspects", row.aspects);
                    write_tally(writer, report.tally(index++));
                });
            });
        });
        writer.member("total", [&] { writer.object([&] { write_tally(writer, report.total()); }); });
        writer.member("not_run", number(report.not_run));
        writer.member("answers", [&] {
            writer.array(report.answers,
                         [&](const ReplayReport::Answer& answer) { write_answer(writer, report, answer); });
        });
        writer.member("problems", [&] {
            writer.array(report.problems, [&](const ReplayReport::Problem& problem) {
                writer.object([&] { write_where(writer, problem.file, problem.pointer, problem.reason); });
            });
        });
        writer.member("exit_code", std::int64_t{report.exit_code()});
    });
    return writer.take();
}

}  // namespace streamspec
