#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "streamspec/linked_subject/linked_reader.hpp"
#include "streamspec/model/script.hpp"
#include "streamspec/model/trace.hpp"

namespace streamspec {

/// Plays one script on linked readers: a queue of callbacks as asyncio's loop has it, tasks, and their calls.
class LinkedRun {
  public:
    LinkedRun(const Script& script, const LinkedReaderMaker& make);
    /// Throws SubjectError.
    Trace run();

  private:
    struct Task {
        const Start* start = nullptr;
        std::size_t next = 0;                  ///< the step that is done, or will be
        bool waits = false;                    ///< the step was begun
        std::uint64_t call = 0;                ///< of the reader, that the step waits for; 0: none
        bool starting = false;                 ///< the call is just being begun
        std::optional<ReadOutcome> outcome{};  ///< of the call
        std::int64_t yields = 0;               ///< how often the step still gives way
        Task* joined = nullptr;                ///< the step waits for that task
        bool cancelled = false;                ///< the next wait is to raise
        bool ended = false;
        TaskEnded::How how = TaskEnded::How::returned;
        ErrorPtr error{};
        std::vector<Task*> joiners{};
    };

    void play(const Turn& turn);
    void run_rounds(std::optional<std::int64_t> most);
    bool poll_readers();
    void note_state();

    void act(const std::string& by, const Action& action);
    void start_task(const Start& start);
    bool cancel(Task& task);
    void wake(Task& task);
    void step(Task& task);
    bool begin(Task& task, const AwaitingCall& call);
    void begin_read(Task& task, const std::string& reader, const ReadCall& call);
    bool is_done(Task& task);
    bool finish(Task& task, const AwaitingCall& call);
    ErrorPtr failure_of(Task& task);
    void end(Task& task, TaskEnded::How how, ErrorPtr error);

    ErrorPtr error(std::string type, std::string text, std::vector<Error::Attribute> attributes = {});
    void note(decltype(Event::is) what);
    Task& task_of(const std::string& name);
    LinkedReader& reader_of(const std::string& name);

    const Script& script_;
    std::map<std::string, std::unique_ptr<Task>> tasks_;
    std::vector<Task*> started_;
    std::deque<std::function<void()>> ready_;
    std::uint64_t calls_ = 0;
    std::size_t errors_ = 0;
    std::int64_t iteration_ = 0;
    bool stops_at_cancellation_ = false;
    Trace trace_;
    std::map<std::string, std::unique_ptr<LinkedReader>> readers_;  ///< they go first: they call back
};

}  // namespace streamspec
