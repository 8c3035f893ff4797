#include "streamspec/engine/known.hpp"

#include <algorithm>
#include <set>
#include <tuple>

#include "streamspec/engine/selection.hpp"
#include "streamspec/model/input_error.hpp"

namespace streamspec {
namespace {

bool matches_none(const std::string& glob, const Corpus& corpus) {
    return std::none_of(corpus.ids().begin(), corpus.ids().end(),
                        [&](const std::string& id) { return matches_glob(glob, id); });
}

std::string reason_of(const Difference& difference, Aspect aspect) {
    std::string reason = "not yet explained";
    if (difference.aspect == aspect) {
        reason += difference.turn ? ": turn " + std::to_string(*difference.turn) : ": setup";
        reason += ", " + difference.what;
    }
    return reason;
}

}  // namespace

bool covers(const KnownDivergence& known, std::string_view id, std::string_view subject) {
    return matches_glob(known.id, id) && matches_glob(known.subject, subject) &&
           std::none_of(known.except.begin(), known.except.end(),
                        [&](const std::string& glob) { return matches_glob(glob, id); });
}

std::vector<ReplayReport::Problem> check_known(const std::vector<KnownDivergence>& known,
                                               const Corpus& corpus, const std::string& file) {
    std::vector<ReplayReport::Problem> problems;
    for (std::size_t i = 0; i < known.size(); ++i) {
        auto entry = "/" + std::to_string(i);
        if (matches_none(known[i].id, corpus)) {
            problems.push_back({file, entry + "/id", "no script matches " + known[i].id});
        }
        for (std::size_t j = 0; j < known[i].except.size(); ++j) {
            if (matches_none(known[i].except[j], corpus)) {
                problems.push_back({file, entry + "/except/" + std::to_string(j),
                                    "no script matches " + known[i].except[j]});
            }
        }
    }
    return problems;
}

std::vector<KnownDivergence> read_known(const std::vector<std::string>& files, const Corpus& corpus,
                                        std::vector<ReplayReport::Problem>& problems) {
    std::vector<KnownDivergence> known;
    for (const auto& file : files) {
        try {
            auto entries = decode_known(JsonDocument::read(file));
            auto faults = check_known(entries, corpus, file);
            problems.insert(problems.end(), faults.begin(), faults.end());
            known.insert(known.end(), entries.begin(), entries.end());
        } catch (const InputError& error) {
            problems.push_back({error.file(), error.pointer(), error.reason()});
        }
    }
    return known;
}

std::vector<KnownDivergence> known_from(const ReplayReport& report) {
    std::vector<KnownDivergence> list;
    std::set<std::tuple<std::string, std::string, Aspect>> seen;
    std::set<std::string> subjects;
    for (const auto& row : report.rows) {
        subjects.insert(row.name);
    }
    for (const auto& answer : report.answers) {
        const auto* fail = std::get_if<Fail>(&answer.verdict);
        if (fail == nullptr || !fail->difference) {
            continue;
        }
        auto subject = subjects.size() > 1 ? report.rows[answer.row].name : "*";
        for (auto aspect : kAllAspects) {
            if (fail->differs_in.has(aspect) && seen.emplace(answer.script, subject, aspect).second) {
                list.push_back({answer.script, aspect, reason_of(*fail->difference, aspect), {}, subject});
            }
        }
    }
    return list;
}

}  // namespace streamspec
