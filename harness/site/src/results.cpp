#include "streamspec/site/results.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <utility>

#include "streamspec/model/input_error.hpp"
#include "streamspec/model/json_document.hpp"
#include "streamspec/model/json_writer.hpp"
#include "streamspec/model/trace_codec.hpp"

namespace streamspec {
namespace {

std::string text_or_empty(const JsonNode& object, std::string_view key) {
    auto member = object.find(key);
    return member ? std::string(member->string()) : std::string();
}

std::optional<std::size_t> number_in(const JsonNode& object, std::string_view key) {
    auto member = object.find(key);
    return member ? std::optional(static_cast<std::size_t>(member->integer(0, kMaxIterations)))
                  : std::nullopt;
}

std::optional<std::string> json_in(const JsonNode& object, std::string_view key) {
    auto member = object.find(key);
    return member ? std::optional(canonical_json(*member)) : std::nullopt;
}

AspectSet aspects_of(const JsonNode& object, std::string_view key) {
    AspectSet set;
    for (auto node : object.member(key).elements(key)) {
        auto aspect = find_aspect(node.string());
        if (!aspect) {
            node.fail_expecting("an aspect");
        }
        set.add(*aspect);
    }
    return set;
}

bool same_row(const ReplayReport::Row& a, const ReplayReport::Row& b) {
    return a.subject == b.subject && a.release.asked == b.release.asked && a.options == b.options &&
           a.aspects == b.aspects;
}

/// Reads files of results into one report.
class ResultsReader {
  public:
    explicit ResultsReader(const Corpus& corpus)
        : corpus_(corpus), ids_(corpus.ids().begin(), corpus.ids().end()) {}

    void read(const std::string& file) {
        auto document = JsonDocument::read(file);
        auto root = document.root();
        if (!root.is_object() || !root.find("answers") || !root.find("rows")) {
            root.fail("expected what `streamspec replay --format json` writes");
        }
        for (auto aspect : kAllAspects) {
            if (aspects_of(root, "aspects").has(aspect)) {
                report_.aspects.add(aspect);
            }
        }
        std::vector<std::size_t> rows;
        for (auto row : root.member("rows").elements("rows")) {
            rows.push_back(add_row(row));
        }
        for (auto script : root.member("selected").elements("selected")) {
            selected_.insert(known_script(script));
        }
        for (auto answer : root.member("answers").elements("answers")) {
            add_answer(answer, rows);
        }
        for (auto problem : root.member("problems").elements("problems")) {
            report_.problems.push_back(
                {text_or_empty(problem, "file"), text_or_empty(problem, "pointer"), problem.text("reason")});
        }
    }

    ReplayReport take() {
        for (const auto& [place, verdict] : answers_) {
            selected_.insert(place.first);
        }
        report_.selected.assign(selected_.begin(), selected_.end());
        for (const auto& script : report_.selected) {
            for (std::size_t row = 0; row < report_.rows.size(); ++row) {
                auto place = answers_.find({script, row});
                report_.answers.push_back(
                    {script, row,
                     place != answers_.end()
                         ? std::move(place->second)
                         : Verdict(NoAnswer{false, "", "", "none of the files has a result of it"})});
            }
        }
        return std::move(report_);
    }

  private:
    std::string known_script(const JsonNode& node) const {
        auto id = std::string(node.string());
        if (ids_.find(id) == ids_.end()) {
            node.fail("the specification has no script " + id);
        }
        return id;
    }

    std::size_t add_row(const JsonNode& node) {
        ReplayReport::Row row;
        auto release = node.member("release");
        auto parsed = Release::parse(release.string());
        auto entry = parsed ? corpus_.releases().find(*parsed) : std::nullopt;
        if (!entry) {
            release.fail_expecting("a release that the specification knows");
        }
        row.release = *entry;
        row.subject = node.text("subject");
        row.name = node.text("name");
        row.options = node.text("options");
        row.aspects = aspects_of(node, "aspects");
        auto place = std::find_if(report_.rows.begin(), report_.rows.end(),
                                  [&](const ReplayReport::Row& other) { return same_row(row, other); });
        if (place == report_.rows.end()) {
            place = report_.rows.insert(place, std::move(row));
        }
        return static_cast<std::size_t>(place - report_.rows.begin());
    }

    /// The row of an answer, among those of its file.
    std::size_t row_of(const JsonNode& answer, const std::vector<std::size_t>& rows) const {
        auto place = answer.member("row");
        if (rows.empty()) {
            place.fail("there are no rows");
        }
        return rows[static_cast<std::size_t>(place.integer(0, static_cast<std::int64_t>(rows.size()) - 1))];
    }

    void add_answer(const JsonNode& node, const std::vector<std::size_t>& rows) {
        auto script = known_script(node.member("script"));
        auto row = row_of(node, rows);
        auto place = answers_.find({script, row});
        if (place != answers_.end()) {
            if (name(place->second) != node.text("verdict")) {
                node.fail(script +
                          " has another verdict in another file: " + std::string(name(place->second)));
            }
            return;
        }
        answers_.emplace(std::pair(script, row), verdict_of(node, script, row));
    }

    Verdict verdict_of(const JsonNode& node, const std::string& script, std::size_t row) {
        auto kind = node.member("verdict");
        auto text = kind.string();
        if (text == "pass") {
            return Pass{};
        }
        if (text == "fail") {
            return node.find("aspect") ? fail_of(node, script, row)
                                       : Fail{{}, aspects_of(node, "listed"), {}, {}, {}};
        }
        if (text == "known") {
            Known known{node.text("reason")};
            if (node.find("aspect")) {
                known.shown = fail_of(node, script, row);
            }
            return known;
        }
        if (text == "unsupported") {
            Unsupported unsupported;
            for (auto each : node.member("missing").elements("missing")) {
                auto feature = find_feature(each.string());
                if (!feature) {
                    each.fail_expecting("a feature");
                }
                unsupported.missing.push_back(*feature);
            }
            return unsupported;
        }
        if (text == "error") {
            return NoAnswer{node.member("bad_input").boolean(), text_or_empty(node, "file"),
                            text_or_empty(node, "pointer"), node.text("reason")};
        }
        kind.fail_expecting("pass, fail, unsupported, known or error");
    }

    Fail fail_of(const JsonNode& node, const std::string& script, std::size_t row) {
        auto aspect = find_aspect(node.text("aspect"));
        if (!aspect) {
            node.member("aspect").fail_expecting("an aspect");
        }
        Difference difference{*aspect,
                              number_in(node, "turn"),
                              number_in(node, "expected_event"),
                              number_in(node, "seen_event"),
                              node.text("what"),
                              json_in(node, "expected"),
                              json_in(node, "seen")};
        auto trace = node.member("trace");
        Fail fail{difference, aspects_of(node, "differs_in"), {}, {}, {}};
        fail.seen = std::make_shared<Trace>(decode_trace(trace, TraceOf::subject));
        expect(fail, script, report_.rows[row].release.recorded);
        auto turn = difference.turn.value_or(0);
        if (difference.turn && (!fail.expected || turn >= fail.seen->turns.size() ||
                                turn >= fail.expected->turns.size() || turn >= fail.script->turns.size())) {
            node.member("turn").fail("there is no such turn");
        }
        return fail;
    }

    /// Adds what the specification has of the script.
    void expect(Fail& fail, const std::string& id, const Release& release) {
        auto& [script, golden] = scripts_[id];
        if (!script) {
            auto loaded = corpus_.script(id);
            script = std::make_shared<Script>(corpus_.epilogue(loaded.script.layer).append_to(loaded.script));
            golden = std::make_shared<Golden>(corpus_.golden(id, loaded.digest));
        }
        const auto* variant = golden->find(release);
        if (variant == nullptr) {
            throw InputError(corpus_.golden_file(id), "", "has no trace of " + release.str());
        }
        fail.script = script;
        fail.expected = std::shared_ptr<const Trace>(golden, &variant->trace);
    }

    const Corpus& corpus_;
    std::set<std::string> ids_;
    ReplayReport report_;
    std::set<std::string> selected_;
    std::map<std::pair<std::string, std::size_t>, Verdict> answers_;
    std::map<std::string, std::pair<std::shared_ptr<const Script>, std::shared_ptr<const Golden>>> scripts_;
};

}  // namespace

ReplayReport read_results(const std::vector<std::string>& files, const Corpus& corpus) {
    ResultsReader reader(corpus);
    for (const auto& file : files) {
        reader.read(file);
    }
    return reader.take();
}

}  // namespace streamspec
