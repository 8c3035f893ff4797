#pragma once

#include <cstddef>
#include <exception>
#include <memory>
#include <string>
#include <string_view>

#include <asyncio/net/ssl_context.hpp>

struct bio_st;

namespace asyncio::net::detail {

/// One end of TLS in memory: encrypted bytes go in and come out, and so do plain ones. Python's SSLObject
/// with its two MemoryBIOs.
class TlsSession {
  public:
    enum class Outcome {
        done,
        again,   ///< more input is needed
        closed,  ///< the other end said that it sends no more
        failed   ///< `error()` says why
    };

    /// `server_hostname` empty: none is sent, none is checked.
    TlsSession(const SslContext& context, bool server_side, std::string server_hostname);

    void feed(std::string_view encrypted);
    /// The transport's stream has ended.
    void feed_eof();
    /// How many encrypted bytes wait to be read, and to be sent.
    std::size_t pending_input() const;
    std::size_t pending_output() const;
    /// Takes what is to be sent.
    std::string take_output();

    Outcome handshake();
    /// Decrypts some: `data` is replaced by at most 256 KiB.
    Outcome read(std::string& data);
    /// Encrypts some of `data`; `written` says how much.
    Outcome write(std::string_view data, std::size_t& written);
    /// Says that no more will be sent, and (done) hears the same.
    Outcome unwrap();

    /// Whether the other end's closing message was read.
    bool peer_said_goodbye() const;

    const std::exception_ptr& error() const noexcept { return error_; }
    std::shared_ptr<ssl_st> ssl() const noexcept { return ssl_; }

  private:
    Outcome outcome(int result);

    std::shared_ptr<ssl_st> ssl_;
    bio_st* input_;   ///< owned by ssl_
    bio_st* output_;  ///< owned by ssl_
    std::string server_hostname_;
    std::exception_ptr error_;
    bool failed_after_data_ = false;  ///< the next read is to say so
};

}  // namespace asyncio::net::detail
