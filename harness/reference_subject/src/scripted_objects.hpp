#pragma once

#include <exception>
#include <string>

#include <asyncio/stream_reader.hpp>
#include <asyncio/transport.hpp>

#include "event_log.hpp"

namespace streamspec {

/// A transport that only notes what it is told, and raises what the script wants it to raise.
class ScriptedTransport final : public asyncio::Transport {
  public:
    struct Behaviour {
        bool pausable = true;
        std::exception_ptr pause_raises;
        std::exception_ptr resume_raises;
    };

    ScriptedTransport(std::string name, Behaviour behaviour, EventLog& log);

    void pause_reading() override;
    void resume_reading() override;
    std::string repr() const override;

  private:
    void told(TransportCalled::What what, const std::exception_ptr& raises);

    std::string name_;
    Behaviour behaviour_;
    EventLog& log_;
};

/// The reader of a script: shows the private wait, and is a subclass where the script asks for one.
class ScriptedReader final : public asyncio::StreamReader {
  public:
    using StreamReader::StreamReader;
    using StreamReader::wait_for_data;

    /// A subclass that notes when its `readuntil` begins, and then does what the base does.
    ScriptedReader(std::string name, EventLog& log, asyncio::EventLoop& loop, std::int64_t limit);

  private:
    asyncio::Coro<std::string> do_readuntil(std::string separator) override;

    std::string name_;
    EventLog* log_ = nullptr;
};

}  // namespace streamspec
