#include "streamspec/explore/random_script.hpp"

#include <functional>
#include <set>
#include <utility>
#include <vector>

#include "streamspec/model/needs.hpp"
#include "streamspec/model/script_codec.hpp"

namespace streamspec {
namespace {

constexpr std::string_view kAlphabet = "aab\n";
constexpr std::size_t kUsualTurns = 7;
constexpr std::size_t kLongTurns = 60;
constexpr std::size_t kMostActions = 4;
constexpr std::size_t kMostSteps = 5;
constexpr std::size_t kDeepest = 2;
/// One script of so many is long.
constexpr std::size_t kLongOf = 12;
/// So often is something else made where a feature is missing.
constexpr int kAttempts = 30;

Value number(std::int64_t n) {
    return {n};
}
Value bytes(std::string data) {
    return {Bytes{std::move(data)}};
}

/// Makes one script. What it makes names only what was made before.
class Generator {
  public:
    Generator(Choices& choices, const RandomOptions& options) : choices_(choices), options_(options) {}

    Script make() {
        script_.summary = "a random script";
        script_.clauses = {"READ-1"};
        script_.layer = options_.layer;
        if (options_.layer == Layer::writer) {
            declare_connection();
        } else {
            declare_readers();
        }
        declare_exceptions();
        const auto turns = one_of(kLongOf) ? 1 + choices_.below(kLongTurns) : 1 + choices_.below(kUsualTurns);
        for (std::size_t i = 0; i < turns; ++i) {
            Turn turn;
            if (i == 0 && options_.layer == Layer::writer && !one_of(8)) {
                turn.actions.push_back({ConnectionMade{"p", "t"}});
            }
            for (auto left = 1 + choices_.below(kMostActions); left > 0; --left) {
                turn.actions.push_back(action(0, false));
            }
            if (!options_.plain && has(Feature::scheduler) && one_of(5)) {
                turn.run = static_cast<std::int64_t>(choices_.below(4));
            }
            script_.turns.push_back(std::move(turn));
        }
        JsonWriter writer;
        encode(writer, script_);
        return parse_script(writer.take(), "random script");
    }

  private:
    struct Maker {
        std::size_t weight;
        std::function<Action()> make;
    };
    struct CallMaker {
        std::size_t weight;
        std::function<AwaitingCall()> make;
    };

    bool one_of(std::size_t count) { return choices_.below(count) == count - 1; }
    bool has(Feature feature) const { return options_.features.has(feature); }
    template <class T>
    const T& pick(const std::vector<T>& items) {
        return items[choices_.below(items.size())];
    }
    std::string new_name(std::string_view kind) { return std::string(kind) + std::to_string(names_++); }

    // Objects.

    void declare(std::string name, decltype(ScriptObject::is) is) {
        script_.objects.push_back({std::move(name), std::move(is)});
    }
    ReaderSpec reader_spec() {
        ReaderSpec spec;
        if (has(Feature::limit) && !one_of(3)) {
            spec.limit = number(static_cast<std::int64_t>(1 + choices_.below(6)));
        }
        return spec;
    }
    void declare_readers() {
        if (!options_.plain && has(Feature::transport) && !one_of(3)) {
            TransportSpec transport;
            transport.pausable = !one_of(5);
            declare("t", transport);
            transports_.push_back("t");
        }
        readers_ =
            one_of(3) || options_.plain ? std::vector<std::string>{"r", "s"} : std::vector<std::string>{"r"};
        for (const auto& name : readers_) {
            auto spec = reader_spec();
            if (!transports_.empty() && name == "r" && !one_of(4)) {
                spec.transport = "t";
            }
            declare(name, spec);
        }
        declare_future();
    }
    void declare_future() {
        if (!options_.plain && has(Feature::scheduler) && one_of(3)) {
            declare("f", FutureSpec{});
            future_ = true;
        }
    }
    void declare_connection() {
        TransportSpec transport;
        transport.pausable = !one_of(6);
        transport.can_write_eof = !one_of(4);
        transport.closing = one_of(12);
        if (one_of(2)) {
            transport.protocol = "p";
        }
        declare("t", transport);
        transports_ = {"t"};
        declare("r", reader_spec());
        readers_ = {"r"};
        declare("p", ProtocolSpec{"r", {}});
        declare("w", WriterSpec{"t", "p", one_of(8) ? std::nullopt : std::optional<std::string>("r")});
        declare_future();
    }
    void declare_exceptions() {
        if (options_.plain) {
            return;
        }
        declare("e", ExceptionSpec{pick(std::vector{ExceptionClass::ValueError, ExceptionClass::OSError,
                                                    ExceptionClass::ConnectionResetError,
                                                    ExceptionClass::RuntimeError}),
                                   {{Str{"no"}}},
                                   false});
        declare("g", ExceptionSpec{ExceptionClass::EOFError, {}, false});
        exceptions_ = {"e", "g"};
    }

    // Actions.

    std::string data() { return choices_.bytes(1 + choices_.below(one_of(10) ? 24 : 5), kAlphabet); }

    Action action(std::size_t depth, bool in_body) {
        for (int i = 0; i < kAttempts; ++i) {
            auto made = any_action(depth, in_body);
            if (options_.features.has_all(needs(made))) {
                return made;
            }
        }
        return {FeedData{readers_.front(), bytes("a")}};
    }

    Action any_action(std::size_t depth, bool in_body) {
        const auto reader = pick(readers_);
        std::vector<Maker> makers;
        auto add = [&](std::size_t weight, std::function<Action()> make) {
            makers.push_back({weight, std::move(make)});
        };
        const bool ended = ended_.contains(reader);
        if (depth < kDeepest) {
            add(depth == 0 ? 10 : 1, [&] { return Action{start(depth)}; });
        }
        if (!ended || (!options_.plain && one_of(10))) {
            add(options_.layer == Layer::writer ? 2 : 12, [&] {
                return Action{FeedData{reader, bytes(data())}};
            });
        }
        if (!ended || !options_.plain) {
            add(1, [&] {
                ended_.insert(reader);
                return Action{FeedEof{reader}};
            });
        }
        add(1, [&] { return Action{AtEof{reader}}; });
        if (!tasks_.empty()) {
            add(4, [&] { return cancel(); });
        }
        if (!options_.plain) {
            add_rich(add, reader, in_body);
            if (options_.layer == Layer::writer) {
                add_writing(add);
            }
        }
        return weighted(makers);
    }

    Action cancel() {
        Cancel cancel{pick(tasks_), {}};
        if (!options_.plain && has(Feature::cancel_message) && one_of(5)) {
            cancel.message = "stop";
        }
        return {cancel};
    }

    template <class Add>
    void add_rich(Add&& add, const std::string& reader, bool in_body) {
        add(1, [this, reader] { return Action{SetException{reader, pick(exceptions_)}}; });
        add(1, [reader] { return Action{GetException{reader}}; });
        add(1, [reader] { return Action{Repr{reader}}; });
        add(2, [this] { return Action{Try{call_to_try()}}; });
        add(1, [this] { return Action{Advance{static_cast<std::int64_t>(1 + choices_.below(3))}}; });
        add(1, [this] {
            auto body = callback_body();
            return Action{CallSoon{new_name("c"), std::move(body)}};
        });
        add(1, [this] {
            auto body = callback_body();
            return Action{
                CallLater{new_name("c"), static_cast<std::int64_t>(1 + choices_.below(3)), std::move(body)}};
        });
        if (!tasks_.empty()) {
            add(1, [this] { return Action{Watch{pick(tasks_), new_name("c")}}; });
        }
        if (future_) {
            add(1, [] { return Action{FutureSetResult{"f", bytes("x")}}; });
            add(1, [this] { return Action{FutureSetException{"f", pick(exceptions_)}}; });
            add(1, [] { return Action{FutureCancel{"f"}}; });
        }
        if (!transports_.empty() && options_.layer == Layer::reader) {
            add(1, [this, reader] { return Action{SetTransport{reader, transports_.front()}}; });
        }
        if (in_body) {
            add(1, [this] { return Action{Raise{pick(exceptions_)}}; });
        }
    }

    template <class Add>
    void add_writing(Add&& add) {
        add(5, [this] { return Action{DataReceived{"p", bytes(data())}}; });
        add(1, [this] {
            ended_.insert("r");
            return Action{EofReceived{"p"}};
        });
        add(4, [] { return Action{PauseWriting{"p"}}; });
        add(4, [] { return Action{ResumeWriting{"p"}}; });
        add(2, [this] {
            ended_.insert("r");
            return Action{ConnectionLost{"p", one_of(2) ? std::optional(pick(exceptions_)) : std::nullopt}};
        });
        add(1, [] { return Action{ConnectionMade{"p", "t"}}; });
        add(4, [this] { return Action{Write{"w", bytes(data())}}; });
        add(1, [this] { return Action{Writelines{"w", {bytes(data()), bytes(data())}}}; });
        add(1, [] { return Action{WriteEof{"w"}}; });
        add(1, [] { return Action{CanWriteEof{"w"}}; });
        add(2, [] { return Action{Close{"w"}}; });
        add(1, [] { return Action{IsClosing{"w"}}; });
        add(1, [] { return Action{GetExtraInfo{"w", "peername", {}}}; });
        add(1, [] { return Action{GetTransport{"w"}}; });
        add(1, [] { return Action{WriterRepr{"w"}}; });
    }

    /// Actions that start nothing, as a callback does them.
    std::vector<Action> callback_body() {
        std::vector<Action> body;
        for (auto left = 1 + choices_.below(2); left > 0; --left) {
            auto reader = pick(readers_);
            switch (choices_.below(4)) {
                case 0:
                    if (!tasks_.empty() && has(Feature::cancel)) {
                        body.push_back(cancel());
                        break;
                    }
                    [[fallthrough]];
                case 1:
                    body.push_back({FeedEof{reader}});
                    ended_.insert(reader);
                    break;
                default:
                    body.push_back({FeedData{reader, bytes(data())}});
            }
        }
        return body;
    }

    Start start(std::size_t depth) {
        Start start;
        start.body = steps(depth + 1);
        if (!options_.plain) {
            start.on_error = one_of(4) ? AfterError::proceed : AfterError::stop;
            start.on_cancel = one_of(5) ? AfterError::proceed : AfterError::stop;
        }
        start.task = new_name("T");
        tasks_.push_back(start.task);
        return start;
    }

    // Awaiting calls.

    std::vector<Step> steps(std::size_t depth) {
        std::vector<Step> body;
        for (auto left = 1 + choices_.below(kMostSteps); left > 0; --left) {
            if (!options_.plain && one_of(4)) {
                body.push_back({action(depth, true)});
            } else {
                body.push_back({call(depth)});
            }
        }
        return body;
    }

    bool allowed(const AwaitingCall& call) const { return options_.features.has_all(needs(Step{call})); }

    AwaitingCall call(std::size_t depth) {
        for (int i = 0; i < kAttempts; ++i) {
            auto made = any_call(depth);
            if (allowed(made)) {
                return made;
            }
        }
        return {Read{readers_.front(), number(1)}};
    }

    AwaitingCall any_call(std::size_t depth) {
        if (options_.plain) {
            return simple_call();
        }
        switch (choices_.below(16)) {
            case 8:
                return {Yield{static_cast<std::int64_t>(1 + choices_.below(3))}};
            case 9:
                return {Sleep{static_cast<std::int64_t>(1 + choices_.below(2))}};
            case 10:
                if (!tasks_.empty()) {
                    return {Join{pick(tasks_)}};
                }
                break;
            case 11:
                if (future_) {
                    return {AwaitFuture{"f"}};
                }
                break;
            case 12:
                return {WaitFor{std::make_shared<AwaitingCall>(simple_call()),
                                static_cast<std::int64_t>(choices_.below(4)) - 1}};
            case 13:
                if (depth < kDeepest) {
                    return {Timeout{static_cast<std::int64_t>(choices_.below(3)), steps(kDeepest)}};
                }
                break;
            case 14: {
                Gather gather;
                for (auto left = 1 + choices_.below(3); left > 0; --left) {
                    gather.calls.push_back(simple_call());
                }
                gather.return_exceptions = one_of(2);
                return {gather};
            }
            case 15:
                return {Iterate{pick(readers_), one_of(2) ? std::optional<std::int64_t>(2) : std::nullopt}};
            default:
                break;
        }
        return simple_call();
    }

    /// A call of a reader or a writer.
    AwaitingCall simple_call() {
        for (int i = 0; i < kAttempts; ++i) {
            auto made = any_simple_call();
            if (allowed(made)) {
                return made;
            }
        }
        return {Read{readers_.front(), number(1)}};
    }

    /// Not `wait_closed`: a future on which one call gave up may not be awaited by another.
    AwaitingCall call_to_try() {
        auto call = simple_call();
        return std::holds_alternative<WaitClosed>(call.is) ? AwaitingCall{Drain{"w"}} : call;
    }

    AwaitingCall any_simple_call() {
        const auto reader = pick(readers_);
        if (options_.layer == Layer::writer && one_of(2)) {
            if (one_of(3)) {
                return {WaitClosed{"w"}};
            }
            return {Drain{"w"}};
        }
        auto count = [&] { return static_cast<std::int64_t>(1 + choices_.below(5)); };
        switch (choices_.below(options_.plain ? 8 : 12)) {
            case 0:
            case 1:
                return {Read{reader, number(count())}};
            case 2:
            case 3:
                return {Readexactly{reader, number(count())}};
            case 4:
            case 5:
                return {Readline{reader}};
            case 6:
            case 7:
                return {Readuntil{reader, bytes(choices_.bytes(1 + choices_.below(2), kAlphabet))}};
            case 8:
                return {Read{reader, one_of(2) ? std::optional<Value>()
                                               : number(static_cast<std::int64_t>(choices_.below(2)) - 1)}};
            case 9:
                return {Anext{reader}};
            case 10:
                return {Readexactly{reader, number(static_cast<std::int64_t>(choices_.below(2)) - 1)}};
            default:
                return {
                    Readuntil{reader, Value{Container{Container::Kind::tuple, {bytes("b"), bytes("a\n")}}}}};
        }
    }

    template <class M>
    Action weighted(const std::vector<M>& makers) {
        std::size_t total = 0;
        for (const auto& maker : makers) {
            total += maker.weight;
        }
        auto at = choices_.below(total);
        for (const auto& maker : makers) {
            if (at < maker.weight) {
                return maker.make();
            }
            at -= maker.weight;
        }
        return makers.front().make();
    }

    Choices& choices_;
    RandomOptions options_;
    Script script_;
    std::vector<std::string> readers_;
    std::vector<std::string> transports_;
    std::vector<std::string> exceptions_;
    std::vector<std::string> tasks_;
    std::set<std::string> ended_;  ///< readers whose end may have been fed
    bool future_ = false;
    std::size_t names_ = 0;
};

}  // namespace

Script random_script(Choices& choices, const RandomOptions& options) {
    return Generator(choices, options).make();
}

}  // namespace streamspec
