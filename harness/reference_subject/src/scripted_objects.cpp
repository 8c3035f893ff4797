#include "scripted_objects.hpp"

#include <utility>

#include <asyncio/exceptions.hpp>

namespace streamspec {

ScriptedTransport::ScriptedTransport(std::string name, Behaviour behaviour, EventLog& log)
    : name_(std::move(name)), behaviour_(std::move(behaviour)), log_(log) {}

void ScriptedTransport::pause_reading() {
    told(TransportCalled::What::pause_reading, behaviour_.pausable
                                                   ? behaviour_.pause_raises
                                                   : std::make_exception_ptr(asyncio::NotImplementedError()));
}

void ScriptedTransport::resume_reading() {
    told(TransportCalled::What::resume_reading, behaviour_.resume_raises);
}

std::string ScriptedTransport::repr() const {
    return "<transport " + name_ + '>';
}

void ScriptedTransport::told(TransportCalled::What what, const std::exception_ptr& raises) {
    log_.note(TransportCalled{name_, what, raises ? log_.errors.describe(raises) : nullptr});
    if (raises) {
        std::rethrow_exception(raises);
    }
}

ScriptedReader::ScriptedReader(std::string name, EventLog& log, asyncio::EventLoop& loop, std::int64_t limit)
    : StreamReader(OverridesReaduntil{}, loop, limit), name_(std::move(name)), log_(&log) {}

asyncio::Coro<std::string> ScriptedReader::do_readuntil(std::string separator) {
    if (log_ != nullptr) {
        log_->note(OverrideCalled{name_, "readuntil"});
    }
    asyncio::Coro<std::string> call = StreamReader::do_readuntil(std::move(separator));
    co_return co_await call;
}

}  // namespace streamspec
