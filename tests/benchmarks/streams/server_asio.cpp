// What a C++ programmer writes by hand on Boost.Asio: one session object a connection, callbacks.

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "servers.hpp"

namespace benchmark {

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using Error = boost::system::error_code;

class EchoSession : public std::enable_shared_from_this<EchoSession> {
  public:
    explicit EchoSession(tcp::socket socket) : socket_(std::move(socket)) {}

    void read() {
        if (filled_ == buffer_.size()) {
            buffer_.resize(buffer_.size() * 2);
        }
        socket_.async_read_some(asio::buffer(buffer_.data() + filled_, buffer_.size() - filled_),
                                [self = shared_from_this()](Error error, std::size_t got) {
                                    if (!error) {
                                        self->filled_ += got;
                                        self->next_line();
                                    }
                                });
    }

  private:
    void next_line() {
        const char* const begin = buffer_.data() + taken_;
        const void* const newline = std::memchr(begin, '\n', filled_ - taken_);
        if (newline == nullptr) {
            std::memmove(buffer_.data(), begin, filled_ - taken_);
            filled_ -= taken_;
            taken_ = 0;
            read();
            return;
        }
        const std::size_t size = static_cast<std::size_t>(static_cast<const char*>(newline) - begin) + 1;
        asio::async_write(socket_, asio::buffer(begin, size),
                          [self = shared_from_this(), size](Error error, std::size_t /*sent*/) {
                              if (!error) {
                                  self->taken_ += size;
                                  self->next_line();
                              }
                          });
    }

    tcp::socket socket_;
    std::vector<char> buffer_ = std::vector<char>(1024);
    std::size_t filled_ = 0;
    std::size_t taken_ = 0;
};

class SinkSession : public std::enable_shared_from_this<SinkSession> {
  public:
    explicit SinkSession(tcp::socket socket) : socket_(std::move(socket)) {}

    void read() {
        socket_.async_read_some(asio::buffer(buffer_), [self = shared_from_this()](Error error, std::size_t) {
            if (!error) {
                self->read();
            } else {
                asio::write(self->socket_, asio::buffer("!", 1), error);
            }
        });
    }

  private:
    tcp::socket socket_;
    std::array<char, 64 * 1024> buffer_{};
};

class SourceSession : public std::enable_shared_from_this<SourceSession> {
  public:
    explicit SourceSession(tcp::socket socket) : socket_(std::move(socket)) {}

    void read() {
        asio::async_read_until(socket_, asio::dynamic_buffer(line_), '\n',
                               [self = shared_from_this()](Error error, std::size_t) {
                                   if (!error) {
                                       self->left_ = std::stoull(self->line_);
                                       self->write();
                                   }
                               });
    }

  private:
    void write() {
        if (left_ == 0) {
            return;
        }
        asio::async_write(socket_, asio::buffer(chunk_),
                          [self = shared_from_this()](Error error, std::size_t sent) {
                              if (!error) {
                                  self->left_ -= sent;
                                  self->write();
                              }
                          });
    }

    tcp::socket socket_;
    std::string line_;
    std::string chunk_ = std::string(64 * 1024, 'x');
    std::uint64_t left_ = 0;
};

template <class Session>
void accept(tcp::acceptor& acceptor) {
    acceptor.async_accept([&acceptor](Error error, tcp::socket socket) {
        if (!error) {
            socket.set_option(tcp::no_delay(true));
            std::make_shared<Session>(std::move(socket))->read();
        }
        accept<Session>(acceptor);
    });
}

}  // namespace

void serve_asio(Service service) {
    asio::io_context context(1);
    tcp::acceptor acceptor(context, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
    acceptor.listen(1024);
    switch (service) {
        case Service::echo:
            accept<EchoSession>(acceptor);
            break;
        case Service::sink:
            accept<SinkSession>(acceptor);
            break;
        case Service::source:
            accept<SourceSession>(acceptor);
            break;
    }
    announce(acceptor.local_endpoint().port());
    context.run();
}

}  // namespace benchmark
