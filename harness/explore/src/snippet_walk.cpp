#include "snippet_walk.hpp"

#include <algorithm>
#include <utility>

#include "streamspec/model/needs.hpp"

namespace streamspec {
namespace {

constexpr std::size_t kIndent = 4;
/// By whom the events of a turn's own actions are.
constexpr const char* kTurn = "turn";

// What of a script no snippet shows, by its verb; empty: all of it can be shown.

std::string not_shown(const std::vector<Step>& steps);

std::string not_shown(const AwaitingCall& call);

/// Of a call within another one, which has to be an expression.
std::string not_shown_within(const AwaitingCall& call) {
    const auto* yield = std::get_if<Yield>(&call.is);
    const bool shown = yield != nullptr ? yield->times == 1 : !std::holds_alternative<Iterate>(call.is);
    return shown ? not_shown(call) : std::string(name(verb(call))) + " within another call";
}

std::string not_shown(const AwaitingCall& call) {
    if (const auto* waited = std::get_if<WaitFor>(&call.is)) {
        return not_shown_within(*waited->call);
    }
    if (const auto* block = std::get_if<Timeout>(&call.is)) {
        return not_shown(block->body);
    }
    if (const auto* gathered = std::get_if<Gather>(&call.is)) {
        for (const auto& inner : gathered->calls) {
            const bool nested = std::holds_alternative<Gather>(inner.is);
            if (auto found = nested ? "gather within another one" : not_shown_within(inner); !found.empty()) {
                return found;
            }
        }
        return {};
    }
    const auto of = verb(call);
    const bool shown = of != Verb::wait_for_data && of != Verb::start_tls && !is_of_wire_layer(of);
    return shown ? std::string() : std::string(name(of));
}

std::string not_shown(const Action& action) {
    if (const auto* tried = std::get_if<Try>(&action.is)) {
        return not_shown_within(tried->call);
    }
    if (const auto* start = std::get_if<Start>(&action.is)) {
        return not_shown(start->body);
    }
    const auto of = verb(action);
    const bool shown = of != Verb::create && of != Verb::describe && of != Verb::copy && of != Verb::pickle &&
                       of != Verb::drop && !is_of_wire_layer(of);
    return shown ? std::string() : std::string(name(of));
}

std::string not_shown(const std::vector<Step>& steps) {
    for (const auto& step : steps) {
        auto found = std::visit([](const auto& what) { return not_shown(what); }, step.is);
        if (!found.empty()) {
            return found;
        }
    }
    return {};
}

/// The same of an object: what it is that no snippet makes.
struct NotMade {
    std::string operator()(const ExceptionSpec& is) const { return is.falsy ? "falsy" : ""; }
    std::string operator()(const ExceptionClassSpec& /*is*/) const { return "exception_class"; }
    std::string operator()(const FutureSpec& /*is*/) const { return {}; }
    std::string operator()(const TransportSpec& is) const { return is.ssl ? "ssl" : ""; }
    std::string operator()(const ReaderSpec& is) const {
        // A constructor that raises would leave out all that follows.
        const auto* limit = is.limit ? std::get_if<std::int64_t>(&is.limit->is) : nullptr;
        if (is.limit && (limit == nullptr || *limit <= 0)) {
            return "a limit that is refused";
        }
        return is.subclass ? "subclass" : is.loopless ? "loop" : "";
    }
    std::string operator()(const ProtocolSpec& is) const { return is.client ? "client" : ""; }
    std::string operator()(const WriterSpec& /*is*/) const { return {}; }
    template <class Other>
    std::string operator()(const Other& /*of the wire*/) const {
        return "sockets";
    }
};

std::vector<std::string> tasks_named(const AwaitingCall& call) {
    if (const auto* join = std::get_if<Join>(&call.is)) {
        return {join->task};
    }
    if (const auto* waited = std::get_if<WaitFor>(&call.is)) {
        return tasks_named(*waited->call);
    }
    std::vector<std::string> names;
    if (const auto* gathered = std::get_if<Gather>(&call.is)) {
        for (const auto& inner : gathered->calls) {
            auto more = tasks_named(inner);
            names.insert(names.end(), more.begin(), more.end());
        }
    }
    return names;
}

std::vector<std::string> tasks_named(const Action& action) {
    if (const auto* cancel = std::get_if<Cancel>(&action.is)) {
        return {cancel->task};
    }
    if (const auto* watch = std::get_if<Watch>(&action.is)) {
        return {watch->target};
    }
    if (const auto* tried = std::get_if<Try>(&action.is)) {
        return tasks_named(tried->call);
    }
    return {};
}

}  // namespace

std::optional<std::string> reason_for_no_snippet(const Script& script) {
    std::string found = script.layer == Layer::wire ? "sockets" : "";
    for (const auto& object : script.objects) {
        found = found.empty() ? std::visit(NotMade{}, object.is) : found;
    }
    for (const auto& turn : script.turns) {
        for (const auto& action : turn.actions) {
            found = found.empty() ? not_shown(action) : found;
        }
    }
    if (found.empty()) {
        return std::nullopt;
    }
    return "the script has '" + found + "', which is not shown without the harness";
}

std::string one_line(std::string text) {
    std::replace_if(
        text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
    // At its end, it would continue a comment of C++.
    return text.ends_with('\\') ? text + " " : text;
}

std::string SnippetWalk::label(Verb verb, const std::string& on) {
    return (on.empty() ? "" : on + ".") + std::string(name(verb));
}

std::string SnippetWalk::identifier(const std::string& name) const {
    auto word = name;
    std::replace(word.begin(), word.end(), '.', '_');
    return is_reserved(word) ? word + "_" : word;
}

bool SnippetWalk::is_future(const std::string& name) const {
    return std::any_of(script_.objects.begin(), script_.objects.end(), [&](const ScriptObject& object) {
        return object.name == name && std::holds_alternative<FutureSpec>(object.is);
    });
}

std::vector<std::string> SnippetWalk::walk_turns() {
    policies_.push_back({kTurn});
    std::vector<std::string> lines;
    for (std::size_t i = 0; i < script_.turns.size(); ++i) {
        const auto& turn = script_.turns[i];
        const auto name = "turn_" + std::to_string(i);
        write_function(turn_head(name), [&] {
            for (const auto& action : turn.actions) {
                write_if_there(kTurn, action);
            }
        });
        lines.push_back(turn_line(name, turn.run));
    }
    return lines;
}

void SnippetWalk::write_task(const Start& start, const std::string& head, const std::string& last_line) {
    if (bodies_ == 0) {
        started_.insert(start.task);
    }
    if (start.on_error == AfterError::proceed || start.on_cancel == AfterError::proceed) {
        policies_.push_back(
            {start.task, start.on_error == AfterError::proceed, start.on_cancel == AfterError::proceed});
    }
    ++bodies_;
    write_function(head, [&] {
        write_steps(start.task, start.body);
        if (!last_line.empty()) {
            line(last_line);
        }
    });
    --bodies_;
}

void SnippetWalk::write_callback(const std::string& name, const std::vector<Action>& body,
                                 const std::string& head) {
    policies_.push_back({name});
    ++bodies_;
    write_function(head, [&] {
        for (const auto& action : body) {
            write_if_there(name, action);
        }
    });
    --bodies_;
}

void SnippetWalk::write_function(const std::string& head, const std::function<void()>& body) {
    auto outer = std::exchange(current_, {});
    const auto depth = std::exchange(depth_, 0);
    line(head);
    const auto empty = current_;
    indent();
    body();
    if (current_ == empty && !no_statement().empty()) {
        line(no_statement());
    }
    outdent();
    if (!block_end().empty()) {
        line(block_end());
    }
    functions_ += current_ + "\n";
    current_ = std::move(outer);
    depth_ = depth;
}

void SnippetWalk::write_steps(const std::string& by, const std::vector<Step>& steps) {
    for (const auto& step : steps) {
        std::visit([&](const auto& what) { write_if_there(by, what); }, step.is);
    }
}

void SnippetWalk::line(const std::string& text) {
    current_ += text.empty() ? "\n" : std::string(depth_ * kIndent, ' ') + text + "\n";
}

template <class What>
void SnippetWalk::write_if_there(const std::string& by, const What& what) {
    std::size_t blocks = 0;
    for (const auto& task : tasks_named(what)) {
        if (!started_.contains(task) && !is_future(task)) {
            line(if_started(task));
            indent();
            ++blocks;
        }
    }
    write(by, what);
    for (; blocks > 0; --blocks) {
        outdent();
        if (!block_end().empty()) {
            line(block_end());
        }
    }
}

}  // namespace streamspec
