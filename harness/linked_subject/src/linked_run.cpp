#include "linked_run.hpp"

#include <algorithm>
#include <utility>

#include "streamspec/subject/subject.hpp"

namespace streamspec {
namespace {

/// So many rounds of a reader that always has something to run are no progress.
constexpr int kMostPolls = 100'000;

[[noreturn]] void refuse(std::string_view what) {
    throw RefusedScript("a linked reader cannot play `" + std::string(what) + "`");
}

const std::string& bytes_of(const Value& value) {
    const auto* bytes = std::get_if<Bytes>(&value.is);
    if (bytes == nullptr) {
        refuse("a value that is not bytes");
    }
    return bytes->data;
}

std::optional<std::int64_t> number_of(const std::optional<Value>& value) {
    if (!value) {
        return std::nullopt;
    }
    const auto* number = std::get_if<std::int64_t>(&value->is);
    if (number == nullptr) {
        refuse("a value that is no number");
    }
    return *number;
}

/// The call of a reader that an awaiting call is; none: it is no call of a reader.
std::optional<ReadCall> read_call(const AwaitingCall& call) {
    if (const auto* read = std::get_if<Read>(&call.is)) {
        return ReadCall{ReadCall::Kind::read, number_of(read->n), {}};
    }
    if (const auto* readexactly = std::get_if<Readexactly>(&call.is)) {
        return ReadCall{ReadCall::Kind::readexactly, number_of(readexactly->n), {}};
    }
    if (std::holds_alternative<Readline>(call.is)) {
        return ReadCall{ReadCall::Kind::readline, {}, "\n"};
    }
    if (const auto* readuntil = std::get_if<Readuntil>(&call.is)) {
        return ReadCall{
            ReadCall::Kind::readuntil, {}, readuntil->separator ? bytes_of(*readuntil->separator) : "\n"};
    }
    return std::nullopt;
}

}  // namespace

LinkedRun::LinkedRun(const Script& script, const LinkedReaderMaker& make) : script_(script) {
    for (const auto& object : script.objects) {
        const auto* spec = std::get_if<ReaderSpec>(&object.is);
        if (spec == nullptr) {
            refuse(object.name);
        }
        readers_[object.name] = make(number_of(spec->limit));
    }
}

Trace LinkedRun::run() {
    for (const auto& turn : script_.turns) {
        play(turn);
    }
    return std::move(trace_);
}

void LinkedRun::play(const Turn& turn) {
    trace_.turns.emplace_back();
    iteration_ = 0;
    ready_.emplace_back([this, &turn] {
        for (const auto& action : turn.actions) {
            act("turn", action);
        }
    });
    run_rounds(turn.run);
    note_state();
}

/// Each round runs the callbacks that were there when it began.
void LinkedRun::run_rounds(std::optional<std::int64_t> most) {
    const auto last = std::min(most.value_or(kMaxIterations), kMaxIterations);
    for (; iteration_ <= last; ++iteration_) {
        if (iteration_ > 0 && !poll_readers() && ready_.empty()) {
            return;
        }
        for (auto left = ready_.size(); left > 0; --left) {
            auto callback = std::move(ready_.front());
            ready_.pop_front();
            trace_.turns.back().iterations = iteration_;
            callback();
        }
    }
    if (!most) {
        note(Spins{});
    }
}

bool LinkedRun::poll_readers() {
    bool any = false;
    for (const auto& [name, reader] : readers_) {
        for (int polls = 0; reader->poll(); ++polls) {
            any = true;
            if (polls > kMostPolls) {
                throw SubjectError("the reader always has something to run");
            }
        }
    }
    return any;
}

/// Tasks that wait, in the order of their start. A linked reader cannot be asked for more.
void LinkedRun::note_state() {
    auto& state = trace_.turns.back().state;
    for (const auto* task : started_) {
        if (!task->ended) {
            state.pending.push_back(task->start->task);
        }
    }
    for (const auto& [name, reader] : readers_) {
        state.readers.push_back({name, {}, {}});
    }
}

void LinkedRun::act(const std::string& by, const Action& action) {
    Value result{None{}};
    if (const auto* feed = std::get_if<FeedData>(&action.is)) {
        reader_of(feed->on).feed(bytes_of(feed->data));
    } else if (const auto* feed_eof = std::get_if<FeedEof>(&action.is)) {
        reader_of(feed_eof->on).feed_eof();
    } else if (const auto* start = std::get_if<Start>(&action.is)) {
        start_task(*start);
        return;
    } else if (const auto* cancelling = std::get_if<Cancel>(&action.is)) {
        result = {cancel(task_of(cancelling->task))};
    } else if (std::holds_alternative<CancelAll>(action.is)) {
        stops_at_cancellation_ = true;
        std::for_each(started_.begin(), started_.end(), [this](Task* task) { cancel(*task); });
    } else {
        refuse(name(verb(action)));
    }
    note(CallEvent{by, verb(action), object(action), Returned{std::move(result)}});
}

void LinkedRun::start_task(const Start& start) {
    auto& task = tasks_[start.task];
    task = std::make_unique<Task>();
    task->start = &start;
    started_.push_back(task.get());
    wake(*task);
}

bool LinkedRun::cancel(Task& task) {
    if (task.ended) {
        return false;
    }
    if (task.joined != nullptr && !task.joined->ended) {
        return cancel(*task.joined);
    }
    if (task.call != 0 && !task.outcome) {
        reader_of(object(std::get<AwaitingCall>(task.start->body[task.next].is))).cancel(task.call);
        return true;
    }
    task.cancelled = true;
    return true;
}

void LinkedRun::wake(Task& task) {
    ready_.emplace_back([this, &task] { step(task); });
}

/// Runs a task until it has to wait, or ends.
void LinkedRun::step(Task& task) {
    const auto& body = task.start->body;
    if (task.cancelled && task.next == 0 && !task.waits) {
        end(task, TaskEnded::How::cancelled, error("CancelledError", ""));
        return;
    }
    while (task.next < body.size()) {
        if (const auto* action = std::get_if<Action>(&body[task.next].is)) {
            act(task.start->task, *action);
        } else {
            const auto& call = std::get<AwaitingCall>(body[task.next].is);
            if (!(task.waits ? is_done(task) : begin(task, call)) || !finish(task, call)) {
                return;
            }
        }
        ++task.next;
    }
    end(task, TaskEnded::How::returned, nullptr);
}

/// Begins the awaiting call of a step; whether it is done already.
bool LinkedRun::begin(Task& task, const AwaitingCall& call) {
    task.waits = true;
    if (const auto* yield = std::get_if<Yield>(&call.is)) {
        task.yields = yield->times;
        wake(task);
        return false;
    }
    if (const auto* join = std::get_if<Join>(&call.is)) {
        task.joined = &task_of(join->task);
        if (task.joined == &task) {
            task.joined = nullptr;
            task.outcome = ReadFailed{"RuntimeError", ""};
            return true;
        }
        if (!task.joined->ended) {
            task.joined->joiners.push_back(&task);
        }
        return task.joined->ended;
    }
    auto read = read_call(call);
    if (!read) {
        refuse(name(verb(call)));
    }
    begin_read(task, object(call), *read);
    return task.outcome.has_value();
}

void LinkedRun::begin_read(Task& task, const std::string& reader, const ReadCall& call) {
    const auto id = ++calls_;
    task.call = id;
    task.starting = true;
    reader_of(reader).start(id, call, [this, &task, id](ReadOutcome outcome) {
        if (task.call != id || task.outcome) {
            throw SubjectError("the reader ended one call twice");
        }
        task.outcome = std::move(outcome);
        if (!task.starting) {
            wake(task);
        }
    });
    task.starting = false;
}

/// Whether what a task was woken for is the end of its step.
bool LinkedRun::is_done(Task& task) {
    if (!task.cancelled && task.yields > 1) {
        --task.yields;
        wake(task);
        return false;
    }
    return true;
}

/// The exception that the awaiting call of a step raised; none: it returned.
ErrorPtr LinkedRun::failure_of(Task& task) {
    if (!task.outcome) {
        if (std::exchange(task.cancelled, false)) {
            return error("CancelledError", "");
        }
        return task.joined == nullptr ? nullptr : task.joined->error;
    }
    if (const auto* incomplete = std::get_if<ReadIncomplete>(&*task.outcome)) {
        auto expected = incomplete->expected ? Value{*incomplete->expected} : Value{None{}};
        return error("IncompleteReadError", "",
                     {{"expected", expected}, {"partial", Value{Bytes{incomplete->partial}}}});
    }
    if (const auto* overrun = std::get_if<ReadOverrun>(&*task.outcome)) {
        return error("LimitOverrunError", "", {{"consumed", Value{overrun->consumed}}});
    }
    if (std::holds_alternative<ReadCancelled>(*task.outcome)) {
        return error("CancelledError", "");
    }
    const auto* failed = std::get_if<ReadFailed>(&*task.outcome);
    return failed == nullptr ? nullptr : error(failed->type, failed->text);
}

/// Notes how the awaiting call of a step came out; whether the task goes on.
bool LinkedRun::finish(Task& task, const AwaitingCall& call) {
    auto raised = failure_of(task);
    const auto* data = task.outcome ? std::get_if<ReadData>(&*task.outcome) : nullptr;
    auto value = data == nullptr ? Value{None{}} : Value{Bytes{data->bytes}};
    CallEvent event{task.start->task, verb(call), object(call), Returned{std::move(value)}};
    if (raised) {
        event.outcome = Raised{raised};
    }
    note(std::move(event));
    task.waits = false;
    task.call = 0;
    task.yields = 0;
    task.joined = nullptr;
    task.outcome.reset();
    if (!raised) {
        return true;
    }
    const bool is_cancellation = raised->type == "CancelledError";
    const auto after = is_cancellation ? task.start->on_cancel : task.start->on_error;
    if (after == AfterError::proceed && !(is_cancellation && stops_at_cancellation_)) {
        return true;
    }
    end(task, is_cancellation ? TaskEnded::How::cancelled : TaskEnded::How::raised, raised);
    return false;
}

void LinkedRun::end(Task& task, TaskEnded::How how, ErrorPtr error) {
    task.ended = true;
    task.how = how;
    task.error = std::move(error);
    ready_.emplace_back([this, &task] {
        note(
            TaskEnded{task.start->task, task.how, task.how == TaskEnded::How::raised ? task.error : nullptr});
    });
    for (auto* joiner : task.joiners) {
        wake(*joiner);
    }
}

ErrorPtr LinkedRun::error(std::string type, std::string text, std::vector<Error::Attribute> attributes) {
    auto error = std::make_shared<Error>();
    error->id = "#" + std::to_string(++errors_);
    error->type = std::move(type);
    error->text = std::move(text);
    error->attributes = std::move(attributes);
    return error;
}

void LinkedRun::note(decltype(Event::is) what) {
    trace_.turns.back().events.push_back({iteration_, std::move(what)});
}

LinkedRun::Task& LinkedRun::task_of(const std::string& name) {
    auto found = tasks_.find(name);
    if (found == tasks_.end()) {
        refuse(name);
    }
    return *found->second;
}

LinkedReader& LinkedRun::reader_of(const std::string& name) {
    auto found = readers_.find(name);
    if (found == readers_.end()) {
        refuse(name);
    }
    return *found->second;
}

}  // namespace streamspec
