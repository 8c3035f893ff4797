#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "streamspec/model/clause.hpp"
#include "streamspec/model/golden.hpp"
#include "streamspec/model/release.hpp"
#include "streamspec/model/script.hpp"
#include "streamspec/report/style.hpp"

namespace streamspec {

/// What `show` tells about one script.
struct ScriptPage {
    std::string id;
    Script script;                   ///< with its epilogue
    std::vector<Clause> clauses;     ///< those that it names and that exist
    const Golden* golden = nullptr;  ///< null: not recorded
    std::vector<Release> recorded;   ///< every release of record, in order
};

/// Explains a script to a person: each turn, what happened, and in which releases something else happened.
void write_script_text(std::ostream& out, const ScriptPage& page, const Style& style);

}  // namespace streamspec
