#pragma once

#include <exception>
#include <string>
#include <string_view>
#include <vector>

#include <asyncio/exceptions.hpp>

/// \file
/// What sockets, names and TLS raise, as Python's subclasses of OSError.

namespace asyncio::net {

class BlockingIOError : public ExceptionType<BlockingIOError, OSError> {
  public:
    static constexpr std::string_view kName = "BlockingIOError";
    using ExceptionType::ExceptionType;
};

class BrokenPipeError : public ExceptionType<BrokenPipeError, ConnectionError> {
  public:
    static constexpr std::string_view kName = "BrokenPipeError";
    using ExceptionType::ExceptionType;
};

class ConnectionAbortedError : public ExceptionType<ConnectionAbortedError, ConnectionError> {
  public:
    static constexpr std::string_view kName = "ConnectionAbortedError";
    using ExceptionType::ExceptionType;
};

class ConnectionRefusedError : public ExceptionType<ConnectionRefusedError, ConnectionError> {
  public:
    static constexpr std::string_view kName = "ConnectionRefusedError";
    using ExceptionType::ExceptionType;
};

class FileExistsError : public ExceptionType<FileExistsError, OSError> {
  public:
    static constexpr std::string_view kName = "FileExistsError";
    using ExceptionType::ExceptionType;
};

class FileNotFoundError : public ExceptionType<FileNotFoundError, OSError> {
  public:
    static constexpr std::string_view kName = "FileNotFoundError";
    using ExceptionType::ExceptionType;
};

class InterruptedError : public ExceptionType<InterruptedError, OSError> {
  public:
    static constexpr std::string_view kName = "InterruptedError";
    using ExceptionType::ExceptionType;
};

class IsADirectoryError : public ExceptionType<IsADirectoryError, OSError> {
  public:
    static constexpr std::string_view kName = "IsADirectoryError";
    using ExceptionType::ExceptionType;
};

class NotADirectoryError : public ExceptionType<NotADirectoryError, OSError> {
  public:
    static constexpr std::string_view kName = "NotADirectoryError";
    using ExceptionType::ExceptionType;
};

class PermissionError : public ExceptionType<PermissionError, OSError> {
  public:
    static constexpr std::string_view kName = "PermissionError";
    using ExceptionType::ExceptionType;
};

/// A number does not fit, like a port beyond 65535.
class OverflowError : public ExceptionType<OverflowError, Exception> {
  public:
    static constexpr std::string_view kName = "OverflowError";
    using ExceptionType::ExceptionType;
};

/// Ctrl-C ended `run_forever` or `run_until_complete`. Not an Exception, as in Python.
class KeyboardInterrupt : public ExceptionType<KeyboardInterrupt, BaseException> {
  public:
    static constexpr std::string_view kName = "KeyboardInterrupt";
    using ExceptionType::ExceptionType;
};

/// A name could not be resolved: `socket.gaierror`; `error_number` is one of EAI_….
class GaiError : public ExceptionType<GaiError, OSError> {
  public:
    static constexpr std::string_view kName = "gaierror";
    using ExceptionType::ExceptionType;
    std::string_view module_name() const noexcept override { return "socket"; }
};

/// What OpenSSL reports: `ssl.SSLError`. The text is "[SSL: REASON] reason", without Python's "(_ssl.c:N)".
class SslError : public ExceptionType<SslError, OSError> {
  public:
    static constexpr std::string_view kName = "SSLError";
    using ExceptionType::ExceptionType;
    SslError(int error_number, std::string text, std::string library, std::string reason);
    std::string_view module_name() const noexcept override { return "ssl"; }

    /// "SSL", "X509"…: Python's attribute of the same name.
    const std::string& library() const noexcept { return library_; }
    /// "WRONG_VERSION_NUMBER"…: Python's attribute of the same name.
    const std::string& reason() const noexcept { return reason_; }

  private:
    std::string library_;
    std::string reason_;
};

/// The connection ended within TLS, without the closing message: `ssl.SSLEOFError`.
class SslEofError : public ExceptionType<SslEofError, SslError> {
  public:
    static constexpr std::string_view kName = "SSLEOFError";
    using ExceptionType::ExceptionType;
};

/// A certificate was not trusted, or is for another host: `ssl.SSLCertVerificationError`.
class SslCertVerificationError : public ExceptionType<SslCertVerificationError, SslError> {
  public:
    static constexpr std::string_view kName = "SSLCertVerificationError";
    SslCertVerificationError(std::string text, int verify_code, std::string verify_message);

    /// OpenSSL's X509_V_ERR_… number.
    int verify_code() const noexcept { return verify_code_; }
    const std::string& verify_message() const noexcept { return verify_message_; }

  private:
    int verify_code_;
    std::string verify_message_;
};

/// What 3.6 makes of a certificate for another host: `ssl.CertificateError`. Later it is an alias of
/// SSLCertVerificationError.
class CertificateError : public ExceptionType<CertificateError, ValueError> {
  public:
    static constexpr std::string_view kName = "CertificateError";
    using ExceptionType::ExceptionType;
    std::string_view module_name() const noexcept override { return "ssl"; }
};

/// Several errors at once (`all_errors` of `open_connection`): `ExceptionGroup`.
class ExceptionGroup : public ExceptionType<ExceptionGroup, Exception> {
  public:
    static constexpr std::string_view kName = "ExceptionGroup";
    ExceptionGroup(const std::string& message, std::vector<std::exception_ptr> exceptions);

    const std::vector<std::exception_ptr>& exceptions() const noexcept { return exceptions_; }

  private:
    std::vector<std::exception_ptr> exceptions_;
};

/// The OSError of an address that could not be bound, as `open_connection` and `start_server` tell it.
std::exception_ptr bind_error(const OSError& cause, const std::string& address, const Dialect& dialect);

/// The OSError of an error number, in the class that Python gives it (ECONNREFUSED: ConnectionRefusedError…).
/// `text` defaults to the system's.
std::exception_ptr os_error(int error_number, std::string text = {});

/// The error of `getaddrinfo`, from what it returned (EAI_…).
std::exception_ptr name_error(int code);

}  // namespace asyncio::net
