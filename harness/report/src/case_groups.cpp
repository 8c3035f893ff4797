#include "case_groups.hpp"

#include <map>
#include <set>

namespace streamspec {
namespace {

/// Groups in the order of their first results.
class Groups {
  public:
    CaseGroup& at(const std::string& key) {
        auto [place, is_new] = places_.try_emplace(key, groups_.size());
        if (is_new) {
            groups_.emplace_back();
        }
        return groups_[place->second];
    }
    std::vector<CaseGroup> take() { return std::move(groups_); }

  private:
    std::map<std::string, std::size_t> places_;
    std::vector<CaseGroup> groups_;
};

}  // namespace

std::vector<CaseGroup> suites_of(const CaseRun& run) {
    Groups groups;
    for (const auto& result : run.cases) {
        auto& group = groups.at(result.suite());
        group.title = result.suite();
        group.results.push_back(&result);
    }
    return groups.take();
}

std::vector<CaseGroup> failures_of(const CaseRun& run) {
    Groups groups;
    for (const auto& result : run.cases) {
        if (result.counts) {
            const bool alone = result.outcome == CaseResult::Outcome::fail;
            groups.at(std::string(alone ? "fail " + result.name : "error") + '\n' + result.message)
                .results.push_back(&result);
        }
    }
    auto found = groups.take();
    for (auto& group : found) {
        std::set<std::string> told;
        for (const auto* result : group.results) {
            if (told.insert(result->suite()).second) {
                group.title += (group.title.empty() ? "" : ", ") + result->suite();
            }
        }
    }
    return found;
}

}  // namespace streamspec
