#pragma once

#include <any>
#include <exception>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <asyncio/event_loop.hpp>
#include <asyncio/protocol.hpp>
#include <asyncio/stream_reader.hpp>
#include <asyncio/stream_writer.hpp>
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
        bool closing = false;
        bool can_write_eof = true;
        bool ssl = false;
        bool tells_its_end = false;
    };

    ScriptedTransport(std::string name, Behaviour behaviour, asyncio::EventLoop& loop, EventLog& log);
    ScriptedTransport(const ScriptedTransport&) = delete;
    ScriptedTransport& operator=(const ScriptedTransport&) = delete;
    ~ScriptedTransport() override;

    /// Whom it tells that the connection is lost, one iteration after the first close; until then it owns the
    /// protocol.
    void set_protocol(std::shared_ptr<asyncio::Protocol> protocol) { protocol_ = std::move(protocol); }
    const std::string& name() const noexcept { return name_; }

    void pause_reading() override;
    void resume_reading() override;
    void write(std::string_view data) override;
    void writelines(const std::vector<std::string>& data) override;
    void write_eof() override;
    bool can_write_eof() const override { return behaviour_.can_write_eof; }
    void close() override;
    void abort() override;
    bool is_closing() const override { return behaviour_.closing; }
    std::any get_extra_info(std::string_view name) const override;
    std::string repr() const override;

  private:
    void told(TransportCalled::What what, const std::exception_ptr& raises = nullptr,
              std::vector<Value> args = {});
    void lose_connection();

    std::string name_;
    Behaviour behaviour_;
    asyncio::EventLoop& loop_;
    EventLog& log_;
    std::shared_ptr<asyncio::Protocol> protocol_;
};

/// The loop of a script: what asks for TLS gets the transport that the script named, one iteration later.
class ScriptedLoop final : public asyncio::EventLoop {
  public:
    ScriptedLoop(asyncio::Clock& clock, asyncio::Dialect dialect, EventLog& log)
        : EventLoop(clock, std::move(dialect)), log_(log) {}
    ~ScriptedLoop() override { close(); }

    asyncio::Coro<std::shared_ptr<asyncio::Transport>> start_tls(
        std::shared_ptr<asyncio::Transport> transport, std::shared_ptr<asyncio::Protocol> protocol,
        const asyncio::TlsUpgrade& upgrade) override;

  private:
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
