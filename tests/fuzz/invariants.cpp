#include "invariants.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <variant>
#include <vector>

namespace fuzzing {

using namespace streamspec;

namespace {

/// What one turn, body or callback feeds, in order.
struct Feed {
    std::string reader;
    std::string data;
};

/// What is known of a script before it is run.
struct Plan {
    std::map<std::string, std::vector<Feed>> feeds;  ///< by task and callback
    std::vector<std::vector<Feed>> feeds_of_turns;
    std::map<std::string, std::size_t> steps;  ///< of tasks, those within blocks included
    bool reads_to_the_end = false;             ///< a `read` that collects: cut short, it loses bytes
    bool wraps_reads = false;                  ///< in `wait_for` and `gather`, which can lose a result

    explicit Plan(const Script& script) {
        for (std::size_t i = 0; i < script.turns.size(); ++i) {
            std::vector<Feed> feeds_of_turn;
            for (const auto& action : script.turns[i].actions) {
                own_ = i < script.own_turns;
                add(action, feeds_of_turn);
            }
            feeds_of_turns.push_back(std::move(feeds_of_turn));
        }
    }

  private:
    void add(const Action& action, std::vector<Feed>& by) {
        if (const auto* feed = std::get_if<FeedData>(&action.is)) {
            by.push_back({feed->on, std::get<Bytes>(feed->data.is).data});
        } else if (const auto* received = std::get_if<DataReceived>(&action.is)) {
            by.push_back({"r", std::get<Bytes>(received->data.is).data});
        } else if (const auto* soon = std::get_if<CallSoon>(&action.is)) {
            add(soon->callback, soon->body);
        } else if (const auto* later = std::get_if<CallLater>(&action.is)) {
            add(later->callback, later->body);
        } else if (const auto* tried = std::get_if<Try>(&action.is)) {
            add(tried->call, by, "");
        } else if (const auto* start = std::get_if<Start>(&action.is)) {
            add(start->body, feeds[start->task], start->task);
        }
    }
    void add(const std::string& callback, const std::vector<Action>& body) {
        for (const auto& action : body) {
            add(action, feeds[callback]);
        }
    }
    void add(const std::vector<Step>& body, std::vector<Feed>& by, const std::string& task) {
        for (const auto& step : body) {
            ++steps[task];
            if (const auto* action = std::get_if<Action>(&step.is)) {
                add(*action, by);
            } else {
                add(std::get<AwaitingCall>(step.is), by, task);
            }
        }
    }
    void add(const AwaitingCall& call, std::vector<Feed>& by, const std::string& task) {
        if (const auto* read = std::get_if<Read>(&call.is)) {
            reads_to_the_end =
                reads_to_the_end || (own_ && (!read->n || std::get<std::int64_t>(read->n->is) < 0));
        } else if (const auto* block = std::get_if<Timeout>(&call.is)) {
            add(block->body, by, task);
        }
        wraps_reads = wraps_reads || std::holds_alternative<WaitFor>(call.is) ||
                      std::holds_alternative<Gather>(call.is);
    }

    bool own_ = true;
};

std::size_t bytes_in(const Value& value) {
    if (const auto* bytes = std::get_if<Bytes>(&value.is)) {
        return bytes->data.size();
    }
    std::size_t all = 0;
    if (const auto* container = std::get_if<Container>(&value.is)) {
        for (const auto& item : container->items) {
            all += bytes_in(item);
        }
    }
    return all;
}

bool is_subsequence(const std::string& part, const std::string& whole) {
    std::size_t at = 0;
    for (char c : part) {
        at = whole.find(c, at);
        if (at == whole.npos) {
            return false;
        }
        ++at;
    }
    return true;
}

class Check {
  public:
    Check(const Script& script, const Trace& trace) : script_(script), trace_(trace), plan_(script) {}

    std::optional<std::string> run() {
        for (turn_ = 0; turn_ < trace_.turns.size(); ++turn_) {
            fed_in_.erase("turn");
            for (const auto& event : trace_.turns[turn_].events) {
                std::visit([this](const auto& is) { see(is); }, event.is);
            }
            for (const auto& task : trace_.turns[turn_].state.pending) {
                expect(!ended_.contains(task), "task " + task + " ended and is pending");
                seen_pending_.insert(task);
            }
        }
        expect(trace_.turns.size() == script_.turns.size(), "the trace has another number of turns");
        check_ends();
        check_bytes();
        expect(writes_ == writes_told_, "not every write reached the transport once");
        return broken_;
    }

  private:
    void expect(bool holds, const std::string& otherwise) {
        if (!holds && !broken_) {
            broken_ = "turn " + std::to_string(turn_) + ": " + otherwise;
        }
    }

    // Events.

    void see(const CallEvent& event) {
        expect(!ended_.contains(event.by), event.by + " acts after its end");
        const auto* yielded = std::get_if<Yielded>(&event.outcome);
        if (yielded == nullptr && event.call != Verb::start && plan_.steps.contains(event.by)) {
            expect(++calls_[event.by] <= plan_.steps[event.by],
                   event.by + " makes more calls than it has steps");
        }
        const auto* returned = std::get_if<Returned>(&event.outcome);
        if (event.call == Verb::write || event.call == Verb::writelines) {
            writes_ += returned != nullptr ? 1U : 0U;
        }
        if (event.call == Verb::feed_data || event.call == Verb::data_received) {
            see_feed(event, returned != nullptr);
        } else if (yielded != nullptr) {
            read_[event.on] += std::get<Bytes>(yielded->value.is).data;
        } else if (returned != nullptr) {
            see_result(event, returned->value);
        } else if (const auto* raised = std::get_if<Raised>(&event.outcome)) {
            see_error(event, *raised->error);
        } else if (event.call == Verb::read && plan_.reads_to_the_end) {
            lost_.insert(event.on);
        }
        if (event.call == Verb::connection_lost) {
            disconnected_ = true;
        }
    }
    void see(const TaskEnded& event) { expect(ended_.insert(event.task).second, event.task + " ends twice"); }
    void see(const TransportCalled& event) {
        const bool writes =
            event.call == TransportCalled::What::write || event.call == TransportCalled::What::writelines;
        writes_told_ += writes ? 1U : 0U;
        // Perhaps its protocol hears of it, which leaves no event.
        disconnected_ = disconnected_ || event.call == TransportCalled::What::close ||
                        event.call == TransportCalled::What::abort;
    }
    void see(const Spins&) { spins_ = true; }
    template <class Other>
    void see(const Other& /*nothing is asked of it*/) {}

    void see_feed(const CallEvent& event, bool fed) {
        const auto& feeds = event.by == "turn" ? plan_.feeds_of_turns[turn_] : plan_.feeds[event.by];
        const auto at = fed_in_[event.by]++;
        expect(at < feeds.size(), event.by + " feeds more often than it is told");
        if (broken_ || !fed) {
            return;
        }
        fed_[feeds[at].reader] += feeds[at].data;
        if (event.call == Verb::data_received && disconnected_) {
            perhaps_fed_.insert(feeds[at].reader);  // A protocol without connection has no reader.
        }
    }
    void see_result(const CallEvent& event, const Value& value) {
        if (const auto* bytes = std::get_if<Bytes>(&value.is); bytes != nullptr && is_read(event.call)) {
            read_[event.on] += bytes->data;
        } else if (event.call == Verb::wait_for || event.call == Verb::gather) {
            read_by_wrapped_ += bytes_in(value);
        }
    }
    void see_error(const CallEvent& event, const Error& error) {
        const bool asks_for_bytes = event.call == Verb::readexactly || event.call == Verb::readuntil;
        if (error.type == "IncompleteReadError" && asks_for_bytes) {
            for (const auto& attribute : error.attributes) {
                if (attribute.name == "partial") {
                    read_[event.on] += std::get<Bytes>(attribute.value.is).data;
                }
            }
        }
        // An overlong line is dropped; a read that collects loses what it has.
        const bool reads_lines =
            event.call == Verb::readline || event.call == Verb::anext || event.call == Verb::iterate;
        if ((reads_lines && error.type == "ValueError") ||
            (event.call == Verb::read && plan_.reads_to_the_end)) {
            lost_.insert(event.on);
        }
    }
    static bool is_read(Verb call) {
        return call == Verb::read || call == Verb::readexactly || call == Verb::readline ||
               call == Verb::readuntil || call == Verb::anext;
    }

    // The end.

    void check_ends() {
        if (trace_.turns.empty() || spins_) {
            return;
        }
        const auto& pending = trace_.turns.back().state.pending;
        for (const auto& task : seen_pending_) {
            const bool waits = std::find(pending.begin(), pending.end(), task) != pending.end();
            expect(waits != ended_.contains(task), task + " neither ended nor is pending");
        }
    }
    void check_bytes() {
        std::size_t fed = 0;
        std::size_t read = read_by_wrapped_;
        for (const auto& object : script_.objects) {
            if (std::holds_alternative<ReaderSpec>(object.is)) {
                fed += fed_[object.name].size();
                read += read_[object.name].size();
                check_bytes(object.name);
            }
        }
        expect(read <= fed, "more bytes were read than fed");
    }
    void check_bytes(const std::string& reader) {
        auto fed = fed_[reader];
        auto read = read_[reader];
        if (plan_.reads_to_the_end) {
            // Such a read returns at its end what it took before others took the rest: of the order nothing
            // is known.
            std::sort(fed.begin(), fed.end());
            std::sort(read.begin(), read.end());
        }
        expect(is_subsequence(read, fed),
               "reader " + reader + " returned what it was not fed, or in another order");
        if (plan_.wraps_reads || lost_.contains(reader) || perhaps_fed_.contains(reader) || spins_) {
            return;
        }
        const bool all = std::any_of(
            trace_.turns.begin() + static_cast<std::ptrdiff_t>(script_.own_turns), trace_.turns.end(),
            [&](const TraceTurn& turn) {
                return std::any_of(turn.events.begin(), turn.events.end(), [&](const Event& event) {
                    const auto* call = std::get_if<CallEvent>(&event.is);
                    return call != nullptr && call->call == Verb::read && call->on == reader &&
                           call->by == "epilogue." + reader &&
                           std::holds_alternative<Returned>(call->outcome);
                });
            });
        expect(all ? read == fed : plan_.reads_to_the_end || fed.starts_with(read),
               "reader " + reader + " lost bytes");
    }

    const Script& script_;
    const Trace& trace_;
    Plan plan_;
    std::size_t turn_ = 0;
    std::optional<std::string> broken_;
    std::set<std::string> ended_;
    std::set<std::string> seen_pending_;
    std::map<std::string, std::size_t> calls_;
    std::map<std::string, std::size_t> fed_in_;
    std::map<std::string, std::string> fed_;
    std::map<std::string, std::string> read_;
    std::size_t read_by_wrapped_ = 0;
    std::set<std::string> lost_;         ///< readers that may have lost bytes, rightly
    std::set<std::string> perhaps_fed_;  ///< readers that may not have got all
    bool disconnected_ = false;
    bool spins_ = false;
    std::size_t writes_ = 0;
    std::size_t writes_told_ = 0;
};

}  // namespace

std::optional<std::string> broken_invariant(const Script& script, const Trace& trace) {
    return Check(script, trace).run();
}

}  // namespace fuzzing
