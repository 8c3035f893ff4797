#include "streamspec/explore/merged_explorations.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <map>
#include <set>
#include <utility>

#include "streamspec/model/json_writer.hpp"
#include "streamspec/model/script_codec.hpp"

namespace streamspec {
namespace {

constexpr double kMilliseconds = 1000;

std::uint64_t number(const JsonNode& object, std::string_view key) {
    return static_cast<std::uint64_t>(
        object.member(key).integer(0, std::numeric_limits<std::int64_t>::max()));
}

Divergence::Bucket bucket_of(const JsonNode& finding) {
    return {finding.text("call"), finding.text("aspect")};
}

std::uint64_t seed_of(const JsonNode& node) {
    const auto text = node.string();
    std::uint64_t seed = 0;
    const auto [last, error] = std::from_chars(text.data(), text.data() + text.size(), seed);
    if (error != std::errc() || last != text.data() + text.size()) {
        node.fail_expecting("a seed, a string of digits");
    }
    return seed;
}

Finding read_finding(const JsonNode& node) {
    Finding finding;
    finding.bucket = bucket_of(node);
    finding.times = number(node, "times");
    for (auto other : node.member("also").elements("also")) {
        finding.also[bucket_of(other)] += number(other, "times");
    }
    finding.origin = node.text("origin");
    finding.what = node.text("what");
    const auto script = node.member("script");
    finding.script = parse_script(canonical_json(script), node.document().file() + script.pointer());
    for (auto name : node.member("flaky").elements("flaky")) {
        finding.flaky.emplace_back(name.string());
    }
    finding.tried = number(node, "tried");
    finding.first_actions = number(node, "actions");
    finding.seconds = static_cast<double>(number(node, "milliseconds")) / kMilliseconds;
    finding.command = node.text("command");
    finding.python = node.text("python");
    finding.cpp = node.text("cpp");
    return finding;
}

/// Whether two findings come of one cause, as far as their buckets tell.
bool same_cause(const Finding& a, const Finding& b) {
    return a.bucket == b.bucket || a.also.contains(b.bucket) || b.also.contains(a.bucket);
}

void join(Finding& into, Finding other) {
    if (count_actions(other.script) < count_actions(into.script)) {
        std::swap(into, other);
    }
    const auto count = [&into](const Divergence::Bucket& bucket, std::size_t times) {
        (bucket == into.bucket ? into.times : into.also[bucket]) += times;
    };
    count(other.bucket, other.times);
    for (const auto& [bucket, times] : other.also) {
        count(bucket, times);
    }
}

void add(std::vector<Finding>& findings, Finding finding) {
    const auto known = std::find_if(findings.begin(), findings.end(),
                                    [&](const Finding& other) { return same_cause(other, finding); });
    if (known == findings.end()) {
        findings.push_back(std::move(finding));
    } else {
        join(*known, std::move(finding));
    }
}

/// Tells whether results are the parts of one exploration, each there once.
class Parts {
  public:
    /// Takes note of the next result; returns its shard.
    Shard add(const JsonDocument& result) {
        const auto root = result.root();
        for (const auto* key : {"explore", "expected", "seen", "seed"}) {
            const auto member = root.find(key);
            const auto text = member ? std::string(member->string()) : std::string("none");
            const auto [first, is_first] = same_.emplace(key, text);
            if (first->second != text) {
                (member ? *member : root)
                    .fail("it is of another exploration: its `" + std::string(key) + "` is " + text +
                          ", that of " + first_file_ + " is " + first->second);
            }
        }
        const auto node = root.member("shard");
        const auto shard = Shard::parse(node.string());
        if (!shard || (count_ != 0 && shard->count != count_)) {
            node.fail_expecting(count_ == 0 ? "a shard, K/N"
                                            : "one of " + std::to_string(count_) + " shards");
        }
        if (!numbers_.insert(shard->number).second) {
            node.fail("the shard " + shard->str() + " is there twice");
        }
        if (count_ == 0) {
            count_ = shard->count;
            first_file_ = result.file();
        }
        return *shard;
    }
    /// A sentence for each shard that is not there.
    std::vector<std::string> missing() const {
        std::vector<std::string> texts;
        for (std::size_t i = 1; i <= count_; ++i) {
            if (!numbers_.contains(i)) {
                texts.push_back("the shard " + Shard{i, count_}.str() + " is missing");
            }
        }
        return texts;
    }
    /// What the parts are together.
    Shard whole() const { return numbers_.size() == 1 ? Shard{*numbers_.begin(), count_} : Shard{}; }

  private:
    std::map<std::string, std::string> same_;
    std::string first_file_;
    std::size_t count_ = 0;
    std::set<std::size_t> numbers_;
};

ExhaustiveReport::Part& part_of(ExhaustiveReport& report, const JsonNode& universe) {
    for (auto& part : report.parts) {
        if (part.universe->name() == universe.key()) {
            return part;
        }
    }
    for (const auto& each : universes()) {
        if (each.name() == universe.key()) {
            auto& part = report.parts.emplace_back();
            part.universe = &each;
            return part;
        }
    }
    universe.fail("there is no universe of that name");
}

}  // namespace

bool is_exploration(const JsonDocument& document) {
    return document.root().is_object() && document.root().find("explore");
}

bool is_exploration_of_digests(const JsonDocument& document) {
    return is_exploration(document) && document.root().find("universes");
}

ExplorationReport merge_explorations(const std::vector<JsonDocument>& results) {
    ExplorationReport report;
    Parts parts;
    for (const auto& result : results) {
        const auto root = result.root();
        parts.add(result);
        report.mode = root.text("explore");
        report.expected = root.text("expected");
        report.seen = root.text("seen");
        if (const auto seed = root.find("seed")) {
            report.seed = seed_of(*seed);
        }
        report.next = std::max(report.next, number(root, "next"));
        report.compared += number(root, "compared");
        report.unsupported += number(root, "unsupported");
        report.left_out += number(root, "left_out");
        report.divergences += number(root, "divergences");
        report.interrupted = report.interrupted || root.member("interrupted").boolean();
        report.seconds += static_cast<double>(number(root, "milliseconds")) / kMilliseconds;
        for (auto finding : root.member("findings").elements("findings")) {
            add(report.findings, read_finding(finding));
        }
    }
    report.shard = parts.whole();
    for (auto& text : parts.missing()) {
        report.problems.push_back({"", "", std::move(text)});
    }
    return report;
}

ExhaustiveReport merge_exhaustive(const std::vector<JsonDocument>& results) {
    ExhaustiveReport report;
    Parts parts;
    for (const auto& result : results) {
        const auto root = result.root();
        parts.add(result);
        report.expected = root.text("expected");
        report.seen = root.text("seen");
        report.next = std::max<std::size_t>(report.next, number(root, "next"));
        report.interrupted = report.interrupted || root.member("interrupted").boolean();
        report.seconds += static_cast<double>(number(root, "milliseconds")) / kMilliseconds;
        for (auto universe : root.member("universes")) {
            auto& part = part_of(report, universe);
            part.blocks += number(universe, "blocks");
            part.scripts += number(universe, "scripts");
            report.scripts += number(universe, "scripts");
            for (auto block : universe.member("different").elements("different")) {
                part.different.push_back(static_cast<std::uint64_t>(block.integer()));
            }
            for (auto problem : universe.member("problems").elements("problems")) {
                part.problems.emplace_back(problem.string());
            }
        }
    }
    for (auto& part : report.parts) {
        std::sort(part.different.begin(), part.different.end());
    }
    report.shard = parts.whole();
    report.missing = parts.missing();
    return report;
}

}  // namespace streamspec
