#include "streamspec/model/digest.hpp"

#include <array>
#include <stdexcept>

#include <openssl/evp.h>
#include <openssl/sha.h>

#include "streamspec/model/bytes.hpp"
#include "streamspec/model/json_writer.hpp"

namespace streamspec {

std::string sha256(std::string_view data) {
    // Looked up once: that costs more than the digest of a script.
    static const EVP_MD* const kind = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
    if (kind == nullptr || EVP_Digest(data.data(), data.size(), digest.data(), nullptr, kind, nullptr) != 1) {
        throw std::runtime_error("OpenSSL cannot compute a SHA-256");
    }
    return to_hex(std::string_view(reinterpret_cast<const char*>(digest.data()), digest.size()));
}

std::string script_digest(const JsonDocument& script) {
    return sha256(canonical_json(script.root()));
}

}  // namespace streamspec
