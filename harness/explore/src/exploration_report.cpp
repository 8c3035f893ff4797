#include "streamspec/explore/exploration_report.hpp"

#include <nlohmann/json.hpp>

#include "streamspec/explore/snippet.hpp"
#include "streamspec/model/json_writer.hpp"
#include "streamspec/model/script_codec.hpp"

namespace streamspec {
namespace {

constexpr int kIndent = 2;
constexpr double kMilliseconds = 1000;

std::int64_t number(std::uint64_t count) {
    return static_cast<std::int64_t>(count);
}

std::string text_of(const Script& script) {
    JsonWriter writer;
    encode(writer, script);
    return writer.take();
}

std::string joined(const std::vector<std::string>& names) {
    std::string text;
    for (const auto& name : names) {
        text += (text.empty() ? "" : ", ") + name;
    }
    return text;
}

void write_finding(JsonWriter& writer, const Finding& finding) {
    writer.object([&] {
        writer.member("call", finding.bucket.call);
        writer.member("aspect", finding.bucket.aspect);
        writer.member("times", number(finding.times));
        writer.member("also", [&] {
            writer.array(finding.also, [&](const auto& other) {
                writer.object([&] {
                    writer.member("call", other.first.call);
                    writer.member("aspect", other.first.aspect);
                    writer.member("times", number(other.second));
                });
            });
        });
        writer.member("origin", finding.origin);
        writer.member("what", finding.what);
        writer.member("script", [&] { writer.raw(text_of(finding.script)); });
        writer.member("flaky", [&] {
            writer.array(finding.flaky, [&](const std::string& name) { writer.string(name); });
        });
        writer.member("tried", number(finding.tried));
        writer.member("actions", number(finding.first_actions));
        writer.member("milliseconds", static_cast<std::int64_t>(finding.seconds * kMilliseconds));
        writer.member("command", finding.command);
        writer.member("python", finding.python);
        writer.member("cpp", finding.cpp);
    });
}

}  // namespace

void tell_findings(ExplorationReport& report, const Exploration& exploration, const Duel& duel,
                   const std::optional<Release>& release) {
    report.compared = exploration.compared();
    report.unsupported = exploration.unsupported();
    report.divergences = exploration.divergences();
    report.findings = exploration.findings();
    for (auto& finding : report.findings) {
        const auto whole = duel.whole(finding.script);
        finding.python = python_snippet(whole, finding.what);
        finding.cpp = cpp_snippet(whole, finding.what, release);
    }
}

std::string exploration_json(const ExplorationReport& report) {
    JsonWriter writer;
    writer.object([&] {
        writer.member("explore", report.mode);
        writer.member("expected", report.expected);
        writer.member("seen", report.seen);
        writer.member("shard", report.shard.str());
        if (report.seed) {
            writer.member("seed", std::to_string(*report.seed));
        }
        writer.member("next", number(report.next));
        writer.member("compared", number(report.compared));
        writer.member("unsupported", number(report.unsupported));
        writer.member("left_out", number(report.left_out));
        writer.member("divergences", number(report.divergences));
        writer.member("interrupted", report.interrupted);
        writer.member("milliseconds", static_cast<std::int64_t>(report.seconds * kMilliseconds));
        writer.member("findings", [&] {
            writer.array(report.findings, [&](const Finding& finding) { write_finding(writer, finding); });
        });
    });
    return writer.take();
}

void write_exploration_text(std::ostream& out, const ExplorationReport& report) {
    std::size_t index = 0;
    for (const auto& finding : report.findings) {
        out << "\n#" << ++index << "  " << finding.bucket.call << ", " << finding.bucket.aspect << ": "
            << finding.times << (finding.times == 1 ? " script" : " scripts") << ", first " << finding.origin
            << "\n  " << finding.what << '\n';
        if (!finding.flaky.empty()) {
            out << "  flaky: not the same each time in " << joined(finding.flaky) << "; not reduced\n";
        } else {
            out << "  reduced from " << finding.first_actions << " actions to "
                << count_actions(finding.script) << " by " << finding.tried << " scripts in "
                << static_cast<std::int64_t>(finding.seconds * kMilliseconds) << " ms\n";
        }
        for (const auto& [bucket, times] : finding.also) {
            out << "  also seen as " << bucket.call << ", " << bucket.aspect << ": " << times
                << (times == 1 ? " script" : " scripts") << '\n';
        }
        out << "\n"
            << nlohmann::json::parse(text_of(finding.script)).dump(kIndent)
            << "\n\nIn Python, without streamspec:\n\n"
            << finding.python << "\nIn C++, with asyncio::core of streamspec:\n\n"
            << finding.cpp << '\n';
    }
    out << report.seen << " beside " << report.expected << ": " << report.compared << " scripts compared, "
        << report.unsupported << " unsupported, " << report.divergences << " divergences in "
        << report.findings.size() << " buckets";
    if (report.seed) {
        out << "; seed " << *report.seed;
    }
    out << "; shard " << report.shard.str() << '\n';
    if (report.left_out > 0) {
        out << report.left_out
            << " scripts of the layer wire left out: their turns end on conditions that only "
               "an author knows\n";
    }
    for (const auto& problem : report.problems) {
        out << problem.reason << '\n';
    }
    if (report.interrupted) {
        out << "stopped; --from " << report.next << (report.seed ? " with the same --seed" : "")
            << " goes on\n";
    }
}

}  // namespace streamspec
