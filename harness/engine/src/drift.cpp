#include "streamspec/engine/drift.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "drift_kind.hpp"
#include "streamspec/engine/compare.hpp"
#include "streamspec/model/input_error.hpp"

namespace streamspec {
namespace {

/// Compares two releases, script by script.
class DriftFinder {
  public:
    DriftFinder(const Corpus& corpus, ReleaseTable::Entry from, ReleaseTable::Entry to) : corpus_(corpus) {
        report_.from = std::move(from);
        report_.to = std::move(to);
        report_.recorded = corpus.releases().recorded();
    }

    DriftReport find(const std::vector<std::string>& ids) {
        for (const auto& id : ids) {
            try {
                compare_script(id);
            } catch (const InputError& error) {
                report_.problems.push_back({error.file(), error.pointer(), error.reason()});
            }
        }
        make_entries();
        return std::move(report_);
    }

  private:
    void compare_script(const std::string& id) {
        auto loaded = corpus_.script(id);
        auto golden = corpus_.golden(id, loaded.digest);
        const auto& before = variant_of(golden, report_.from.recorded);
        const auto& after = variant_of(golden, report_.to.recorded);
        ++report_.scripts;
        shown_.insert(loaded.script.clauses.begin(), loaded.script.clauses.end());
        if (&before == &after) {
            return;
        }
        const bool played_before = before.unsupported.empty();
        const bool played_after = after.unsupported.empty();
        if (!played_before && !played_after) {
            return;  // what neither can play shows nothing, although they may lack different things
        }
        if ((!played_before && is_host_s_lack(golden, report_.from.recorded)) ||
            (!played_after && is_host_s_lack(golden, report_.to.recorded))) {
            return;  // nobody has seen what that release does
        }
        std::optional<Difference> difference;
        if (played_before && played_after) {
            difference = compare(before.trace, after.trace);
            if (!difference) {
                return;
            }
        }
        const auto& epilogue = corpus_.epilogue(loaded.script.layer);
        report_.changes.push_back(
            {id, std::make_shared<const Script>(epilogue.append_to(std::move(loaded.script))), side(before),
             side(after), std::move(difference)});
    }

    const Variant& variant_of(const Golden& golden, const Release& release) const {
        const auto* variant = golden.find(release);
        if (variant == nullptr) {
            throw InputError(corpus_.golden_file(golden.script), "/recordings",
                             "release " + release.str() + " is not recorded");
        }
        return *variant;
    }

    /// Whether it may be not the release that lacks something, but what it ran on.
    static bool is_host_s_lack(const Golden& golden, const Release& release) {
        return golden.recordings.at(release).kind == Recording::Kind::wasm;
    }

    static DriftReport::Side side(const Variant& variant) {
        auto trace = variant.unsupported.empty() ? std::make_shared<const Trace>(variant.trace) : nullptr;
        return {variant.releases, variant.unsupported, std::move(trace)};
    }

    void make_entries() {
        std::vector<DriftReport::Entry> in_one;
        std::vector<DriftReport::Entry> in_both;
        for (const auto& [topic, file] : corpus_.clauses()) {
            for (const auto& clause : file.clauses) {
                DriftReport::Entry entry;
                entry.clause = clause;
                entry.before = clause.releases.contains(report_.from.asked);
                entry.after = clause.releases.contains(report_.to.asked);
                (entry.holds_in_one() ? in_one : in_both).push_back(std::move(entry));
            }
        }
        std::vector<std::size_t> of_no_entry;
        for (std::size_t i = 0; i < report_.changes.size(); ++i) {
            const auto& names = report_.changes[i].script->clauses;
            if (!add_to(in_one, names, i)) {
                of_no_entry.push_back(i);
            }
        }
        for (auto i : of_no_entry) {
            if (!add_in_passing(in_one, i)) {
                add_to(in_both, report_.changes[i].script->clauses, i);
            }
        }
        for (auto* entries : {&in_one, &in_both}) {
            for (auto& entry : *entries) {
                if (!entry.changes.empty()) {
                    report_.entries.push_back(std::move(entry));
                } else if (entry.holds_in_one() && shown_.contains(entry.clause.id)) {
                    report_.not_shown.push_back(std::move(entry.clause));
                }
            }
        }
    }

    /// Adds a change to those of the entries whose clauses it names; whether there are any.
    static bool add_to(std::vector<DriftReport::Entry>& entries, const std::vector<std::string>& names,
                       std::size_t change) {
        bool found = false;
        for (auto& entry : entries) {
            if (std::find(names.begin(), names.end(), entry.clause.id) != names.end()) {
                entry.changes.push_back(change);
                found = true;
            }
        }
        return found;
    }

    /// Adds a change to the entry that has the most changes of its kind; whether there is one.
    bool add_in_passing(std::vector<DriftReport::Entry>& entries, std::size_t change) const {
        auto kind = drift_kind(report_.changes[change]);
        auto alike = [&](const DriftReport::Entry& entry) {
            return std::count_if(entry.changes.begin(), entry.changes.end(), [&](std::size_t other) {
                return drift_kind(report_.changes[other]) == kind;
            });
        };
        auto most = std::max_element(entries.begin(), entries.end(),
                                     [&](const auto& a, const auto& b) { return alike(a) < alike(b); });
        if (most == entries.end() || alike(*most) == 0) {
            return false;
        }
        most->in_passing.push_back(change);
        return true;
    }

    const Corpus& corpus_;
    DriftReport report_;
    std::set<std::string> shown_;  ///< clauses that some compared script names
};

}  // namespace

DriftReport find_drift(const Corpus& corpus, const std::vector<std::string>& ids, ReleaseTable::Entry from,
                       ReleaseTable::Entry to) {
    return DriftFinder(corpus, std::move(from), std::move(to)).find(ids);
}

}  // namespace streamspec
