#include "unknown_verb.hpp"

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

namespace streamspec::cli {
namespace {

/// How many letters have to be put in, left out or changed to make one word of the other.
std::size_t distance(const std::string& from, const std::string& to) {
    std::vector<std::size_t> row(to.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < from.size(); ++i) {
        auto diagonal = std::exchange(row[0], i + 1);
        for (std::size_t j = 0; j < to.size(); ++j) {
            auto changed = diagonal + (from[i] == to[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({changed, row[j] + 1, row[j + 1] + 1});
        }
    }
    return row.back();
}

}  // namespace

bool tell_unknown_verb(std::ostream& out, const CLI::App& app, const std::string& word) {
    constexpr std::size_t kAlike = 2;
    if (word.empty() || word.front() == '-') {
        return false;
    }
    std::string verbs;
    std::string nearest;
    std::size_t nearest_distance = kAlike + 1;
    for (const auto* verb : app.get_subcommands([](const CLI::App*) { return true; })) {
        const auto& name = verb->get_name();
        if (name == word) {
            return false;
        }
        verbs += verb->get_group().empty() ? "" : (verbs.empty() ? "" : ", ") + name;
        if (auto found = distance(word, name); found < nearest_distance) {
            nearest = name;
            nearest_distance = found;
        }
    }
    out << "streamspec: there is no verb `" << word << "`"
        << (nearest.empty() ? "" : "; did you mean `" + nearest + "`?") << "\nThe verbs are " << verbs
        << "; streamspec --help tells more.\n";
    return true;
}

}  // namespace streamspec::cli
