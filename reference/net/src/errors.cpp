#include <algorithm>
#include <cctype>
#include <cerrno>
#include <system_error>
#include <utility>

#include <asyncio/net/errors.hpp>
#include <netdb.h>

namespace asyncio::net {

SslError::SslError(int error_number, std::string text, std::string library, std::string reason)
    : ExceptionType(text, std::vector<ExceptionArgument>{std::int64_t{error_number}, text}, error_number),
      library_(std::move(library)),
      reason_(std::move(reason)) {}

SslCertVerificationError::SslCertVerificationError(std::string text, int verify_code,
                                                   std::string verify_message)
    : ExceptionType(1, std::move(text), "SSL", "CERTIFICATE_VERIFY_FAILED"),
      verify_code_(verify_code),
      verify_message_(std::move(verify_message)) {}

ExceptionGroup::ExceptionGroup(const std::string& message, std::vector<std::exception_ptr> exceptions)
    : ExceptionType(message + " (" + std::to_string(exceptions.size()) +
                        (exceptions.size() == 1 ? " sub-exception)" : " sub-exceptions)"),
                    std::vector<ExceptionArgument>{message, ExceptionList{exceptions}}),
      exceptions_(std::move(exceptions)) {}

std::exception_ptr os_error(int error_number, std::string text) {
    if (text.empty()) {
        text = std::generic_category().message(error_number);
    }
    const auto make = [&]<class Error>(std::in_place_type_t<Error>) {
        return std::make_exception_ptr(Error(error_number, text));
    };
    switch (error_number) {
        case EAGAIN:
        case EALREADY:
        case EINPROGRESS:
            return make(std::in_place_type<BlockingIOError>);
        case EPIPE:
        case ESHUTDOWN:
            return make(std::in_place_type<BrokenPipeError>);
        case ECONNABORTED:
            return make(std::in_place_type<ConnectionAbortedError>);
        case ECONNREFUSED:
            return make(std::in_place_type<ConnectionRefusedError>);
        case ECONNRESET:
            return make(std::in_place_type<ConnectionResetError>);
        case EEXIST:
            return make(std::in_place_type<FileExistsError>);
        case ENOENT:
            return make(std::in_place_type<FileNotFoundError>);
        case EINTR:
            return make(std::in_place_type<InterruptedError>);
        case EISDIR:
            return make(std::in_place_type<IsADirectoryError>);
        case ENOTDIR:
            return make(std::in_place_type<NotADirectoryError>);
        case EACCES:
        case EPERM:
            return make(std::in_place_type<PermissionError>);
        case ETIMEDOUT:
            return make(std::in_place_type<TimeoutError>);
        default:
            return make(std::in_place_type<OSError>);
    }
}

std::exception_ptr bind_error(const OSError& cause, const std::string& address, const Dialect& dialect) {
    const int number = cause.error_number().value_or(0);
    std::string why = dialect.bind_error_quotes_number ? std::string(cause.what())
                                                       : std::generic_category().message(number);
    std::transform(why.begin(), why.end(), why.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return os_error(number, "error while attempting to bind on address " + address + ": " + why);
}

std::exception_ptr name_error(int code) {
    if (code == EAI_SYSTEM) {
        return os_error(errno);
    }
    return std::make_exception_ptr(GaiError(code, ::gai_strerror(code)));
}

}  // namespace asyncio::net
