#include <iostream>
#include <utility>

#include <asyncio/logging.hpp>

namespace asyncio {

namespace {

constexpr std::string_view kDebug = "DEBUG";

LogHandler& handler_of_thread() {
    static thread_local LogHandler handler;
    return handler;
}

void log(std::string_view level, std::string_view text) {
    if (const LogHandler& handler = handler_of_thread()) {
        handler(level, text);
    } else if (level != kDebug) {
        std::cerr << text << '\n';
    }
}

}  // namespace

LogHandler set_log_handler(LogHandler handler) {
    return std::exchange(handler_of_thread(), std::move(handler));
}

void log_debug(std::string_view text) {
    log(kDebug, text);
}

void log_warning(std::string_view text) {
    log("WARNING", text);
}

void log_error(std::string_view text) {
    log("ERROR", text);
}

}  // namespace asyncio
