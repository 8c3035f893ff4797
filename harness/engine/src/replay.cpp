#include "streamspec/engine/replay.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <exception>
#include <iterator>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "streamspec/engine/compare.hpp"
#include "streamspec/engine/expectation.hpp"
#include "streamspec/engine/known.hpp"
#include "streamspec/model/input_error.hpp"
#include "streamspec/model/needs.hpp"

namespace streamspec {
namespace {

NoAnswer bad_input(const InputError& error) {
    return {true, error.file(), error.pointer(), error.reason()};
}

NoAnswer broken(std::string reason) {
    return {false, {}, {}, std::move(reason)};
}

bool is_failure(const ReplayReport::Answer& answer) {
    return std::holds_alternative<Fail>(answer.verdict) || std::holds_alternative<NoAnswer>(answer.verdict);
}

/// One script of the corpus with what judging it needs. What not every judgement needs is read when it is
/// asked for. Everything throws InputError where the corpus is at fault.
class Question {
  public:
    Question(const Corpus& corpus, const std::string& id)
        : corpus_(corpus),
          id_(id),
          file_(corpus.script(id)),
          needed_(needs(file_.script)),
          whole_(corpus.epilogue(file_.script.layer).append_to(std::move(file_.script))) {}

    const std::string& id() const noexcept { return id_; }
    const FeatureSet& needed() const noexcept { return needed_; }
    /// With its epilogue.
    const Script& whole() const noexcept { return whole_; }
    /// The same without what a subject with these features cannot do.
    Script whole(FeatureSet features) const {
        auto own = whole_;
        own.turns.resize(own.own_turns);
        return corpus_.epilogue(own.layer).append_to(std::move(own), features);
    }

    const Golden& golden() {
        if (!golden_) {
            golden_ = corpus_.golden(id_, file_.digest);
        }
        return *golden_;
    }
    /// The golden trace of a release as canonical JSON. None where only `golden` can tell.
    std::optional<std::string_view> golden_text(const Release& release) {
        if (!text_) {
            text_ = corpus_.golden_text(id_);
        }
        auto trace = text_ ? text_->trace(id_, file_.digest, release) : std::nullopt;
        return trace && count_turns(*trace) == whole_.turns.size() ? trace : std::nullopt;
    }

  private:
    const Corpus& corpus_;
    const std::string& id_;
    CorpusScript file_;  ///< whose script has gone into `whole_`
    FeatureSet needed_;
    Script whole_;
    std::optional<Golden> golden_;
    std::optional<GoldenText> text_;
};

/// Replays scripts on one thread, with subjects of its own.
class Worker {
  public:
    Worker(const Corpus& corpus, const std::vector<Contestant>& contestants, const ReplayOptions& options)
        : corpus_(corpus), contestants_(contestants), options_(options), subjects_(contestants.size()) {}

    /// The answers to one script, in the order of the contestants.
    std::vector<ReplayReport::Answer> replay(const std::string& id) {
        std::vector<ReplayReport::Answer> answers;
        answers.reserve(contestants_.size());
        try {
            Question question(corpus_, id);
            for (std::size_t i = 0; i < contestants_.size(); ++i) {
                const auto begin = std::chrono::steady_clock::now();
                auto verdict = answer(question, i);
                answers.push_back({id, i, std::move(verdict), std::chrono::steady_clock::now() - begin});
            }
        } catch (const InputError& error) {
            answers.clear();  // what the corpus lacks, it lacks for all
            for (std::size_t i = 0; i < contestants_.size(); ++i) {
                answers.push_back({id, i, bad_input(error), {}});
            }
        }
        return answers;
    }

  private:
    /// Throws InputError.
    Verdict answer(Question& question, std::size_t contestant) {
        try {
            return put_to(subject_of(contestant), question, contestants_[contestant].release.recorded);
        } catch (const InputError&) {
            throw;
        } catch (const MissingFeatures& missing) {
            return Unsupported{missing.features()};
        } catch (const RefusedScript& error) {
            return broken(error.what());
        } catch (const std::exception& error) {
            // What is left of it is not trusted with another script.
            subjects_[contestant].reset();
            return broken(error.what());
        }
    }

    Verdict put_to(Subject& subject, Question& question, const Release& release) const {
        const auto& info = subject.info();
        // Most traces are the same to the byte. Where that can be seen, nothing needs to be decoded.
        const auto text = subject.answers_in_text() ? question.golden_text(release) : std::nullopt;
        if (!text) {
            if (auto verdict = without_trace(question, release)) {
                return *verdict;
            }
        }
        if (auto missing = question.needed().without(info.features); !missing.empty()) {
            return Unsupported{std::move(missing)};
        }
        std::optional<Script> reduced;
        if (leaves_something_out(question.whole(), info.features)) {
            reduced = question.whole(info.features);
        }
        const auto& script = reduced ? *reduced : question.whole();
        auto seen = text ? subject.run_expecting(script, *text) : subject.run(script);
        if (!seen) {
            return with_known(question.id(), info, Pass{});
        }
        if (text) {
            if (auto verdict = without_trace(question, release)) {
                return *verdict;
            }
        }
        return with_known(question.id(), info,
                          judge(question.whole(), question.golden().find(release)->trace, info,
                                std::move(*seen), options_.aspects));
    }

    /// The verdict where no golden trace of the release can be compared with.
    std::optional<Verdict> without_trace(Question& question, const Release& release) const {
        const auto* golden = question.golden().find(release);
        if (golden == nullptr) {
            return NoAnswer{true, corpus_.golden_file(question.id()), "/recordings",
                            "release " + release.str() + " is not recorded"};
        }
        if (!golden->unsupported.empty()) {
            return Unsupported{golden->unsupported.without({})};
        }
        if (golden->trace.turns.size() != question.whole().turns.size()) {
            return NoAnswer{true, corpus_.golden_file(question.id()), "/variants",
                            "the trace of release " + release.str() + " has " +
                                std::to_string(golden->trace.turns.size()) +
                                " turns, and the script with its epilogue " +
                                std::to_string(question.whole().turns.size())};
        }
        return std::nullopt;
    }

    /// The verdict, once what is listed of the script is taken into account.
    Verdict with_known(const std::string& id, const SubjectInfo& info, Verdict verdict) const {
        auto* fail = std::get_if<Fail>(&verdict);
        if (fail == nullptr && !std::holds_alternative<Pass>(verdict)) {
            return verdict;
        }
        AspectSet listed;
        std::string reasons;
        for (const auto& known : options_.known) {
            if ((options_.aspects & info.aspects).has(known.aspect) && covers(known, id, info.name)) {
                listed.add(known.aspect);
                reasons += (reasons.empty() ? "" : "; ") + known.reason;
            }
        }
        if (listed.empty()) {
            return verdict;
        }
        auto unlisted = fail == nullptr ? AspectSet() : fail->differs_in;
        auto idle = listed;
        for (auto aspect : kAllAspects) {
            if (unlisted.has(aspect) && listed.has(aspect)) {
                unlisted.remove(aspect);
                idle.remove(aspect);
            }
        }
        if (!unlisted.empty()) {
            if (auto rest = compare(*fail->expected, *fail->seen, unlisted, info.features)) {
                fail->difference = std::move(rest);
            }
            return verdict;
        }
        return idle.empty() ? Verdict(Known{reasons, std::move(*fail)}) : Verdict(Fail{{}, idle, {}, {}, {}});
    }

    Subject& subject_of(std::size_t contestant) {
        auto& subject = subjects_[contestant];
        if (!subject) {
            subject = contestants_[contestant].make();
        }
        return *subject;
    }

    const Corpus& corpus_;
    const std::vector<Contestant>& contestants_;
    const ReplayOptions& options_;
    std::vector<std::unique_ptr<Subject>> subjects_;
};

/// Hands the scripts to workers, and keeps their answers.
class Course {
  public:
    Course(const Corpus& corpus, const std::vector<std::string>& ids,
           const std::vector<Contestant>& contestants, const ReplayOptions& options,
           const ReplayReport& begun)
        : corpus_(corpus),
          ids_(ids),
          contestants_(contestants),
          options_(options),
          begun_(begun),
          answers_(ids.size()) {}

    void run() {
        auto jobs = std::clamp<std::size_t>(options_.jobs, 1, std::max<std::size_t>(ids_.size(), 1));
        std::vector<std::jthread> threads;
        for (std::size_t i = 1; i < jobs; ++i) {
            threads.emplace_back([this] { work(); });
        }
        work();
    }

    /// Sorted by script, then by contestant. A script that was not begun has none.
    std::vector<std::vector<ReplayReport::Answer>>& answers() noexcept { return answers_; }

  private:
    void work() {
        Worker worker(corpus_, contestants_, options_);
        while (!stop_) {
            auto i = next_++;
            if (i >= ids_.size()) {
                break;
            }
            answers_[i] = worker.replay(ids_[i]);
            if (options_.fail_fast && std::any_of(answers_[i].begin(), answers_[i].end(), is_failure)) {
                stop_ = true;
            }
            tell(answers_[i]);
        }
    }

    void tell(const std::vector<ReplayReport::Answer>& answers) {
        std::scoped_lock lock(telling_);
        for (const auto& answer : answers) {
            if (options_.answered) {
                options_.answered(begun_, answer);
            }
        }
        ++done_;
        if (options_.progress) {
            options_.progress(done_, ids_.size());
        }
    }

    const Corpus& corpus_;
    const std::vector<std::string>& ids_;
    const std::vector<Contestant>& contestants_;
    const ReplayOptions& options_;
    const ReplayReport& begun_;
    std::vector<std::vector<ReplayReport::Answer>> answers_;
    std::atomic<std::size_t> next_ = 0;
    std::atomic<bool> stop_ = false;
    std::mutex telling_;
    std::size_t done_ = 0;
};

ReplayReport::Row row_of(const Contestant& contestant, AspectSet aspects) {
    try {
        const auto subject = contestant.make();
        const auto& info = subject->info();
        return {contestant.release, info.name + " " + info.version, info.name, aspects & info.aspects,
                contestant.options};
    } catch (const std::exception& error) {
        auto name = contestant.options.empty() ? std::string("(cannot be made: ") + error.what() + ")"
                                               : "(not there)" + contestant.options;
        return {contestant.release, name, name, aspects, contestant.options, error.what()};
    }
}

}  // namespace

Verdict judge(const Script& script, const Trace& golden, const SubjectInfo& subject, Trace seen,
              AspectSet aspects) {
    if (seen.turns.size() != script.turns.size()) {
        return broken("the subject's trace has " + std::to_string(seen.turns.size()) +
                      " turns, and the script " + std::to_string(script.turns.size()));
    }
    std::optional<Trace> trimmed;
    if (leaves_something_out(script, subject.features)) {
        trimmed = expectation(golden, script, subject.features);
        seen.turns.resize(trimmed->turns.size());
    }
    const auto& expected = trimmed ? *trimmed : golden;
    auto compared = aspects & subject.aspects;
    auto difference = compare(expected, seen, compared, subject.features);
    if (!difference) {
        return Pass{};
    }
    AspectSet differs_in{difference->aspect};
    for (auto aspect : kAllAspects) {
        if (compared.has(aspect) && compare(expected, seen, {aspect}, subject.features)) {
            differs_in.add(aspect);
        }
    }
    return Fail{std::move(difference), differs_in, std::make_shared<const Script>(script),
                std::make_shared<const Trace>(expected), std::make_shared<const Trace>(std::move(seen))};
}

ReplayReport replay(const Corpus& corpus, const std::vector<std::string>& ids,
                    const std::vector<Contestant>& contestants, const ReplayOptions& options) {
    ReplayReport report;
    report.selected = ids;
    report.aspects = options.aspects;
    report.folder_options = options.folder_options;
    report.reproduce_options = options.reproduce_options;
    for (const auto& contestant : contestants) {
        report.rows.push_back(row_of(contestant, options.aspects));
    }
    const auto begun = report;
    Course course(corpus, ids, contestants, options, begun);
    course.run();
    for (auto& answers : course.answers()) {
        if (answers.empty()) {
            report.not_run += contestants.size();
        }
        std::move(answers.begin(), answers.end(), std::back_inserter(report.answers));
    }
    return report;
}

}  // namespace streamspec
