#include "tls_session.hpp"

#include <array>
#include <climits>

#include <arpa/inet.h>
#include <asyncio/exceptions.hpp>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "ssl_error.hpp"

namespace asyncio::net::detail {

namespace {

constexpr std::size_t kMostPlain = 256 * 1024;

int as_int(std::size_t size) {
    return static_cast<int>(std::min<std::size_t>(size, INT_MAX));
}

/// What reading from an empty BIO returns: -1, "more may come", or 0, the end.
void set_end(BIO* bio, long value) {
    BIO_ctrl(bio, BIO_C_SET_BUF_MEM_EOF_RETURN, value, nullptr);
}

bool is_ip_address(const std::string& host) {
    std::array<unsigned char, 16> address{};
    return ::inet_pton(AF_INET, host.c_str(), address.data()) == 1 ||
           ::inet_pton(AF_INET6, host.c_str(), address.data()) == 1;
}

}  // namespace

TlsSession::TlsSession(const SslContext& context, bool server_side, std::string server_hostname)
    : ssl_(SSL_new(context.native_handle()), &SSL_free),
      input_(BIO_new(BIO_s_mem())),
      output_(BIO_new(BIO_s_mem())),
      server_hostname_(std::move(server_hostname)) {
    if (!ssl_ || input_ == nullptr || output_ == nullptr) {
        std::rethrow_exception(ssl_error(nullptr));
    }
    set_end(input_, -1);
    set_end(output_, -1);
    SSL_set_bio(ssl_.get(), input_, output_);
    if (server_side) {
        SSL_set_accept_state(ssl_.get());
        return;
    }
    SSL_set_connect_state(ssl_.get());
    if (server_hostname_.empty()) {
        if (context.check_hostname()) {
            throw ValueError("check_hostname requires server_hostname");
        }
        return;
    }
    X509_VERIFY_PARAM* const parameters = SSL_get0_param(ssl_.get());
    if (is_ip_address(server_hostname_)) {
        if (context.check_hostname()) {
            X509_VERIFY_PARAM_set1_ip_asc(parameters, server_hostname_.c_str());
        }
        return;
    }
    // SSL_set_tlsext_host_name, without the macro's old-style cast.
    SSL_ctrl(ssl_.get(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, server_hostname_.data());
    if (context.check_hostname()) {
        X509_VERIFY_PARAM_set_hostflags(parameters, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
        X509_VERIFY_PARAM_set1_host(parameters, server_hostname_.data(), server_hostname_.size());
    }
}

void TlsSession::feed(std::string_view encrypted) {
    while (!encrypted.empty()) {
        const int size = as_int(encrypted.size());
        BIO_write(input_, encrypted.data(), size);
        encrypted.remove_prefix(static_cast<std::size_t>(size));
    }
}

void TlsSession::feed_eof() {
    set_end(input_, 0);
}

std::size_t TlsSession::pending_input() const {
    return BIO_ctrl_pending(input_);
}

std::size_t TlsSession::pending_output() const {
    return BIO_ctrl_pending(output_);
}

std::string TlsSession::take_output() {
    std::string encrypted(pending_output(), '\0');
    if (!encrypted.empty()) {
        const int size = BIO_read(output_, encrypted.data(), as_int(encrypted.size()));
        encrypted.resize(static_cast<std::size_t>(std::max(size, 0)));
    }
    return encrypted;
}

bool TlsSession::peer_said_goodbye() const {
    return (SSL_get_shutdown(ssl_.get()) & SSL_RECEIVED_SHUTDOWN) != 0;
}

TlsSession::Outcome TlsSession::outcome(int result) {
    switch (SSL_get_error(ssl_.get(), result)) {
        case SSL_ERROR_NONE:
            return Outcome::done;
        case SSL_ERROR_WANT_READ:
        case SSL_ERROR_WANT_WRITE:
            return Outcome::again;
        case SSL_ERROR_ZERO_RETURN:
            return Outcome::closed;
        default:
            error_ = ssl_error(ssl_.get(), server_hostname_);
            return Outcome::failed;
    }
}

TlsSession::Outcome TlsSession::handshake() {
    ERR_clear_error();
    return outcome(SSL_do_handshake(ssl_.get()));
}

TlsSession::Outcome TlsSession::read(std::string& data) {
    data.clear();
    if (failed_after_data_) {
        return Outcome::failed;
    }
    ERR_clear_error();
    data.resize(kMostPlain);
    std::size_t filled = 0;
    Outcome last = Outcome::done;
    // OpenSSL gives one record (16 KiB) at a time.
    while (filled < data.size()) {
        std::size_t got = 0;
        const int result = SSL_read_ex(ssl_.get(), data.data() + filled, data.size() - filled, &got);
        last = outcome(result);
        if (last != Outcome::done) {
            break;
        }
        filled += got;
    }
    data.resize(filled);
    failed_after_data_ = filled > 0 && last == Outcome::failed;
    return filled > 0 ? Outcome::done : last;
}

TlsSession::Outcome TlsSession::write(std::string_view data, std::size_t& written) {
    ERR_clear_error();
    return outcome(SSL_write_ex(ssl_.get(), data.data(), data.size(), &written));
}

TlsSession::Outcome TlsSession::unwrap() {
    ERR_clear_error();
    // The first call sends our message and returns 0; the second one waits for the other end's.
    int result = SSL_shutdown(ssl_.get());
    if (result == 0) {
        result = SSL_shutdown(ssl_.get());
    }
    return result == 1 ? Outcome::done : outcome(result);
}

}  // namespace asyncio::net::detail
