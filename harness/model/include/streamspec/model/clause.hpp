#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "streamspec/model/release.hpp"

namespace streamspec {

/// One numbered sentence of the specification.
struct Clause {
    std::string id;  ///< "READEXACTLY-1"
    ReleaseRange releases;
    std::string source;
    std::vector<std::string> tags;
    std::string text;
};

/// A file of clauses (spec/clauses/): a title, prose, and the clauses in order.
struct ClauseFile {
    std::string topic;  ///< what the ids of its clauses begin with
    std::string title;
    std::vector<Clause> clauses;
};

/// Reads a file of clauses; `file` is what errors name. Throws InputError.
ClauseFile parse_clauses(std::string_view markdown, const std::string& file);

/// Whether a text has the form of a clause's id.
bool is_clause_id(std::string_view text) noexcept;

}  // namespace streamspec
