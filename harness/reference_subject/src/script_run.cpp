#include "script_run.hpp"

#include <algorithm>

#include "script_exceptions.hpp"
#include "streamspec/subject/subject.hpp"

namespace streamspec {

namespace {

const std::string kTurn = "turn";
/// Most turns have no more.
constexpr std::size_t kUsualEvents = 4;

/// The text with `0x…` for each address.
std::string without_addresses(std::string_view text) {
    constexpr std::string_view kPrefix = "0x";
    constexpr std::string_view kDigits = "0123456789abcdefABCDEF";
    std::string result;
    for (auto at = text.find(kPrefix); at != std::string_view::npos; at = text.find(kPrefix)) {
        const auto digits = at + kPrefix.size();
        result.append(text.substr(0, digits));
        text.remove_prefix(std::min(text.find_first_not_of(kDigits, digits), text.size()));
        result.append("\u2026");
    }
    return result.append(text);
}

}  // namespace

ListeningScope::ListeningScope(EventLog& log)
    : warnings_before_(asyncio::set_warning_handler([&log](std::string_view category, std::string_view text) {
          log.note(WarningShown{std::string(category), std::string(text)});
      })),
      records_before_(asyncio::set_log_handler([&log](std::string_view level, std::string_view text) {
          log.note(Logged{std::string(level), "asyncio", without_addresses(text), nullptr});
      })) {}

ListeningScope::~ListeningScope() {
    asyncio::set_log_handler(std::move(records_before_));
    asyncio::set_warning_handler(std::move(warnings_before_));
    asyncio::set_event_loop(nullptr);  // a reader without a loop may have made one
}

ScriptRun::ScriptRun(const Script& script, asyncio::Dialect dialect)
    : ScriptRun(script, std::move(dialect), [this](asyncio::Clock& clock, const asyncio::Dialect& of) {
          return std::make_unique<ScriptedLoop>(clock, of, log_);
      }) {}

ScriptRun::ScriptRun(const Script& script, asyncio::Dialect dialect, const MakeLoop& make_loop)
    : script_(script),
      dialect_(std::move(dialect)),
      log_(dialect_),
      listening_(log_),
      own_loop_(make_loop(clock_, dialect_)),
      loop_(*own_loop_) {
    loop_.set_debug(script.debug.value_or(false));
    loop_.set_exception_handler([this](asyncio::EventLoop&, const asyncio::ExceptionContext& context) {
        log_.note(HandlerCalled{context.message, context.keys,
                                context.exception ? log_.errors.describe(context.exception) : nullptr});
        traceback_ = nullptr;
    });
}

Trace ScriptRun::run() {
    Trace trace;
    log_.write_to(trace.setup);
    make_objects();
    trace.turns.reserve(script_.turns.size());
    for (const Turn& turn : script_.turns) {
        trace.turns.push_back(run_turn(turn));
    }
    log_.close();
    break_cycles();
    return trace;
}

bool ScriptRun::make_otherwise(const ScriptObject& /*object*/) {
    return false;
}

bool ScriptRun::is_made_otherwise(const std::string& /*name*/) {
    return false;
}

std::optional<ScriptRun::Outcome> ScriptRun::act_otherwise(const std::string& /*by*/,
                                                           const Action& /*action*/) {
    return std::nullopt;
}

std::optional<asyncio::Coro<Value>> ScriptRun::begin_otherwise(const std::string& /*by*/,
                                                               const AwaitingCall& /*call*/,
                                                               Policy /*policy*/) {
    return std::nullopt;
}

void ScriptRun::break_cycles() {
    // Nobody watches any more. A connection that is lost owns nothing; Python's garbage collector would find
    // the rest.
    for (const auto& [name, transport] : transports_.entries()) {
        transport->set_protocol(nullptr);
    }
    for (const auto& made : made_protocols_) {
        if (const auto protocol = made.lock()) {
            try {
                protocol->connection_lost(nullptr);
            } catch (
                const asyncio::BaseException&) {  // NOLINT(bugprone-empty-catch): as said, nobody watches
            }
        }
    }
}

TraceTurn ScriptRun::run_turn(const Turn& turn) {
    TraceTurn seen;
    seen.events.reserve(kUsualEvents);
    log_.write_to(seen.events);
    loop_.call_soon([this, &turn] { do_all(kTurn, turn.actions); });
    for (;; ++log_.iteration) {
        loop_.run_once();
        if (loop_.idle()) {
            break;
        }
        if (log_.iteration == kMaxIterations) {
            log_.note(Spins{});
            break;
        }
        if (turn.run && log_.iteration >= *turn.run) {
            break;
        }
    }
    seen.iterations = log_.iteration;
    seen.state = state();
    return seen;
}

State ScriptRun::state() {
    State now;
    for (const std::string& task : started_) {
        if (is_pending(task)) {
            now.pending.push_back(task);
        }
    }
    for (const std::string& name : shown_readers_) {
        if (const auto* const shown = readers_.find(name)) {
            now.readers.push_back({name, (*shown)->at_eof(), error_value((*shown)->exception())});
        }
    }
    return now;
}

// Objects

void ScriptRun::make_objects() {
    for (const ScriptObject& object : script_.objects) {
        std::exception_ptr error;
        try {
            if (make_otherwise(object)) {
                continue;
            }
            std::visit(
                [&](const auto& spec) {
                    if constexpr (requires { make(object.name, spec); }) {
                        make(object.name, spec);
                    } else {
                        throw SubjectError(kNoSockets);
                    }
                },
                object.is);
        } catch (const asyncio::BaseException&) {
            error = std::current_exception();
        }
        if (error) {
            log_.note(CallEvent{kTurn, Verb::create, {}, Raised{log_.errors.describe(error)}});
        }
    }
}

void ScriptRun::make(const std::string& name, const ExceptionSpec& spec) {
    const std::exception_ptr exception = make_exception(spec, dialect_);
    log_.errors.name(exception, name);
    exceptions_.add(name, exception);
}

void ScriptRun::make(const std::string& /*name*/, const ExceptionClassSpec& /*spec*/) {
    throw SubjectError("the reference takes no class for an exception");
}

void ScriptRun::make(const std::string& name, const FutureSpec& /*spec*/) {
    futures_.add(name, loop_.create_future<Value>());
}

void ScriptRun::make(const std::string& name, const TransportSpec& spec) {
    transports_.add(name, std::make_shared<ScriptedTransport>(
                              name,
                              ScriptedTransport::Behaviour{spec.pausable, named_exception(spec.pause_raises),
                                                           named_exception(spec.resume_raises), spec.closing,
                                                           spec.can_write_eof, spec.ssl, spec.tells_its_end},
                              loop_, log_));
}

void ScriptRun::make(const std::string& name, const ReaderSpec& spec) {
    const std::int64_t limit =
        spec.limit ? typed<std::int64_t>(*spec.limit) : asyncio::StreamReader::kDefaultLimit;
    auto reader = spec.loopless   ? std::make_shared<ScriptedReader>(limit, dialect_)
                  : spec.subclass ? std::make_shared<ScriptedReader>(name, log_, loop_, limit)
                                  : std::make_shared<ScriptedReader>(loop_, limit);
    readers_.add(name, reader);
    shown_readers_.insert(std::upper_bound(shown_readers_.begin(), shown_readers_.end(), name), name);
    if (spec.transport) {
        reader->set_transport(*transports_.find(*spec.transport));
    }
}

std::exception_ptr ScriptRun::named_exception(const std::optional<std::string>& name) {
    return name ? *exceptions_.find(*name) : nullptr;
}

Value ScriptRun::error_value(const std::exception_ptr& exception) {
    if (!exception) {
        return {None{}};
    }
    return {log_.errors.describe(exception)};
}

}  // namespace streamspec
