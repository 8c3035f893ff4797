#include "streamspec/model/replay_report.hpp"

#include <algorithm>

namespace streamspec {

bool ReplayReport::judges_adapters() const {
    return std::any_of(rows.begin(), rows.end(), [](const Row& row) { return !row.options.empty(); });
}

Tally ReplayReport::tally(std::size_t row) const {
    Tally tally;
    for (const auto& answer : answers) {
        if (answer.row == row) {
            tally.add(answer.verdict);
        }
    }
    return tally;
}

Tally ReplayReport::total() const {
    Tally tally;
    for (const auto& answer : answers) {
        tally.add(answer.verdict);
    }
    return tally;
}

int ReplayReport::exit_code() const {
    bool bad_input =
        !problems.empty() || std::any_of(answers.begin(), answers.end(), [](const Answer& answer) {
            const auto* none = std::get_if<NoAnswer>(&answer.verdict);
            return none != nullptr && none->bad_input;
        });
    if (bad_input) {
        return 2;
    }
    auto tally = total();
    return tally.fail + tally.error == 0 ? 0 : 1;
}

}  // namespace streamspec
