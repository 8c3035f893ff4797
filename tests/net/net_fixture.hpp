#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <asyncio/net/net.hpp>
#include <boost/test/unit_test.hpp>

#include "loop_fixture.hpp"

namespace testing {

using asyncio::Coro;
using Reader = std::shared_ptr<asyncio::StreamReader>;
using Writer = std::shared_ptr<asyncio::StreamWriter>;
using ServerPtr = std::shared_ptr<asyncio::net::Server>;

/// No test waits that long: it only turns a hang into a failure.
constexpr std::chrono::seconds kHang{100};

/// How many descriptors this process has open.
std::size_t open_descriptors();

/// A directory for sockets, which goes with its object.
class TemporaryDirectory {
  public:
    TemporaryDirectory();
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
    ~TemporaryDirectory();
    std::string file(std::string_view name) const { return path_ + '/' + std::string(name); }

  private:
    std::string path_;
};

/// Checks at its end that as many descriptors are open as at its beginning.
class DescriptorCheck {
  public:
    DescriptorCheck() : before_(open_descriptors()) {}
    DescriptorCheck(const DescriptorCheck&) = delete;
    DescriptorCheck& operator=(const DescriptorCheck&) = delete;
    ~DescriptorCheck() { BOOST_TEST(open_descriptors() == before_); }

  private:
    std::size_t before_;
};

/// Writes what it reads, until the end.
Coro<void> pass_on(Reader reader, Writer writer);
/// The same, and closes.
Coro<void> echo(Reader reader, Writer writer);
/// Reads until the end and closes.
Coro<void> swallow(Reader reader, Writer writer);

/// Waits for what never comes.
Coro<void> wait_for_ever();

/// Sends so many bytes, each of which tells its place.
Coro<void> send_pattern(Writer writer, std::size_t size);
/// Reads so many; returns how many were right before the first that was not, or the end.
Coro<std::size_t> receive_pattern(Reader reader, std::size_t size);

/// A loop with real sockets. What it reports and logs is noted; each descriptor must be closed at the end.
struct NetFixture {
    DescriptorCheck descriptors;
    asyncio::net::EventLoop loop;
    std::vector<std::string> reports;
    std::vector<std::string> records;

    explicit NetFixture(const asyncio::Dialect& dialect = asyncio::Dialect::newest());
    ~NetFixture();

    /// Runs a coroutine to its end.
    template <class T>
    T run(Coro<T> coroutine) {
        return loop.run_until_complete(asyncio::wait_for(std::move(coroutine), kHang));
    }
    /// What it raises: "Type: text"; "nothing" where it returns.
    template <class T>
    std::string raised_by(Coro<T> coroutine) {
        try {
            static_cast<void>(run(std::move(coroutine)));
        } catch (...) {
            return describe(std::current_exception());
        }
        return "nothing";
    }
    std::string raised_by(Coro<void> coroutine) {
        try {
            run(std::move(coroutine));
        } catch (...) {
            return describe(std::current_exception());
        }
        return "nothing";
    }
    /// What a plain call raises.
    static std::string raised(const std::function<void()>& call) {
        try {
            call();
        } catch (...) {
            return describe(std::current_exception());
        }
        return "nothing";
    }

    /// A server on the loopback address.
    ServerPtr serve(asyncio::ClientConnected handler,
                    asyncio::net::ServerOptions options = asyncio::net::ServerOptions());
    asyncio::net::Streams connect(const ServerPtr& server,
                                  asyncio::net::ConnectOptions options = asyncio::net::ConnectOptions());
    /// Streams on one end of a socketpair whose other end is `peer`.
    asyncio::net::Streams streams_with(asyncio::net::Socket& peer);
    /// Writes, and reads as many bytes back.
    std::string ask(const asyncio::net::Streams& streams, std::string question);
    /// Reads as `StreamReader.read` does: until the end, where no size is given.
    std::string read(const asyncio::net::Streams& streams, std::int64_t size = -1);
    std::string readexactly(const asyncio::net::Streams& streams, std::int64_t size);
    void close(const asyncio::net::Streams& streams);
    void close(const ServerPtr& server);
    /// Lets the loop turn so often.
    void tick(int count = 1);
    /// Lets the loop turn until it is so.
    void wait_until(const std::function<bool()>& condition);
};

/// A fixture whose loop behaves as another release.
template <class Fixture, int kMinor, int kMicro>
struct Playing : Fixture {
    Playing() : Fixture(asyncio::Dialect::of({3, kMinor, kMicro})) {}
};

int port_of(const ServerPtr& server);

/// A socket bound to a free port of the loopback address.
asyncio::net::Socket bound_socket();

/// Makes a close send RST instead of FIN.
void reset_at_close(const asyncio::net::Socket& socket);

/// The options of a connection or a server that takes a socket over.
template <class Options>
Options with_sock(asyncio::net::Socket socket) {
    Options options;
    options.sock = std::make_shared<asyncio::net::Socket>(std::move(socket));
    return options;
}

/// A port where nobody listens, and nobody else can.
class DeadPort {
  public:
    DeadPort() : socket_(bound_socket()) {}
    int number() const { return socket_.getsockname().port(); }
    /// As an error names it: "('127.0.0.1', 4711)".
    std::string address() const { return "('127.0.0.1', " + std::to_string(number()) + ')'; }

  private:
    asyncio::net::Socket socket_;
};

/// A socket's transport, for its water marks.
asyncio::net::StreamTransport& transport_of(const Writer& writer);

}  // namespace testing
