#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <openssl/ssl.h>

namespace streamspec {

/// What a peer speaks TLS by.
struct PeerContext {
    std::shared_ptr<SSL_CTX> context;
    bool server = false;
};

/// TLS between a peer's bytes and those of its socket.
class PeerTls {
  public:
    explicit PeerTls(const PeerContext& context);

    bool done() const noexcept { return done_; }
    /// Bytes for the socket.
    std::string& outgoing() noexcept { return outgoing_; }

    /// Goes on with the handshake; `ended` becomes the reason where that fails.
    void step(std::optional<std::string>& ended);
    void write(std::string_view data);
    /// Says that no more comes.
    void unwrap();
    /// Bytes of the socket (none: its end) become bytes of the peer.
    void take(std::string_view data, std::string& received, std::optional<std::string>& ended);

  private:
    void collect();
    /// False where more bytes are needed, or it has ended.
    bool check(int result, std::optional<std::string>& ended);

    std::shared_ptr<SSL> ssl_;
    std::string outgoing_;
    bool done_ = false;
    bool broken_ = false;
    bool at_end_ = false;
};

}  // namespace streamspec
