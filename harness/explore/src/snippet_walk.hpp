#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "streamspec/model/script.hpp"

namespace streamspec {

/// Why a script cannot be shown without the harness; none: it can.
std::optional<std::string> reason_for_no_snippet(const Script& script);
/// The text on one line, as a comment has to be.
std::string one_line(std::string text);

/// Walks a script in the order of its text, and collects the functions of a program: one for each turn, body
/// and callback. A language says how it is written.
class SnippetWalk {
  public:
    SnippetWalk(const SnippetWalk&) = delete;
    SnippetWalk& operator=(const SnippetWalk&) = delete;
    virtual ~SnippetWalk() = default;

  protected:
    /// Who goes on after an error, and after a cancellation.
    struct Policy {
        std::string by;
        bool errors = true;
        bool cancellations = true;
    };

    explicit SnippetWalk(const Script& script) : script_(script) {}

    const Script& script() const noexcept { return script_; }
    /// How an event names a call: `r.read`, or the verb alone where it acts on no object.
    static std::string label(Verb verb, const std::string& on);
    /// What the program calls an object, a task or a callback of the script.
    std::string identifier(const std::string& name) const;
    /// A new name that begins so.
    std::string new_name(std::string_view kind) { return std::string(kind) + std::to_string(++names_); }
    bool is_future(const std::string& name) const;
    /// Whether the script has an object of that kind.
    template <class Spec>
    bool has() const {
        return std::any_of(script().objects.begin(), script().objects.end(), [](const ScriptObject& object) {
            return std::holds_alternative<Spec>(object.is);
        });
    }

    /// Writes the functions of all turns; returns the lines that run them, and show how things stand then.
    std::vector<std::string> walk_turns();
    /// All functions, each after those that it needs.
    const std::string& functions() const noexcept { return functions_; }
    /// Turns and callbacks always go on; of tasks, those that ever do.
    const std::vector<Policy>& policies() const noexcept { return policies_; }

    // For the functions of bodies.
    void write_task(const Start& start, const std::string& head, const std::string& last_line = {});
    void write_callback(const std::string& name, const std::vector<Action>& body, const std::string& head);
    void write_function(const std::string& head, const std::function<void()>& body);
    void write_steps(const std::string& by, const std::vector<Step>& steps);
    /// A line of the innermost function that was begun.
    void line(const std::string& text);
    void indent() { ++depth_; }
    void outdent() { --depth_; }

  private:
    virtual void write(const std::string& by, const Action& action) = 0;
    virtual void write(const std::string& by, const AwaitingCall& call) = 0;
    virtual std::string turn_head(const std::string& name) const = 0;
    virtual std::string turn_line(const std::string& name, std::optional<std::int64_t> run) const = 0;
    /// The beginning of a block that is done only where a task was started.
    virtual std::string if_started(const std::string& task) const = 0;
    /// Of such a block, and of a function; empty: none.
    virtual std::string block_end() const = 0;
    /// What a function holds that does nothing; empty: nothing.
    virtual std::string no_statement() const = 0;
    virtual bool is_reserved(const std::string& name) const = 0;

    template <class What>
    void write_if_there(const std::string& by, const What& what);

    const Script& script_;
    std::string functions_;
    std::string current_;
    std::size_t depth_ = 0;
    std::size_t names_ = 0;
    std::size_t bodies_ = 0;         ///< that are being written, one within the other
    std::set<std::string> started_;  ///< tasks that are there by now, whatever runs first
    std::vector<Policy> policies_;
};

}  // namespace streamspec
