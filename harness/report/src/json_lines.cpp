#include "streamspec/model/json_writer.hpp"
#include "streamspec/report/ci_formats.hpp"

namespace streamspec {
namespace {

std::int64_t number(std::size_t count) {
    return static_cast<std::int64_t>(count);
}

void write_optional(JsonWriter& writer, const char* key, const std::string& text) {
    if (!text.empty()) {
        writer.member(key, text);
    }
}

}  // namespace

std::string json_line(const CaseResult& result) {
    JsonWriter writer;
    writer.object([&] {
        writer.member("kind", "verdict");
        writer.member("name", result.name);
        writer.member("subject", result.subject);
        writer.member("subject_name", result.subject_name);
        write_optional(writer, "release", result.release);
        writer.member("verdict", name(result.outcome));
        writer.member("counts", result.counts);
        write_optional(writer, "message", result.message);
        if (!result.differs_in.empty()) {
            writer.member("differs_in", [&] {
                writer.array(result.differs_in, [&](const std::string& each) { writer.string(each); });
            });
        }
        write_optional(writer, "before", result.before.value_or(""));
        if (result.failed()) {
            write_optional(writer, "detail", result.detail);
            write_optional(writer, "command", result.command);
        }
    });
    return writer.take();
}

void write_closing_json_lines(std::ostream& out, const CaseRun& run) {
    JsonWriter writer;
    for (const auto& problem : run.problems) {
        writer.object([&] {
            writer.member("kind", "problem");
            write_optional(writer, "file", problem.file);
            write_optional(writer, "pointer", problem.pointer);
            writer.member("reason", problem.reason);
        });
        out << writer.take() << '\n';
    }
    for (const auto& note : run.notes) {
        writer.object([&] {
            writer.member("kind", "note");
            writer.member("text", note);
        });
        out << writer.take() << '\n';
    }
    writer.object([&] {
        using Outcome = CaseResult::Outcome;
        writer.member("kind", "summary");
        writer.member("verb", run.verb);
        writer.member(run.compared ? "changed" : "asked", number(run.cases.size()));
        for (auto outcome :
             {Outcome::pass, Outcome::fail, Outcome::error, Outcome::unsupported, Outcome::known}) {
            writer.member(name(outcome), number(run.count(outcome)));
        }
        writer.member("not_run", number(run.not_run));
        writer.member("exit_code", std::int64_t{run.exit_code});
    });
    out << writer.take() << '\n';
}

}  // namespace streamspec
