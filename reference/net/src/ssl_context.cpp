#include <array>
#include <cerrno>
#include <memory>

#include <asyncio/exceptions.hpp>
#include <asyncio/net/errors.hpp>
#include <asyncio/net/ssl_context.hpp>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include "ssl_error.hpp"

namespace asyncio::net {

namespace {

void check(int result) {
    if (result != 1) {
        std::rethrow_exception(detail::ssl_error(nullptr));
    }
}

void require_file(const std::string& path) {
    if (::access(path.c_str(), R_OK) != 0) {
        std::rethrow_exception(os_error(errno));
    }
}

/// The protocol that a server chooses of those that a client offers: its own order counts.
int choose_alpn(SSL* /*ssl*/, const unsigned char** chosen, unsigned char* chosen_size,
                const unsigned char* offered, unsigned int offered_size, void* ours) {
    const auto& list = *static_cast<const std::vector<unsigned char>*>(ours);
    unsigned char* selected = nullptr;
    if (SSL_select_next_proto(&selected, chosen_size, list.data(), static_cast<unsigned int>(list.size()),
                              offered, offered_size) != OPENSSL_NPN_NEGOTIATED) {
        return SSL_TLSEXT_ERR_NOACK;
    }
    *chosen = selected;
    return SSL_TLSEXT_ERR_OK;
}

struct MemoryBio {
    MemoryBio() : bio(BIO_new(BIO_s_mem())) {}
    ~MemoryBio() { BIO_free(bio); }
    MemoryBio(const MemoryBio&) = delete;
    MemoryBio& operator=(const MemoryBio&) = delete;
    std::string text() const {
        char* data = nullptr;
        const long size = BIO_get_mem_data(bio, &data);
        return {data, static_cast<std::size_t>(size)};
    }
    BIO* bio;
};

Certificate::Name name_entries(const X509_NAME* name) {
    Certificate::Name entries;
    for (int i = 0; i < X509_NAME_entry_count(name); ++i) {
        const X509_NAME_ENTRY* const entry = X509_NAME_get_entry(name, i);
        const int id = OBJ_obj2nid(X509_NAME_ENTRY_get_object(entry));
        unsigned char* utf8 = nullptr;
        const int size = ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(entry));
        if (size >= 0) {
            entries.emplace_back(OBJ_nid2ln(id),
                                 std::string(reinterpret_cast<char*>(utf8), static_cast<std::size_t>(size)));
            OPENSSL_free(utf8);
        }
    }
    return entries;
}

std::string time_text(const ASN1_TIME* time) {
    const MemoryBio memory;
    ASN1_TIME_print(memory.bio, time);
    return memory.text();
}

std::string serial_text(X509* certificate) {
    const std::unique_ptr<BIGNUM, decltype(&BN_free)> number(
        ASN1_INTEGER_to_BN(X509_get_serialNumber(certificate), nullptr), &BN_free);
    char* const text = BN_bn2hex(number.get());
    const std::string result = text;
    OPENSSL_free(text);
    return result;
}

std::string general_name_text(const GENERAL_NAME& name) {
    const MemoryBio memory;
    GENERAL_NAME_print(memory.bio, const_cast<GENERAL_NAME*>(&name));  // NOLINT: OpenSSL changes nothing
    const std::string text = memory.text();  // "DNS:localhost", "IP Address:127.0.0.1"
    return text;
}

Certificate::Name alternative_names(X509* certificate) {
    Certificate::Name result;
    auto* const names =
        static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr));
    for (int i = 0; names != nullptr && i < sk_GENERAL_NAME_num(names); ++i) {
        const std::string text = general_name_text(*sk_GENERAL_NAME_value(names, i));
        const std::size_t colon = text.find(':');
        result.emplace_back(text.substr(0, colon), colon == std::string::npos ? "" : text.substr(colon + 1));
    }
    GENERAL_NAMES_free(names);
    return result;
}

}  // namespace

SslContext::SslContext(Purpose purpose)
    : context_(SSL_CTX_new(purpose == Purpose::client ? TLS_client_method() : TLS_server_method())),
      verify_mode_(purpose == Purpose::client ? VerifyMode::required : VerifyMode::none),
      check_hostname_(purpose == Purpose::client) {
    if (context_ == nullptr) {
        std::rethrow_exception(detail::ssl_error(nullptr));
    }
    SSL_CTX_set_min_proto_version(context_, TLS1_2_VERSION);
    SSL_CTX_set_options(context_, SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE |
                                      SSL_OP_SINGLE_DH_USE | SSL_OP_SINGLE_ECDH_USE);
    SSL_CTX_set_mode(context_, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                   SSL_MODE_AUTO_RETRY | SSL_MODE_RELEASE_BUFFERS);
    static constexpr std::array<unsigned char, 6> kSession = {'P', 'y', 't', 'h', 'o', 'n'};
    SSL_CTX_set_session_id_context(context_, kSession.data(), kSession.size());
    apply_verify_mode();
}

SslContext::~SslContext() {
    SSL_CTX_free(context_);
}

std::shared_ptr<SslContext> SslContext::create_default(Purpose purpose) {
    auto context = std::make_shared<SslContext>(purpose);
    if (purpose == Purpose::client) {
        context->load_default_certs();
    }
    return context;
}

void SslContext::load_verify_locations(const std::string& file) {
    require_file(file);
    check(SSL_CTX_load_verify_locations(context_, file.c_str(), nullptr));
}

void SslContext::load_default_certs() {
    check(SSL_CTX_set_default_verify_paths(context_));
}

void SslContext::load_cert_chain(const std::string& certificate_file,
                                 const std::optional<std::string>& key_file) {
    const std::string& key = key_file ? *key_file : certificate_file;
    require_file(certificate_file);
    require_file(key);
    check(SSL_CTX_use_certificate_chain_file(context_, certificate_file.c_str()));
    check(SSL_CTX_use_PrivateKey_file(context_, key.c_str(), SSL_FILETYPE_PEM));
    check(SSL_CTX_check_private_key(context_));
}

void SslContext::set_alpn_protocols(const std::vector<std::string>& protocols) {
    alpn_.clear();
    for (const std::string& protocol : protocols) {
        if (protocol.empty() || protocol.size() > 255) {
            throw ValueError("ALPN protocols must be 1 to 255 bytes long");
        }
        alpn_.push_back(static_cast<unsigned char>(protocol.size()));
        alpn_.insert(alpn_.end(), protocol.begin(), protocol.end());
    }
    SSL_CTX_set_alpn_protos(context_, alpn_.data(), static_cast<unsigned int>(alpn_.size()));
    SSL_CTX_set_alpn_select_cb(context_, &choose_alpn, &alpn_);
}

void SslContext::set_ciphers(const std::string& ciphers) {
    check(SSL_CTX_set_cipher_list(context_, ciphers.c_str()));
}

void SslContext::set_minimum_version(int version) {
    check(static_cast<int>(SSL_CTX_set_min_proto_version(context_, version)));
}

void SslContext::set_maximum_version(int version) {
    check(static_cast<int>(SSL_CTX_set_max_proto_version(context_, version)));
}

void SslContext::set_verify_mode(VerifyMode mode) {
    if (mode == VerifyMode::none && check_hostname_) {
        throw ValueError("Cannot set verify_mode to CERT_NONE when check_hostname is enabled.");
    }
    verify_mode_ = mode;
    apply_verify_mode();
}

void SslContext::set_check_hostname(bool check) {
    if (check && verify_mode_ == VerifyMode::none) {
        set_verify_mode(VerifyMode::required);
    }
    check_hostname_ = check;
}

void SslContext::apply_verify_mode() {
    const int flags = verify_mode_ == VerifyMode::none ? SSL_VERIFY_NONE
                      : verify_mode_ == VerifyMode::optional
                          ? SSL_VERIFY_PEER
                          : SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT;
    SSL_CTX_set_verify(context_, flags, nullptr);
}

std::optional<std::string> SslObject::version() const {
    return SSL_is_init_finished(ssl_.get()) != 0 ? std::optional<std::string>(SSL_get_version(ssl_.get()))
                                                 : std::nullopt;
}

std::optional<CipherInfo> SslObject::cipher() const {
    const SSL_CIPHER* const current = SSL_get_current_cipher(ssl_.get());
    if (current == nullptr) {
        return std::nullopt;
    }
    CipherInfo info;
    info.name = SSL_CIPHER_get_name(current);
    info.protocol = SSL_CIPHER_get_version(current);
    info.secret_bits = SSL_CIPHER_get_bits(current, nullptr);
    return info;
}

std::optional<Certificate> SslObject::getpeercert() const {
    const std::unique_ptr<X509, decltype(&X509_free)> x509(SSL_get1_peer_certificate(ssl_.get()), &X509_free);
    if (!x509) {
        return std::nullopt;
    }
    Certificate certificate;
    certificate.subject = name_entries(X509_get_subject_name(x509.get()));
    certificate.issuer = name_entries(X509_get_issuer_name(x509.get()));
    certificate.serial_number = serial_text(x509.get());
    certificate.not_before = time_text(X509_get0_notBefore(x509.get()));
    certificate.not_after = time_text(X509_get0_notAfter(x509.get()));
    certificate.subject_alt_name = alternative_names(x509.get());
    return certificate;
}

std::optional<std::string> SslObject::selected_alpn_protocol() const {
    const unsigned char* data = nullptr;
    unsigned int size = 0;
    SSL_get0_alpn_selected(ssl_.get(), &data, &size);
    return size > 0 ? std::optional<std::string>(std::in_place, reinterpret_cast<const char*>(data), size)
                    : std::nullopt;
}

std::optional<std::string> SslObject::server_hostname() const {
    const char* const name = SSL_get_servername(ssl_.get(), TLSEXT_NAMETYPE_host_name);
    return name != nullptr ? std::optional<std::string>(name) : std::nullopt;
}

}  // namespace asyncio::net
