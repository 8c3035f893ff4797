#include <filesystem>

#include <unistd.h>

#include "net_fixture.hpp"

namespace net = asyncio::net;
using net::ServerOptions;
using net::start_unix_server;
using net::Streams;
using testing::echo;
using testing::NetFixture;
using testing::ServerPtr;
using testing::TemporaryDirectory;
using testing::with_sock;

namespace {

struct UnixServerFixture : NetFixture {
    using NetFixture::NetFixture;

    TemporaryDirectory directory;
    std::string path = directory.file("socket");

    ServerPtr unix_server(const std::string& at, ServerOptions options = ServerOptions()) {
        return run(start_unix_server(echo, at, std::move(options)));
    }
    std::string unix_round_trip(const std::string& at) {
        const Streams streams = run(net::open_unix_connection(at));
        std::string answer = ask(streams, "hello");
        close(streams);
        return answer;
    }
};
using Python3_12_1 = testing::Playing<UnixServerFixture, 12, 1>;

}  // namespace

BOOST_FIXTURE_TEST_SUITE(server, UnixServerFixture)

BOOST_AUTO_TEST_CASE(unix_server_serves) {
    const ServerPtr server = unix_server(path);
    BOOST_TEST(unix_round_trip(path) == "hello");
    BOOST_TEST(server->sockets()[0].getsockname().path() == path);
    close(server);
}

BOOST_AUTO_TEST_CASE(unix_server_removes_its_file_when_it_closes) {
    const ServerPtr server = unix_server(path);
    BOOST_TEST(std::filesystem::exists(path));
    close(server);
    BOOST_TEST(!std::filesystem::exists(path));
}

BOOST_AUTO_TEST_CASE(unix_server_leaves_its_file_where_it_is_told_so) {
    ServerOptions options;
    options.cleanup_socket = false;
    close(unix_server(path, options));
    BOOST_TEST(std::filesystem::exists(path));
}

BOOST_FIXTURE_TEST_CASE(unix_server_of_an_older_release_leaves_its_file, Python3_12_1) {
    close(unix_server(path));
    BOOST_TEST(std::filesystem::exists(path));
}

BOOST_AUTO_TEST_CASE(unix_server_leaves_the_file_of_a_successor) {
    const ServerPtr first = unix_server(path);
    const ServerPtr second = unix_server(path);
    close(first);
    BOOST_TEST(unix_round_trip(path) == "hello");
    close(second);
}

BOOST_AUTO_TEST_CASE(unix_server_replaces_a_stale_socket) {
    {
        net::Socket stale(AF_UNIX, SOCK_STREAM, 0);
        stale.bind(net::SocketAddress::unix_path(path));
    }
    const ServerPtr server = unix_server(path);
    BOOST_TEST(unix_round_trip(path) == "hello");
    close(server);
}

BOOST_AUTO_TEST_CASE(unix_server_does_not_replace_another_file) {
    std::filesystem::create_directory(path);
    BOOST_TEST(raised_by(start_unix_server(echo, path)) ==
               "OSError: [Errno 98] Address '" + path + "' is already in use");
}

BOOST_AUTO_TEST_CASE(unix_server_on_an_abstract_address_serves) {
    path = std::string(1, '\0') + "streamspec-" + std::to_string(::getpid());
    const ServerPtr server = unix_server(path);
    BOOST_TEST(unix_round_trip(path) == "hello");
    BOOST_TEST(server->sockets()[0].getsockname().path() == path);
    close(server);
}

BOOST_AUTO_TEST_CASE(unix_server_arguments_that_do_not_fit_are_errors) {
    BOOST_TEST(raised_by(start_unix_server(echo, std::nullopt)) ==
               "ValueError: path was not specified, and no sock specified");
    auto [one, other] = net::Socket::pair();
    BOOST_TEST(raised_by(start_unix_server(echo, "/nowhere", with_sock<ServerOptions>(std::move(one)))) ==
               "ValueError: path and sock can not be specified at the same time");
    BOOST_TEST(raised_by(start_unix_server(echo, std::string(200, 'x'))) == "OSError: AF_UNIX path too long");
    BOOST_TEST(raised_by(start_unix_server(echo, directory.file("none/socket"))) ==
               "FileNotFoundError: [Errno 2] No such file or directory");
}

BOOST_AUTO_TEST_SUITE_END()
