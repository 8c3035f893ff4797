#include "streamspec/model/digest.hpp"

#include <array>

#include <openssl/sha.h>

#include "streamspec/model/bytes.hpp"
#include "streamspec/model/json_writer.hpp"

namespace streamspec {

std::string sha256(std::string_view data) {
    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
    SHA256(reinterpret_cast<const unsigned char*>(data.data()), data.size(), digest.data());
    return to_hex(std::string_view(reinterpret_cast<const char*>(digest.data()), digest.size()));
}

std::string script_digest(const JsonDocument& script) {
    return sha256(canonical_json(script.root()));
}

}  // namespace streamspec
