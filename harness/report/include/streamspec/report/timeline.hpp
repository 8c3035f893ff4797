#pragma once

#include <cstddef>
#include <ostream>
#include <string>
#include <vector>

#include "streamspec/model/script.hpp"
#include "streamspec/model/trace.hpp"
#include "streamspec/report/style.hpp"

namespace streamspec {

/// Writes what the script is made of: its objects.
void write_objects(std::ostream& out, const Script& script, const Style& style);
/// Writes the heading of a turn, and what is done in it.
void write_turn_actions(std::ostream& out, const Script& script, std::size_t turn, const Style& style);
/// A turn's events and its state, a line each.
std::vector<std::string> observed_lines(const TraceTurn& turn);

/// A line on the left, a line on the right, of which one may be missing.
struct LinePair {
    const std::string* left = nullptr;
    const std::string* right = nullptr;
    bool same() const { return left != nullptr && right != nullptr && *left == *right; }
};
/// Puts equal lines beside each other, keeping the order of both sides. Points into the arguments.
std::vector<LinePair> align(const std::vector<std::string>& left, const std::vector<std::string>& right);

/// Writes two lists of lines side by side, and marks those that differ.
void write_side_by_side(std::ostream& out, const std::string& left_title,
                        const std::vector<std::string>& left, const std::string& right_title,
                        const std::vector<std::string>& right, const Style& style);

}  // namespace streamspec
