#include "peer_tls.hpp"

#include <array>
#include <cctype>

#include <openssl/bio.h>
#include <openssl/err.h>

namespace streamspec {
namespace {

constexpr std::size_t kAtATime = 65536;

/// OpenSSL's reason as Python names it: "certificate verify failed" is CERTIFICATE_VERIFY_FAILED.
std::string last_reason() {
    const char* text = ERR_reason_error_string(ERR_peek_last_error());
    std::string reason = text != nullptr ? text : "unknown";
    for (char& c : reason) {
        c = c == ' ' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    }
    return reason;
}

}  // namespace

PeerTls::PeerTls(const PeerContext& context) : ssl_(SSL_new(context.context.get()), SSL_free) {
    SSL_set_bio(ssl_.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    BIO_set_mem_eof_return(SSL_get_rbio(ssl_.get()), -1);
    if (context.server) {
        SSL_set_accept_state(ssl_.get());
    } else {
        SSL_set_connect_state(ssl_.get());
    }
}

void PeerTls::step(std::optional<std::string>& ended) {
    if (!done_ && !broken_) {
        ERR_clear_error();
        int result = SSL_do_handshake(ssl_.get());
        done_ = result == 1;
        check(result, ended);
    }
    collect();
}

void PeerTls::write(std::string_view data) {
    for (std::size_t at = 0; at < data.size();) {
        std::size_t written = 0;
        if (SSL_write_ex(ssl_.get(), data.data() + at, data.size() - at, &written) != 1) {
            break;
        }
        at += written;
        collect();
    }
}

void PeerTls::unwrap() {
    ERR_clear_error();
    SSL_shutdown(ssl_.get());
    collect();
}

void PeerTls::take(std::string_view data, std::string& received, std::optional<std::string>& ended) {
    if (data.empty()) {
        BIO_set_mem_eof_return(SSL_get_rbio(ssl_.get()), 0);
        at_end_ = true;
    } else {
        BIO_write(SSL_get_rbio(ssl_.get()), data.data(), static_cast<int>(data.size()));
    }
    step(ended);
    std::array<char, kAtATime> buffer;
    while (done_ && !ended) {
        ERR_clear_error();
        int count = SSL_read(ssl_.get(), buffer.data(), static_cast<int>(buffer.size()));
        if (!check(count, ended)) {
            break;
        }
        received.append(buffer.data(), static_cast<std::size_t>(count));
    }
    collect();
    if (data.empty() && !ended) {
        ended = "truncated";
    }
}

bool PeerTls::check(int result, std::optional<std::string>& ended) {
    if (result > 0) {
        return true;
    }
    switch (SSL_get_error(ssl_.get(), result)) {
        case SSL_ERROR_WANT_READ:
        case SSL_ERROR_WANT_WRITE:
            break;
        case SSL_ERROR_ZERO_RETURN:
            ended = "eof";
            break;
        default:
            broken_ = true;
            ended = at_end_ ? "truncated" : last_reason();
            break;
    }
    return false;
}

void PeerTls::collect() {
    BIO* out = SSL_get_wbio(ssl_.get());
    while (auto pending = BIO_ctrl_pending(out)) {
        auto before = outgoing_.size();
        outgoing_.resize(before + pending);
        int count = BIO_read(out, outgoing_.data() + before, static_cast<int>(pending));
        outgoing_.resize(before + static_cast<std::size_t>(count > 0 ? count : 0));
        if (count <= 0) {
            break;
        }
    }
}

}  // namespace streamspec
