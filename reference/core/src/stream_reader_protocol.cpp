#include <string>

#include <asyncio/exceptions.hpp>
#include <asyncio/stream_reader_protocol.hpp>

namespace asyncio {

StreamReaderProtocol::StreamReaderProtocol(std::shared_ptr<StreamReader> reader,
                                           ClientConnected client_connected_cb, EventLoop& loop)
    : FlowControl(loop),
      weak_(loop.dialect().protocol_holds_reader_weakly),
      reader_(reader),
      client_connected_cb_(std::move(client_connected_cb)),
      closed_(loop.create_future<void>()) {
    if (!weak_ || client_connected_cb_) {
        strong_reader_ = std::move(reader);
    }
}

StreamReaderProtocol::~StreamReaderProtocol() {
    closed_.state()->retrieve();  // nobody has to ask how a connection ended
}

std::shared_ptr<StreamReader> StreamReaderProtocol::reader() const {
    return reader_.lock();
}

std::shared_ptr<StreamReader> StreamReaderProtocol::reader_for(const char* method) const {
    std::shared_ptr<StreamReader> there = reader();
    if (!there && !weak_) {
        throw AttributeError("'NoneType' object has no attribute '" + std::string(method) + "'");
    }
    return there;
}

void StreamReaderProtocol::connection_made(const std::shared_ptr<Transport>& transport) {
    const std::shared_ptr<StreamReader> reader = reader_for("set_transport");
    if (weak_) {
        transport_ = transport;
    }
    if (reader) {
        reader->set_transport(transport);
    }
    over_ssl_ = transport->get_extra_info("sslcontext").has_value();
    if (!client_connected_cb_) {
        return;
    }
    auto writer = std::make_shared<StreamWriter>(
        transport, std::static_pointer_cast<FlowControl>(shared_from_this()), reader, loop());
    if (loop().dialect().protocol_holds_writer) {
        writer_ = writer;
    }
    std::optional<Coro<void>> handler = client_connected_cb_(reader, std::move(writer));
    if (handler) {
        watch_client(transport, loop().create_task(std::move(*handler)));
    }
    if (weak_) {
        strong_reader_ = nullptr;
    }
}

void StreamReaderProtocol::watch_client(const std::shared_ptr<Transport>& transport, Task<void> task) {
    const ClientOutcome rule = loop().dialect().client_outcome;
    if (rule != ClientOutcome::ignored) {
        const auto outcome = [rule, transport, &loop = loop()](const Future<void>& done) {
            if (done.cancelled() && rule == ClientOutcome::reported_or_closed) {
                transport->close();
                return;
            }
            if (const std::exception_ptr exception = done.exception()) {
                loop.call_exception_handler({"Unhandled exception in client_connected_cb",
                                             exception,
                                             {"exception", "message", "transport"}});
                transport->close();
            }
        };
        task.add_done_callback(outcome, "StreamReaderProtocol.connection_made.<locals>.callback(<Task>)");
    }
    if (loop().dialect().protocol_holds_client_task) {
        client_task_ = std::move(task);
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
    if (loop().dialect().protocol_has_close_waiter && !closed_.done()) {
        if (exception) {
            closed_.set_exception(exception);
        } else {
            closed_.set_result();
        }
    }
    FlowControl::connection_lost(exception);
    reader_.reset();
    if (!weak_) {
        strong_reader_ = nullptr;
    }
    const std::shared_ptr<StreamWriter> writer = std::exchange(writer_, nullptr);
    client_task_.reset();
    transport_ = nullptr;
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
    transport_ = transport;
    if (loop().dialect().protocol_holds_writer) {
        writer_ = writer;
    }
    over_ssl_ = transport->get_extra_info("sslcontext").has_value();
    const std::shared_ptr<StreamReader> there = reader();
    if (there && loop().dialect().start_tls_moves_reader) {
        there->replace_transport(transport);
    }
}

}  // namespace asyncio
