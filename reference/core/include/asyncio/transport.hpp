#pragma once

#include <string>

namespace asyncio {

/// The side of a transport that a reader controls: `asyncio.ReadTransport`, reduced to flow control.
class Transport {
  public:
    Transport() = default;
    Transport(const Transport&) = delete;
    Transport& operator=(const Transport&) = delete;
    virtual ~Transport() = default;

    /// Asks for no more data until `resume_reading`. Throws NotImplementedError where it cannot: this
    /// default.
    virtual void pause_reading();
    /// Lets data flow again. Throws NotImplementedError where it cannot: this default.
    virtual void resume_reading();
    /// Python's `repr(transport)`.
    virtual std::string repr() const;
};

}  // namespace asyncio
