#include "streamspec/explore/exhaustive_report.hpp"

#include <algorithm>
#include <iomanip>

#include "streamspec/explore/block.hpp"
#include "streamspec/model/json_writer.hpp"

namespace streamspec {
namespace {

constexpr double kMilliseconds = 1000;

void write_part(JsonWriter& writer, const ExhaustiveReport::Part& part) {
    writer.object([&] {
        writer.member("blocks", static_cast<std::int64_t>(part.blocks));
        writer.member("scripts", static_cast<std::int64_t>(part.scripts));
        writer.member("different", [&] {
            writer.array(part.different,
                         [&](std::uint64_t block) { writer.integer(static_cast<std::int64_t>(block)); });
        });
        writer.member("problems", [&] {
            writer.array(part.problems, [&](const std::string& problem) { writer.string(problem); });
        });
    });
}

}  // namespace

bool ExhaustiveReport::all_same() const noexcept {
    return std::all_of(parts.begin(), parts.end(),
                       [](const Part& part) { return part.different.empty() && part.problems.empty(); });
}

ExhaustiveReport sum_up(const std::vector<BlockTask>& tasks, const std::vector<BlockResult>& results) {
    ExhaustiveReport report;
    bool all_done = true;
    for (std::size_t i = 0; i < tasks.size(); ++i) {
        const auto& task = tasks[i];
        if (report.parts.empty() || report.parts.back().universe != task.universe) {
            report.parts.emplace_back().universe = task.universe;
        }
        auto& part = report.parts.back();
        if (results[i].is == BlockResult::Is::not_done) {
            report.next = all_done ? task.position : report.next;
            all_done = false;
            continue;
        }
        if (all_done) {
            report.next = task.position + 1;
        }
        const auto range = range_of_block(*task.universe, task.block);
        ++part.blocks;
        part.scripts += range.end - range.first;
        report.scripts += range.end - range.first;
        if (results[i].is == BlockResult::Is::different) {
            part.different.push_back(task.block);
        } else if (results[i].is == BlockResult::Is::no_answer) {
            part.problems.push_back("block " + std::to_string(task.block) + ": " + results[i].reason);
        }
    }
    return report;
}

std::string exhaustive_json(const ExhaustiveReport& report) {
    JsonWriter writer;
    writer.object([&] {
        writer.member("explore", "exhaustive");
        writer.member("expected", report.expected);
        writer.member("seen", report.seen);
        writer.member("shard", report.shard.str());
        writer.member("next", static_cast<std::int64_t>(report.next));
        writer.member("interrupted", report.interrupted);
        writer.member("milliseconds", static_cast<std::int64_t>(report.seconds * kMilliseconds));
        writer.member("universes", [&] {
            writer.object([&] {
                for (const auto& part : report.parts) {
                    writer.member(part.universe->name(), [&] { write_part(writer, part); });
                }
            });
        });
    });
    return writer.take();
}

void write_exhaustive_text(std::ostream& out, const ExhaustiveReport& report) {
    for (const auto& part : report.parts) {
        out << part.universe->name() << ": " << part.blocks << " of " << count_blocks(*part.universe)
            << " blocks, " << part.scripts << " scripts: " << part.different.size() << " differ\n";
        for (auto block : part.different) {
            out << "  block " << block << " differs\n";
        }
        for (const auto& problem : part.problems) {
            out << "  " << problem << '\n';
        }
    }
    out << report.seen << " beside what " << report.expected << " did: " << report.scripts << " scripts in "
        << std::fixed << std::setprecision(1) << report.seconds << " s\n";
    for (const auto& sentence : report.missing) {
        out << sentence << '\n';
    }
    if (report.interrupted) {
        out << "stopped; --from " << report.next << " goes on\n";
    }
}

}  // namespace streamspec
