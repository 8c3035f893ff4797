#include "streamspec/engine/selection.hpp"

#include <algorithm>
#include <iterator>
#include <set>

#include "streamspec/model/input_error.hpp"

namespace streamspec {
namespace {

std::string whole_group(std::string glob) {
    while (glob.ends_with('/')) {
        glob.pop_back();
    }
    return glob + "/*";
}

std::vector<std::string> matching(const std::vector<std::string>& ids, std::string_view glob) {
    std::vector<std::string> found;
    std::copy_if(ids.begin(), ids.end(), std::back_inserter(found),
                 [&](const std::string& id) { return matches_glob(glob, id); });
    return found;
}

}  // namespace

bool matches_glob(std::string_view glob, std::string_view id) noexcept {
    // A star takes as little as it can; where the rest fails, the latest star takes one character more.
    std::size_t g = 0;
    std::size_t i = 0;
    auto star = std::string_view::npos;
    std::size_t star_end = 0;
    while (i < id.size()) {
        if (g < glob.size() && glob[g] == '*') {
            star = g++;
            star_end = i;
        } else if (g < glob.size() && (glob[g] == '?' || glob[g] == id[i])) {
            ++g;
            ++i;
        } else if (star != std::string_view::npos) {
            g = star + 1;
            i = ++star_end;
        } else {
            return false;
        }
    }
    return glob.find_first_not_of('*', g) == std::string_view::npos;
}

std::vector<std::string> select_scripts(const Corpus& corpus, const Selection& selection,
                                        std::vector<ReplayReport::Problem>& problems) {
    std::set<std::string> chosen;
    for (const auto& glob : selection.globs) {
        auto found = matching(corpus.ids(), glob);
        if (found.empty()) {
            found = matching(corpus.ids(), whole_group(glob));
        }
        if (found.empty()) {
            problems.push_back({glob, "", "no script matches"});
        }
        chosen.insert(found.begin(), found.end());
    }
    if (selection.globs.empty()) {
        chosen.insert(corpus.ids().begin(), corpus.ids().end());
    }
    if (selection.clauses.empty()) {
        return {chosen.begin(), chosen.end()};
    }
    std::set<std::string> shown;
    std::erase_if(chosen, [&](const std::string& id) {
        try {
            auto clauses = corpus.script(id).script.clauses;
            bool wanted = false;
            for (const auto& clause : clauses) {
                if (std::find(selection.clauses.begin(), selection.clauses.end(), clause) !=
                    selection.clauses.end()) {
                    wanted = true;
                    shown.insert(clause);
                }
            }
            return !wanted;
        } catch (const InputError&) {
            return false;
        }
    });
    for (const auto& clause : selection.clauses) {
        if (!shown.contains(clause)) {
            problems.push_back({clause, "", "no script among those asked for shows this clause"});
        }
    }
    return {chosen.begin(), chosen.end()};
}

}  // namespace streamspec
