#pragma once

#include <exception>
#include <string>

struct ssl_st;

namespace asyncio::net::detail {

/// The error that OpenSSL has queued on this thread, as Python's class and text; `ssl` (or null) is the
/// connection whose verification may have failed.
std::exception_ptr ssl_error(const ssl_st* ssl, const std::string& checked_host = {});

}  // namespace asyncio::net::detail
