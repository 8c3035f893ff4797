#include <asyncio/exceptions.hpp>
#include <asyncio/stream_reader_protocol.hpp>
#include <asyncio/stream_writer.hpp>
#include <asyncio/task.hpp>
#include <asyncio/warnings.hpp>

namespace asyncio {

StreamWriter::StreamWriter(std::shared_ptr<Transport> transport, std::shared_ptr<FlowControl> protocol,
                           std::shared_ptr<StreamReader> reader, EventLoop& loop)
    : transport_(std::move(transport)),
      protocol_(std::move(protocol)),
      reader_(std::move(reader)),
      link_(loop.link()) {}

StreamWriter::~StreamWriter() {
    // Like Python's __del__, it cannot raise.
    try {
        if (!link_->writer_closes_when_dropped || transport_->is_closing()) {
            return;
        }
        if (link_->loop == nullptr) {
            warn("ResourceWarning", "loop is closed");
            return;
        }
        transport_->close();
        warn("ResourceWarning", "unclosed " + repr());
    } catch (...) {  // NOLINT(bugprone-empty-catch): nobody is left who could be told
    }
}

std::any StreamWriter::get_extra_info(std::string_view name, std::any fallback) const {
    std::any known = transport_->get_extra_info(name);
    return known.has_value() ? known : fallback;
}

bool StreamWriter::drains_at_once() const {
    return protocol_->drained() && !(reader_ && reader_->exception()) && !transport_->is_closing();
}

Coro<detail::DrainAwaitable::Drained> StreamWriter::drain_waiting() {
    const std::shared_ptr<StreamWriter> alive = weak_from_this().lock();
    if (reader_ && reader_->exception()) {
        co_return detail::Failed{reader_->exception()};
    }
    if (transport_->is_closing()) {
        // Lets connection_lost run: a loop of write and drain would never hear of it otherwise.
        co_await detail::TickAwaiter{};
    }
    if (std::exception_ptr error = co_await protocol_->drain_helper()) {
        co_return detail::Failed{std::move(error)};
    }
    co_return detail::DrainAwaitable::Drained{};
}

Coro<void> StreamWriter::wait_closed() {
    const std::shared_ptr<StreamWriter> alive = weak_from_this().lock();
    const Future<void> closed = protocol_->close_waiter();
    co_await closed;
}

Coro<void> StreamWriter::start_tls(TlsUpgrade upgrade) {
    const std::shared_ptr<StreamWriter> alive = weak_from_this().lock();
    auto* const protocol = dynamic_cast<StreamReaderProtocol*>(protocol_.get());
    if (protocol == nullptr) {
        throw TypeError("start_tls needs a StreamReaderProtocol");
    }
    EventLoop* const loop = link_->loop;
    if (upgrade.ssl_shutdown_timeout && !loop->dialect().start_tls_knows_shutdown_timeout) {
        throw TypeError("got an unexpected keyword argument 'ssl_shutdown_timeout'");
    }
    upgrade.server_side = protocol->has_client_callback();
    co_await drain();
    if (upgrade.server_side && reader_ && loop->dialect().start_tls_takes_buffered) {
        upgrade.buffered += reader_->take_buffered();  // the client may have begun TLS already
    }
    Coro<std::shared_ptr<Transport>> upgrading = loop->start_tls(transport_, protocol_, upgrade);
    transport_ = co_await upgrading;
    protocol->replace_transport(transport_, alive);
}

namespace detail {

bool DrainAwaitable::await_ready() const {
    return writer_.drains_at_once();
}

Coro<DrainAwaitable::Drained> DrainAwaitable::begin() {
    return writer_.drain_waiting();
}

namespace {

Coro<void> drained(Coro<DrainAwaitable::Drained> drain) {
    co_await drain;
}

}  // namespace

Coro<void> DrainAwaitable::as_coro() && {
    return drained(begin());
}

}  // namespace detail

std::string StreamWriter::repr() const {
    std::string text = "<StreamWriter transport=" + transport_->repr();
    if (reader_) {
        text += " reader=" + reader_->repr();
    }
    return text + '>';
}

}  // namespace asyncio
