#include <any>
#include <cstdlib>
#include <functional>
#include <string>

#include "tls_fixture.hpp"

namespace net = asyncio::net;
using net::Streams;
using net::VerifyMode;
using testing::by_tls;
using testing::certificate;
using testing::client_context;
using testing::ContextPtr;
using testing::Coro;
using testing::echo;
using testing::port_of;
using testing::Reader;
using testing::server_context;
using testing::ServerPtr;
using testing::TlsFixture;
using testing::unverifying_context;
using testing::Writer;

namespace {

/// Sets a variable of the environment for a scope.
class Environment {
  public:
    Environment(const char* name, const std::string& value) : name_(name) {
        ::setenv(name, value.c_str(), 1);
    }
    ~Environment() { ::unsetenv(name_); }
    Environment(const Environment&) = delete;
    Environment& operator=(const Environment&) = delete;

  private:
    const char* name_;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(tls, TlsFixture)

BOOST_AUTO_TEST_CASE(certificate_is_valid_for_each_of_its_names) {
    const ServerPtr server = serve_tls(echo);
    for (const char* name : {"localhost", "127.0.0.1", "::1"}) {
        net::ConnectOptions options = by_tls();
        options.server_hostname = name;
        const Streams streams = connect(server, options);
        BOOST_TEST(ask(streams, "x") == "x");
        close(streams);
    }
    close(server);
}

BOOST_AUTO_TEST_CASE(default_context_trusts_what_ssl_cert_file_names) {
    const ServerPtr server = serve_tls(echo);
    const Environment trust("SSL_CERT_FILE", certificate("ca.pem"));
    net::ConnectOptions options;
    options.ssl = true;
    const Streams streams = connect(server, options);
    BOOST_TEST(ask(streams, "x") == "x");
    close(streams);
    close(server);
}

BOOST_AUTO_TEST_CASE(unknown_authority_is_a_verification_error) {
    const ServerPtr server = serve_tls(echo);
    net::ConnectOptions options;
    options.ssl = true;
    BOOST_TEST(refusal(server, options) ==
               "SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: "
               "unable to get local issuer certificate");
    close(server);
    BOOST_TEST(reports.empty());
}

BOOST_AUTO_TEST_CASE(verification_error_says_what_was_wrong) {
    const ServerPtr server = serve_tls(echo, server_context("other"));
    try {
        connect(server, by_tls());
        BOOST_ERROR("connected");
    } catch (const net::SslCertVerificationError& error) {
        BOOST_TEST(error.verify_code() == 64);
        BOOST_TEST(error.verify_message() ==
                   "IP address mismatch, certificate is not valid for '127.0.0.1'.");
        BOOST_TEST(error.reason() == "CERTIFICATE_VERIFY_FAILED");
        BOOST_TEST(std::invoke(&net::SslError::library, error) == "SSL");
    }
    close(server);
}

BOOST_AUTO_TEST_CASE(certificate_of_another_host_is_a_verification_error) {
    const ServerPtr server = serve_tls(echo, server_context("other"));
    net::ConnectOptions options = by_tls();
    options.server_hostname = "localhost";
    BOOST_TEST(refusal(server, options) ==
               "SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: "
               "Hostname mismatch, certificate is not valid for 'localhost'.");
    close(server);
}

BOOST_AUTO_TEST_CASE(server_hostname_replaces_the_host_in_the_check) {
    const ServerPtr server = serve_tls(echo, server_context("other"));
    net::ConnectOptions options = by_tls();
    options.server_hostname = "other.example";
    const Streams streams = connect(server, options);
    BOOST_TEST(ask(streams, "x") == "x");
    close(streams);
    close(server);
}

BOOST_AUTO_TEST_CASE(server_sees_the_name_that_was_asked_for) {
    std::string name;
    const ServerPtr server = serve_tls([&](Reader, Writer writer) {
        const auto object = std::any_cast<net::SslObject>(writer->get_extra_info("ssl_object"));
        name = object.server_hostname().value_or("none");
        writer->close();
    });
    net::ConnectOptions options = by_tls();
    options.server_hostname = "localhost";
    const Streams streams = connect(server, options);
    BOOST_TEST(read(streams).empty());
    BOOST_TEST(name == "localhost");
    close(streams);
    close(server);
}

BOOST_AUTO_TEST_CASE(unverified_certificate_proves_nothing) {
    const ServerPtr server = serve_tls(echo, server_context("other"));
    const Streams streams = connect(server, by_tls(unverifying_context()));
    BOOST_TEST(ask(streams, "x") == "x");
    const auto certificate = std::any_cast<net::Certificate>(streams.writer->get_extra_info("peercert"));
    BOOST_TEST(certificate.subject.empty());
    BOOST_TEST(certificate.serial_number.empty());
    close(streams);
    close(server);
}

BOOST_AUTO_TEST_CASE(empty_server_hostname_checks_no_name) {
    const ServerPtr server = serve_tls(echo);
    net::ConnectOptions options = by_tls();
    options.server_hostname = "";
    BOOST_TEST(refusal(server, options) == "nothing");
    close(server);
}

BOOST_AUTO_TEST_CASE(peer_certificate_is_that_of_pythons_dict) {
    const ServerPtr server = serve_tls(echo);
    const Streams streams = connect(server, by_tls());
    const auto certificate = std::any_cast<net::Certificate>(streams.writer->get_extra_info("peercert"));
    using Name = net::Certificate::Name;
    BOOST_TEST((certificate.subject == Name{{"commonName", "localhost"}}));
    BOOST_TEST((certificate.issuer == Name{{"commonName", "streamspec test authority"}}));
    BOOST_TEST((certificate.subject_alt_name ==
                Name{{"DNS", "localhost"}, {"IP Address", "127.0.0.1"}, {"IP Address", "0:0:0:0:0:0:0:1"}}));
    BOOST_TEST(certificate.serial_number.find_first_not_of("0123456789ABCDEF") == std::string::npos);
    BOOST_TEST(certificate.serial_number.size() >= 2U);
    BOOST_TEST(certificate.not_after.ends_with(" GMT"));
    close(streams);
    close(server);
}

BOOST_AUTO_TEST_CASE(server_can_ask_for_a_certificate) {
    const ContextPtr theirs = server_context();
    theirs->load_verify_locations(certificate("ca.pem"));
    theirs->set_verify_mode(VerifyMode::required);
    std::string who;
    const ServerPtr server = serve_tls(
        [&](Reader, Writer writer) {
            const auto shown = std::any_cast<net::Certificate>(writer->get_extra_info("peercert"));
            who = shown.subject.at(0).second;
            writer->close();
        },
        theirs);
    const ContextPtr ours = client_context();
    ours->load_cert_chain(certificate("client.crt"), certificate("client.key"));
    const Streams streams = connect(server, by_tls(ours));
    BOOST_TEST(read(streams).empty());
    BOOST_TEST(who == "a client");
    close(streams);
    close(server);
}

BOOST_AUTO_TEST_CASE(client_without_the_certificate_that_is_asked_for_is_refused) {
    const ContextPtr theirs = server_context();
    theirs->load_verify_locations(certificate("ca.pem"));
    theirs->set_verify_mode(VerifyMode::required);
    const ServerPtr server = serve_tls(echo, theirs);
    const std::string outcome = raised_by([&]() -> Coro<void> {
        Coro<Streams> opening = net::open_connection("127.0.0.1", port_of(server), by_tls());
        const Streams streams = co_await opening;
        static_cast<void>(co_await streams.reader->read(1));
    }());
    // As in CPython, the server does not say why: the client sees the end of the stream.
    BOOST_TEST(outcome == "nothing");
    close(server);
}

BOOST_AUTO_TEST_SUITE_END()
