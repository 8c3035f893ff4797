#pragma once

#include <any>
#include <string>
#include <string_view>
#include <vector>

namespace asyncio {

/// A connection that bytes are written to, and whose reading can be paused: `asyncio.Transport`. What it
/// receives it gives to its protocol. Each method that a transport does not have throws NotImplementedError:
/// that is the default.
class Transport {
  public:
    Transport() = default;
    Transport(const Transport&) = delete;
    Transport& operator=(const Transport&) = delete;
    virtual ~Transport() = default;

    /// Asks for no more data until `resume_reading`.
    virtual void pause_reading();
    /// Lets data flow again.
    virtual void resume_reading();

    /// Sends bytes, or keeps them to be sent. Never waits; `StreamWriter::drain` does.
    virtual void write(std::string_view data);
    /// Sends pieces in order, as if they were one.
    virtual void writelines(const std::vector<std::string>& data);
    /// Closes the writing end once what was written is sent.
    virtual void write_eof();
    /// Whether `write_eof` is there.
    virtual bool can_write_eof() const;
    /// Closes the connection once what was written is sent; its protocol then hears connection_lost.
    virtual void close();
    /// Closes the connection at once; what was not sent is lost.
    virtual void abort();
    /// Whether it is closed or being closed.
    virtual bool is_closing() const;
    /// What is known under a name ("peername", "sslcontext"…); empty where nothing is.
    virtual std::any get_extra_info(std::string_view name) const;

    /// Python's `repr(transport)`.
    virtual std::string repr() const;
};

}  // namespace asyncio
