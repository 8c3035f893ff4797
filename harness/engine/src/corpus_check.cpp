#include "streamspec/engine/corpus_check.hpp"

#include <algorithm>
#include <fstream>
#include <map>
#include <set>

#include "streamspec/model/input_error.hpp"

namespace streamspec {
namespace {

// What is known to be noteworthy, by number; each is to be shown, or listed as not tested.
constexpr int kQuirks = 60;
constexpr int kDifferences = 25;
constexpr int kOfWriters = 22;
constexpr int kOfTime = 8;
constexpr int kOfTransports = 15;

/// The first columns of the tables of a Markdown file, up to the first space: "D2 (before 3.6.4)" is D2.
std::set<std::string> listed_tags(const std::filesystem::path& path) {
    std::ifstream stream(path);
    if (!stream) {
        throw InputError(path.string(), "", "the file cannot be read");
    }
    std::set<std::string> tags;
    for (std::string line; std::getline(stream, line);) {
        if (line.starts_with("| ")) {
            tags.insert(line.substr(2, line.find(' ', 2) - 2));
        }
    }
    return tags;
}

/// Clauses, by id, and the faults that are seen in them alone.
struct Clauses {
    std::set<std::string> ids;
    std::set<std::string> tags;
};

Clauses read_clauses(const Corpus& corpus, std::vector<std::string>& faults) {
    Clauses clauses;
    auto known = known_tags();
    for (const auto& [topic, file] : corpus.clauses()) {
        for (const auto& clause : file.clauses) {
            if (!clauses.ids.insert(clause.id).second) {
                faults.push_back("the clause " + clause.id + " occurs twice");
            }
            for (const auto& tag : clause.tags) {
                if (std::find(known.begin(), known.end(), tag) == known.end()) {
                    faults.push_back("the clause " + clause.id + " has the tag " + tag +
                                     ", which is not known");
                }
                clauses.tags.insert(tag);
            }
        }
    }
    return clauses;
}

}  // namespace

std::vector<std::string> known_tags() {
    std::vector<std::string> tags;
    auto add = [&](const std::string& letter, int last) {
        for (int i = 1; i <= last; ++i) {
            tags.push_back(letter + std::to_string(i));
        }
    };
    add("Q", kQuirks);
    add("D", kDifferences);
    add("W", kOfWriters);
    add("F", kOfTime);
    add("X", kOfTransports);
    for (const auto* part : {"D1b", "D1c", "D1d", "D1e", "D1f"}) {
        tags.emplace_back(part);
    }
    return tags;
}

std::vector<std::string> check_corpus(const Corpus& corpus) {
    std::vector<std::string> faults;
    auto clauses = read_clauses(corpus, faults);
    std::set<std::string> shown;
    for (const auto& id : corpus.ids()) {
        if (std::count(id.begin(), id.end(), '/') != 1) {
            faults.push_back("the script " + id + " is not in a group: a script is <group>/<name>.json");
        }
        try {
            for (const auto& clause : corpus.script(id).script.clauses) {
                if (!clauses.ids.contains(clause)) {
                    faults.push_back("the script " + id + " names the clause " + clause +
                                     ", which does not exist");
                }
                shown.insert(clause);
            }
        } catch (const InputError& error) {
            faults.emplace_back(error.what());
        }
    }
    for (const auto& clause : clauses.ids) {
        if (!shown.contains(clause)) {
            faults.push_back("no script shows the clause " + clause);
        }
    }
    auto not_tested = listed_tags(corpus.spec() / "not-tested.md");
    for (const auto& tag : known_tags()) {
        if (!clauses.tags.contains(tag) && !not_tested.contains(tag)) {
            faults.push_back("no clause has the tag " + tag + ", and spec/not-tested.md does not list it");
        }
    }
    return faults;
}

}  // namespace streamspec
