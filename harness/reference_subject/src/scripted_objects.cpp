#include "scripted_objects.hpp"

#include <utility>

#include <asyncio/exceptions.hpp>

namespace streamspec {

ScriptedTransport::ScriptedTransport(std::string name, Behaviour behaviour, asyncio::EventLoop& loop,
                                     EventLog& log)
    : name_(std::move(name)), behaviour_(std::move(behaviour)), loop_(loop), log_(log) {}

ScriptedTransport::~ScriptedTransport() {
    if (behaviour_.tells_its_end) {
        told(TransportCalled::What::gone);
    }
}

void ScriptedTransport::pause_reading() {
    told(TransportCalled::What::pause_reading, behaviour_.pausable
                                                   ? behaviour_.pause_raises
                                                   : std::make_exception_ptr(asyncio::NotImplementedError()));
}

void ScriptedTransport::resume_reading() {
    told(TransportCalled::What::resume_reading, behaviour_.resume_raises);
}

void ScriptedTransport::write(std::string_view data) {
    told(TransportCalled::What::write, nullptr, {Value{Bytes{std::string(data)}}});
}

void ScriptedTransport::writelines(const std::vector<std::string>& data) {
    std::vector<Value> pieces;
    for (const std::string& piece : data) {
        pieces.push_back({Bytes{piece}});
    }
    told(TransportCalled::What::writelines, nullptr, std::move(pieces));
}

void ScriptedTransport::write_eof() {
    told(TransportCalled::What::write_eof,
         behaviour_.can_write_eof ? nullptr : std::make_exception_ptr(asyncio::NotImplementedError()));
}

void ScriptedTransport::close() {
    told(TransportCalled::What::close);
    lose_connection();
}

void ScriptedTransport::abort() {
    told(TransportCalled::What::abort);
    lose_connection();
}

void ScriptedTransport::lose_connection() {
    behaviour_.closing = true;
    if (protocol_) {
        loop_.call_soon(
            [protocol = std::exchange(protocol_, nullptr)] { protocol->connection_lost(nullptr); });
    }
}

std::any ScriptedTransport::get_extra_info(std::string_view name) const {
    if (name == "peername") {
        return Value{Str{"peer"}};
    }
    if (name == "sslcontext" && behaviour_.ssl) {
        return Value{Opaque{"<sslcontext>"}};
    }
    return {};
}

std::string ScriptedTransport::repr() const {
    return "<transport " + name_ + '>';
}

void ScriptedTransport::told(TransportCalled::What what, const std::exception_ptr& raises,
                             std::vector<Value> args) {
    log_.note(TransportCalled{name_, what, raises ? log_.errors.describe(raises) : nullptr, std::move(args)});
    if (raises) {
        std::rethrow_exception(raises);
    }
}

asyncio::Coro<std::shared_ptr<asyncio::Transport>> ScriptedLoop::start_tls(
    std::shared_ptr<asyncio::Transport> transport, std::shared_ptr<asyncio::Protocol> /*protocol*/,
    const asyncio::TlsUpgrade& upgrade) {
    const auto& present = dynamic_cast<const ScriptedTransport&>(*transport);
    log_.note(StartTlsCalled{present.name(), upgrade.server_side});
    auto result = std::any_cast<std::shared_ptr<ScriptedTransport>>(upgrade.context);
    co_await asyncio::sleep(asyncio::Clock::Time::zero());
    co_return result;
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
