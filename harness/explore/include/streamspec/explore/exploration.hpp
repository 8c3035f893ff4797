#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "streamspec/explore/duel.hpp"
#include "streamspec/model/script.hpp"

namespace streamspec {

/// One cause, it seems, for which two subjects part.
struct Finding {
    Divergence::Bucket bucket;
    std::size_t times = 0;           ///< how many of the scripts that were compared ended in this bucket
    std::string origin;              ///< of the first of them: a seed, or a hand-written script and its cut
    Script script;                   ///< the smallest
    std::string what;                ///< how the subjects part on it
    std::size_t first_actions = 0;   ///< actions and steps of the script that was reduced
    std::size_t tried = 0;           ///< scripts tried while it was reduced
    double seconds = 0;              ///< how long that took
    std::vector<std::string> flaky;  ///< subjects that do not repeat what they did: nothing was reduced
    /// Other buckets that come of the same cause, as it seems, and how many scripts ended in them: one step
    /// less of the smallest script of theirs ends in this bucket.
    std::map<Divergence::Bucket, std::size_t> also;
    std::string command;  ///< asks again, if there is one
    // What shows it without the harness; a comment says why where nothing does.
    std::string python;
    std::string cpp;
};

/// Puts script after script to two subjects. Of each cause it keeps the smallest script.
class Exploration {
  public:
    explicit Exploration(Duel& duel) : duel_(duel) {}

    /// `command` asks again. Returns a finding that is new, of a cause that was not known before; else null.
    /// It is valid until the next script.
    const Finding* compare(const Script& script, const std::string& origin, const std::string& command = {});
    /// So many scripts were compared in another way, and were the same.
    void note_same(std::size_t scripts) noexcept { compared_ += scripts; }

    std::size_t compared() const noexcept { return compared_; }
    std::size_t unsupported() const noexcept { return unsupported_; }
    std::size_t divergences() const noexcept { return divergences_; }
    const std::vector<Finding>& findings() const noexcept { return findings_; }

  private:
    void note(std::size_t finding, const Divergence::Bucket& bucket);
    void reduce(Finding& finding);
    /// Joins the last finding with others that come of the same cause. Whether none of them was there before.
    bool join_causes();
    void join(std::size_t effect, std::size_t cause);

    Duel& duel_;
    std::size_t compared_ = 0;
    std::size_t unsupported_ = 0;
    std::size_t divergences_ = 0;
    std::map<Divergence::Bucket, std::size_t> buckets_;  ///< to the finding
    std::vector<Finding> findings_;
};

/// How many actions and steps a script has, those of bodies included.
std::size_t count_actions(const Script& script);

/// The script with the bytes that it feeds cut or merged in other ways, each of which is another script. None
/// of them is the script itself.
std::vector<Script> rechunked(const Script& script);

}  // namespace streamspec
