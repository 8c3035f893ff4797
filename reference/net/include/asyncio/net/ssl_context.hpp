#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

struct ssl_ctx_st;
struct ssl_st;

namespace asyncio::net {

/// What is asked of the other end's certificate: `ssl.VerifyMode`.
enum class VerifyMode { none, optional, required };

/// Settings of TLS connections: `ssl.SSLContext`. Errors are SslErrors.
class SslContext {
  public:
    enum class Purpose { client, server };

    /// A context without certificates: `ssl.SSLContext(PROTOCOL_TLS_CLIENT)` (certificate and host name are
    /// verified), `ssl.SSLContext(PROTOCOL_TLS_SERVER)` (nothing is).
    explicit SslContext(Purpose purpose);
    SslContext(const SslContext&) = delete;
    SslContext& operator=(const SslContext&) = delete;
    ~SslContext();

    /// A context as `ssl.create_default_context(…)`: a client's one trusts the system's certificates, or
    /// those that SSL_CERT_FILE and SSL_CERT_DIR name.
    static std::shared_ptr<SslContext> create_default(Purpose purpose = Purpose::client);

    /// The certificates that are trusted. Throws FileNotFoundError, SslError.
    void load_verify_locations(const std::string& file);
    void load_default_certs();
    /// Our own certificate (with those that it follows from) and key, in PEM files; the key may stand in the
    /// first. Throws FileNotFoundError, SslError.
    void load_cert_chain(const std::string& certificate_file,
                         const std::optional<std::string>& key_file = {});
    /// The protocols offered, most wanted first: ALPN.
    void set_alpn_protocols(const std::vector<std::string>& protocols);
    /// OpenSSL's cipher list of TLS 1.2.
    void set_ciphers(const std::string& ciphers);
    /// TLS1_2_VERSION, TLS1_3_VERSION…; 0: any.
    void set_minimum_version(int version);
    void set_maximum_version(int version);

    VerifyMode verify_mode() const noexcept { return verify_mode_; }
    /// Throws ValueError for `none` while `check_hostname` is on, as Python.
    void set_verify_mode(VerifyMode mode);
    bool check_hostname() const noexcept { return check_hostname_; }
    void set_check_hostname(bool check);

    /// Whether a connection that ends without TLS's closing message ends by an SslEofError (off by default:
    /// to asyncio, as to Python's http.server, it is an ordinary end). Anybody on the way can cut a
    /// connection off.
    bool truncation_is_error() const noexcept { return truncation_is_error_; }
    void set_truncation_is_error(bool is_error) noexcept { truncation_is_error_ = is_error; }

    /// OpenSSL's object, for what is not here.
    ssl_ctx_st* native_handle() const noexcept { return context_; }

  private:
    void apply_verify_mode();

    ssl_ctx_st* context_;
    VerifyMode verify_mode_;
    bool check_hostname_;
    bool truncation_is_error_ = false;
    std::vector<unsigned char> alpn_;
};

/// A connection's certificate, as Python's dict from `getpeercert()`.
struct Certificate {
    using Name = std::vector<std::pair<std::string, std::string>>;
    Name subject;
    Name issuer;
    std::string serial_number;  ///< hexadecimal
    std::string not_before;     ///< "Jan  1 00:00:00 2024 GMT"
    std::string not_after;
    Name subject_alt_name;  ///< kind ("DNS", "IP Address") and value
};

/// The cipher of a connection: Python's `cipher()`.
struct CipherInfo {
    std::string name;
    std::string protocol;
    int secret_bits = 0;
};

/// A connection's TLS state, as `get_extra_info("ssl_object")` gives it: `ssl.SSLObject`. It keeps what it
/// asks alive.
class SslObject {
  public:
    explicit SslObject(std::shared_ptr<ssl_st> ssl) : ssl_(std::move(ssl)) {}

    /// "TLSv1.3"…; none before the handshake.
    std::optional<std::string> version() const;
    std::optional<CipherInfo> cipher() const;
    /// None where the other end has shown none.
    std::optional<Certificate> getpeercert() const;
    std::optional<std::string> selected_alpn_protocol() const;
    std::optional<std::string> server_hostname() const;
    ssl_st* native_handle() const noexcept { return ssl_.get(); }

  private:
    std::shared_ptr<ssl_st> ssl_;
};

}  // namespace asyncio::net
