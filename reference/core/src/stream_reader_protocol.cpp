#include <string>

#include <asyncio/exceptions.hpp>
#include <asyncio/stream_reader_protocol.hpp>

namespace asyncio {

namespace {

/// Closes the transport of a client whose callback has failed, by the dialect's rule.
class ClientDone final : public detail::DoneCallback {
  public:
    explicit ClientDone(std::shared_ptr<Transport> transport) : transport_(std::move(transport)) {}

  private:
    void call(detail::FutureCore& task) override {
        EventLoop& loop = task.loop();
        if (task.cancelled() && loop.dialect().client_outcome == ClientOutcome::reported_or_closed) {
            transport_->close();
            return;
        }
        if (const std::exception_ptr exception = task.exception()) {
            loop.call_exception_handler({"Unhandled exception in client_connected_cb",
                                         exception,
                                         {"exception", "message", "transport"}});
            transport_->close();
        }
    }
    std::string_view name() const override {
        return "StreamReaderProtocol.connection_made.<locals>.callback(<Task>)";
    }

    std::shared_ptr<Transport> transport_;
};

}  // namespace

StreamReaderProtocol::StreamReaderProtocol(std::shared_ptr<StreamReader> reader,
                                           ClientConnected client_connected_cb, EventLoop& loop)
    : FlowControl(loop), reader_(reader), client_connected_cb_(std::move(client_connected_cb)) {
    if (!holds_reader_weakly() || client_connected_cb_) {
        owned_ = std::move(reader);
    }
}

StreamReaderProtocol::~StreamReaderProtocol() {
    if (closed_) {
        closed_->retrieve();  // nobody has to ask how a connection ended
    }
}

Future<void> StreamReaderProtocol::close_waiter() {
    if (!closed_) {
        closed_ = new detail::FutureState<void>(loop());
    }
    return Future<void>(closed_);
}

bool StreamReaderProtocol::holds_reader_weakly() const {
    return loop().dialect().protocol_holds_reader_weakly;
}

std::shared_ptr<StreamReader> StreamReaderProtocol::reader() const {
    return reader_.lock();
}

std::shared_ptr<StreamReader> StreamReaderProtocol::reader_for(const char* method) const {
    std::shared_ptr<StreamReader> there = reader();
    if (!there && !holds_reader_weakly()) {
        throw AttributeError("'NoneType' object has no attribute '" + std::string(method) + "'");
    }
    return there;
}

void StreamReaderProtocol::connection_made(const std::shared_ptr<Transport>& transport) {
    const std::shared_ptr<StreamReader> reader = reader_for("set_transport");
    if (reader) {
        reader->set_transport(transport);
    }
    over_ssl_ = transport->get_extra_info("sslcontext").has_value();
    if (!client_connected_cb_) {
        if (holds_reader_weakly()) {
            owned_ = transport;
        }
        return;
    }
    auto writer = detail::make_pooled<StreamWriter>(
        transport, std::static_pointer_cast<FlowControl>(shared_from_this()), reader, loop());
    std::shared_ptr<const void> before = std::exchange(owned_, transport);
    if (loop().dialect().protocol_holds_writer) {
        owned_ = before = writer;
    }
    std::optional<Coro<void>> handler;
    try {
        handler = client_connected_cb_(reader, std::move(writer));
    } catch (...) {
        owned_ = std::move(before);
        throw;
    }
    if (handler) {
        watch_client(transport, loop().create_task(std::move(*handler)));
    }
}

void StreamReaderProtocol::watch_client(const std::shared_ptr<Transport>& transport, const Task<void>& task) {
    if (loop().dialect().client_outcome != ClientOutcome::ignored) {
        task.state()->add_done_call(new ClientDone(transport));
    }
    if (loop().dialect().protocol_holds_client_task) {
        client_task_ = task.state();
    }
}

void StreamReaderProtocol::connection_lost(const std::exception_ptr& exception) {
    if (const std::shared_ptr<StreamReader> there = reader()) {
        if (exception) {
            there->set_exception(exception);
        } else {
            there->feed_eof();
        }
    }
    if (Future<void> closed = close_waiter(); loop().dialect().protocol_has_close_waiter && !closed.done()) {
        if (exception) {
            closed.set_exception(exception);
        } else {
            closed.set_result();
        }
    }
    FlowControl::connection_lost(exception);
    reader_.reset();
    const std::shared_ptr<const void> owned = std::exchange(owned_, nullptr);
    client_task_ = nullptr;
}

void StreamReaderProtocol::loop_closed() noexcept {
    client_task_ = nullptr;
    const std::shared_ptr<const void> owned = std::exchange(owned_, nullptr);
}

void StreamReaderProtocol::data_received(std::string_view data) {
    if (const std::shared_ptr<StreamReader> there = reader_for("feed_data")) {
        there->feed_data(data);
    }
}

bool StreamReaderProtocol::eof_received() {
    if (const std::shared_ptr<StreamReader> there = reader_for("feed_eof")) {
        there->feed_eof();
    }
    return !over_ssl_;
}

void StreamReaderProtocol::replace_transport(const std::shared_ptr<Transport>& transport,
                                             const std::shared_ptr<StreamWriter>& writer) {
    if (loop().dialect().protocol_holds_writer) {
        owned_ = writer;
    } else {
        owned_ = transport;
    }
    over_ssl_ = transport->get_extra_info("sslcontext").has_value();
    const std::shared_ptr<StreamReader> there = reader();
    if (there && loop().dialect().start_tls_moves_reader) {
        there->replace_transport(transport);
    }
}

}  // namespace asyncio
