#include "ssl_error.hpp"

#include <cctype>
#include <string_view>

#include <asyncio/net/errors.hpp>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

namespace asyncio::net::detail {

namespace {

/// Python names the libraries by its own short names.
std::string library_name(unsigned long code) {
    switch (ERR_GET_LIB(code)) {
        case ERR_LIB_SSL:
            return "SSL";
        case ERR_LIB_X509:
            return "X509";
        case ERR_LIB_PEM:
            return "PEM";
        default: {
            const char* const name = ERR_lib_error_string(code);
            return name != nullptr ? name : "unknown";
        }
    }
}

std::string reason_name(const std::string& reason) {
    std::string name;
    for (const char c : reason) {
        name += std::isalnum(static_cast<unsigned char>(c)) != 0
                    ? static_cast<char>(std::toupper(static_cast<unsigned char>(c)))
                    : '_';
    }
    // Python has a table of its own, with the names from before OpenSSL 3.5 renamed these alerts.
    constexpr std::string_view kRenamed = "SSL_TLS_ALERT_";
    if (name.starts_with(kRenamed)) {
        name.replace(0, kRenamed.size(), "SSLV3_ALERT_");
    }
    return name;
}

std::string verify_message(long code, const std::string& host) {
    if (code == X509_V_ERR_HOSTNAME_MISMATCH) {
        return "Hostname mismatch, certificate is not valid for '" + host + "'.";
    }
    if (code == X509_V_ERR_IP_ADDRESS_MISMATCH) {
        return "IP address mismatch, certificate is not valid for '" + host + "'.";
    }
    return X509_verify_cert_error_string(code);
}

}  // namespace

std::exception_ptr ssl_error(const ssl_st* ssl, const std::string& checked_host) {
    const unsigned long code = ERR_peek_last_error();
    ERR_clear_error();
    if (code == 0) {
        return std::make_exception_ptr(
            SslEofError(8, "EOF occurred in violation of protocol", std::string(), std::string()));
    }
    const char* const text = ERR_reason_error_string(code);
    const std::string reason = text != nullptr ? text : "unknown error";
    const std::string library = library_name(code);
    const std::string name = reason_name(reason);
    std::string message = '[' + library + ": " + name + "] " + reason;
    if (ssl != nullptr && ERR_GET_LIB(code) == ERR_LIB_SSL &&
        ERR_GET_REASON(code) == SSL_R_CERTIFICATE_VERIFY_FAILED) {
        const long verify_code = SSL_get_verify_result(ssl);
        const std::string why = verify_message(verify_code, checked_host);
        message += ": " + why;
        return std::make_exception_ptr(SslCertVerificationError(message, static_cast<int>(verify_code), why));
    }
    return std::make_exception_ptr(SslError(1, message, library, name));
}

}  // namespace asyncio::net::detail
