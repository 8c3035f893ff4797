#include <vector>

#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net_fixture.hpp"

namespace net = asyncio::net;
using net::Streams;
using testing::Coro;
using testing::echo;
using testing::ServerPtr;
using testing::with_sock;
using namespace std::chrono_literals;

namespace {

/// Holds every descriptor that the process may still open.
class AllDescriptors {
  public:
    AllDescriptors() {
        while (true) {
            const int descriptor = ::dup(0);
            if (descriptor < 0) {
                break;
            }
            held_.push_back(descriptor);
        }
    }
    ~AllDescriptors() {
        while (!held_.empty()) {
            release_one();
        }
    }
    AllDescriptors(const AllDescriptors&) = delete;
    AllDescriptors& operator=(const AllDescriptors&) = delete;
    void release_one() {
        ::close(held_.back());
        held_.pop_back();
    }

  private:
    std::vector<int> held_;
};

/// Lowers the number of descriptors that may be open, for a scope.
class FewDescriptors {
  public:
    explicit FewDescriptors(rlim_t most) {
        ::getrlimit(RLIMIT_NOFILE, &before_);
        rlimit limit = before_;
        limit.rlim_cur = most;
        ::setrlimit(RLIMIT_NOFILE, &limit);
    }
    ~FewDescriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }
    FewDescriptors(const FewDescriptors&) = delete;
    FewDescriptors& operator=(const FewDescriptors&) = delete;

  private:
    rlimit before_{};
};

/// A server, and a client that connects while the process can open no descriptor more.
struct ShortageFixture : testing::NetFixture {
    ServerPtr server = serve(echo);
    FewDescriptors few{64};
    net::Socket client{AF_INET, SOCK_STREAM, 0};

    void connect_client() {
        const net::SocketAddress address = server->sockets()[0].getsockname();
        static_cast<void>(::connect(client.fileno(), address.data(), address.size()));
        wait_until([&] { return !reports.empty(); });
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(server, ShortageFixture)

BOOST_AUTO_TEST_CASE(accept_that_fails_for_want_of_descriptors_is_tried_again_later) {
    {
        const AllDescriptors all;
        connect_client();
        BOOST_TEST(reports[0] ==
                   "socket.accept() out of system resource | OSError: [Errno 24] Too many open files");
        // Were it tried again at once, each turn would report it: a hundred milliseconds are many turns.
        run([]() -> Coro<void> { co_await asyncio::sleep(100ms); }());
        BOOST_TEST(reports.size() == 1U);
        BOOST_TEST(server->is_serving());
    }
    // Once there are descriptors again, the connection that waits is served.
    client.send("hello");
    const Streams streams = run(net::open_connection(with_sock<net::ConnectOptions>(std::move(client))));
    BOOST_TEST(readexactly(streams, 5) == "hello");
    close(streams);
    close(server);
}

BOOST_AUTO_TEST_CASE(server_that_closes_while_it_waits_for_descriptors_forgets_them) {
    {
        const AllDescriptors all;
        connect_client();
    }
    close(server);
    run([]() -> Coro<void> { co_await asyncio::sleep(1100ms); }());  // the time of the second attempt
    BOOST_TEST(reports.size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
