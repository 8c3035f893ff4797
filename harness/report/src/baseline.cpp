#include "streamspec/report/baseline.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <optional>
#include <utility>

#include "streamspec/model/input_error.hpp"
#include "streamspec/model/json_document.hpp"

namespace streamspec {
namespace {

/// What a baseline says of a result that it does not have.
constexpr std::string_view kNotThere = "not there";
/// Names that a note lists; of more their number.
constexpr std::size_t kListed = 10;

bool is_failure(std::string_view outcome) {
    return outcome == "fail" || outcome == "error";
}

std::string text_or_empty(const JsonNode& object, std::string_view key) {
    return object.find(key) ? object.text(key) : std::string();
}

std::string listed(const std::set<std::string>& names) {
    std::string text;
    std::size_t told = 0;
    for (const auto& name : names) {
        if (told++ == kListed) {
            return text + " and " + std::to_string(names.size() - kListed) + " more";
        }
        text += (text.empty() ? "" : ", ") + name;
    }
    return text;
}

std::string read_text(const std::string& path) {
    std::ifstream stream(path, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(stream), {}};
    if (!stream.is_open() || stream.bad()) {
        throw InputError(path, "", "the file cannot be read");
    }
    return text;
}

}  // namespace

/// Reads the forms that results are written in.
class BaselineReader {
  public:
    explicit BaselineReader(std::string path) { baseline_.file_ = std::move(path); }

    Baseline read() {
        auto text = read_text(baseline_.file_);
        auto first_end = std::min(text.find('\n'), text.size());
        if (text.substr(0, first_end).find(R"("kind":)") != std::string::npos) {
            read_lines(text);
        } else {
            auto document = JsonDocument::parse(text, baseline_.file_);
            read_document(document.root());
        }
        if (baseline_.results_.empty()) {
            throw InputError(baseline_.file_, "", "there is no result in it");
        }
        return std::move(baseline_);
    }

  private:
    void read_lines(const std::string& text) {
        std::size_t number = 0;
        for (std::size_t begin = 0; begin < text.size();) {
            auto end = std::min(text.find('\n', begin), text.size());
            auto line = text.substr(begin, end - begin);
            begin = end + 1;
            auto document = JsonDocument::parse(line, baseline_.file_ + ", line " + std::to_string(++number));
            if (text_or_empty(document.root(), "kind") == "verdict") {
                add(document.root(), document.root().text("name"), document.root().text("subject_name"));
            }
        }
    }

    void read_document(const JsonNode& root) {
        if (root.is_array()) {
            for (auto certificate : root) {
                add(certificate, certificate.text("level"), certificate.text("name"));
            }
            return;
        }
        if (root.is_object() && root.find("explore")) {
            read_exploration(root);
            return;
        }
        auto answers = root.is_object() ? root.find("answers") : std::nullopt;
        auto rows = root.is_object() ? root.find("rows") : std::nullopt;
        if (!answers || !rows) {
            root.fail("expected what a verb of streamspec writes with --format json or jsonl");
        }
        std::map<std::string, std::string> names;
        for (auto row : rows->elements("rows")) {
            names[row.text("subject")] = row.text("name");
        }
        for (auto answer : answers->elements("answers")) {
            auto subject = answer.text("subject");
            auto name = names.find(subject);
            add(answer, answer.text("script"), name == names.end() ? subject : name->second);
        }
    }

    /// What `explore` writes: the names are those of its results in the other forms.
    void read_exploration(const JsonNode& root) {
        const auto mode = root.text("explore");
        auto subject = root.text("seen");
        subject.resize(std::min(subject.rfind(' '), subject.size()));  // without its version
        if (auto universes = root.find("universes")) {
            for (auto universe : *universes) {
                read_universe(universe, mode + "/" + std::string(universe.key()), subject);
            }
            return;
        }
        const auto findings = root.member("findings");
        const bool compared = root.member("compared").integer() > 0;
        add({mode, subject, ""}, {findings.size() > 0 ? "fail" : compared ? "pass" : "error", {}});
        for (auto finding : findings.elements("findings")) {
            const auto aspect = finding.text("aspect");
            add({mode + "/" + finding.text("call") + ", " + aspect, subject, ""}, {"fail", {aspect}});
        }
    }

    void read_universe(const JsonNode& universe, const std::string& name, const std::string& subject) {
        const auto different = universe.member("different");
        const bool answered =
            universe.member("problems").size() == 0 && universe.member("blocks").integer() > 0;
        add({name, subject, ""}, {different.size() > 0 ? "fail" : answered ? "pass" : "error", {}});
        for (auto block : different.elements("different")) {
            add({name + ", block " + std::to_string(block.integer()), subject, ""}, {"fail", {}});
        }
    }

    void add(Baseline::Key key, Baseline::Earlier earlier) {
        baseline_.results_[std::move(key)].push_back(std::move(earlier));
    }

    void add(const JsonNode& result, std::string name, std::string subject) {
        constexpr std::array<std::string_view, 5> kOutcomes = {"pass", "fail", "unsupported", "known",
                                                               "error"};
        Baseline::Earlier earlier{result.text("verdict"), {}};
        if (std::find(kOutcomes.begin(), kOutcomes.end(), earlier.outcome) == kOutcomes.end()) {
            result.find("verdict")->fail_expecting("pass, fail, unsupported, known or error");
        }
        if (auto aspects = result.find("differs_in")) {
            for (auto aspect : aspects->elements("differs_in")) {
                earlier.differs_in.emplace(aspect.string());
            }
        }
        add({std::move(name), std::move(subject), text_or_empty(result, "release")}, std::move(earlier));
    }

    Baseline baseline_;
};

Baseline Baseline::read(const std::string& path) {
    return BaselineReader(path).read();
}

bool BaselineComparison::changed(CaseResult& result) {
    const Baseline::Key key{result.name, result.subject_name, result.release};
    auto earlier = baseline_->results_.find(key);
    auto which = met_[key]++;
    if (earlier == baseline_->results_.end() || which >= earlier->second.size()) {
        ++unknown_;
        worse_ += result.failed() ? 1U : 0U;
        result.before = std::string(kNotThere);
        result.counts = result.failed();
        return true;
    }
    const auto& before = earlier->second[which];
    const auto now = name(result.outcome);
    const bool further =
        std::any_of(result.differs_in.begin(), result.differs_in.end(),
                    [&](const std::string& aspect) { return !before.differs_in.contains(aspect); });
    const bool worse =
        result.failed() && (!is_failure(before.outcome) || (before.outcome == "fail" && now == "error") ||
                            (before.outcome == "fail" && now == "fail" && further));
    const bool same_aspects =
        std::set<std::string>(result.differs_in.begin(), result.differs_in.end()) == before.differs_in;
    result.counts = worse;
    if (before.outcome == now && same_aspects) {
        ++unchanged_;
        return false;
    }
    ++(worse ? worse_ : is_failure(before.outcome) && !result.failed() ? better_ : otherwise_);
    result.before = before.outcome;
    if (before.outcome == now) {
        std::string aspects;
        for (const auto& aspect : before.differs_in) {
            aspects += (aspects.empty() ? " in " : ", ") + aspect;
        }
        *result.before += aspects;
    }
    return true;
}

void BaselineComparison::keep_changes(CaseRun& run, const std::function<bool(const std::string&)>& exists) {
    const auto asked = run.cases.size();
    std::erase_if(run.cases, [&](CaseResult& result) { return !changed(result); });
    if (asked > 0 && unknown_ == asked) {
        throw InputError(
            baseline_->file_, "",
            "it has no result of anything that was asked: it is of other scripts, other subjects or "
            "other releases");
    }
    run.compared = true;
    note_counts(run);
    note_missing(run, exists);
    if (run.exit_code == 1) {
        run.exit_code = worse_ > 0 ? 1 : 0;
    }
}

void BaselineComparison::note_counts(CaseRun& run) const {
    auto text = "compared with " + baseline_->file_ + ": " + std::to_string(worse_) + " new failures, " +
                std::to_string(better_) + " fail no longer, " + std::to_string(otherwise_) +
                " changed otherwise, " + std::to_string(unchanged_) + " as before";
    if (unknown_ > 0) {
        text += ", " + std::to_string(unknown_) + " not there before";
    }
    run.notes.push_back(std::move(text));
}

void BaselineComparison::note_missing(CaseRun& run,
                                      const std::function<bool(const std::string&)>& exists) const {
    std::set<std::string> gone;
    std::set<std::string> subjects;
    std::set<std::string> asked;
    for (const auto& [key, count] : met_) {
        asked.insert(key.subject + (key.release.empty() ? "" : " as " + key.release));
    }
    std::size_t not_asked = 0;
    for (const auto& [key, earlier] : baseline_->results_) {
        auto met = met_.find(key);
        const auto left = earlier.size() - std::min(met == met_.end() ? 0 : met->second, earlier.size());
        const auto who = key.subject + (key.release.empty() ? "" : " as " + key.release);
        if (left == 0) {
            continue;
        }
        if (!asked.contains(who)) {
            subjects.insert(who);
        } else if (!exists(key.name)) {
            gone.insert(key.name);
        } else {
            not_asked += left;
        }
    }
    if (!gone.empty()) {
        run.notes.push_back("in the baseline, and there no longer: " + listed(gone));
    }
    if (!subjects.empty()) {
        run.notes.push_back("in the baseline, and not asked now: " + listed(subjects));
    }
    if (not_asked > 0) {
        run.notes.push_back("in the baseline, and not asked now: " + std::to_string(not_asked) +
                            " further results");
    }
}

}  // namespace streamspec
