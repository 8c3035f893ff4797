#include <iostream>
#include <utility>

#include <asyncio/warnings.hpp>

namespace asyncio {

namespace {

WarningHandler& current_handler() {
    static thread_local WarningHandler handler;
    return handler;
}

}  // namespace

WarningHandler set_warning_handler(WarningHandler handler) {
    return std::exchange(current_handler(), std::move(handler));
}

void warn(std::string_view category, std::string_view text) {
    if (const WarningHandler& handler = current_handler()) {
        handler(category, text);
    } else {
        std::cerr << category << ": " << text << '\n';
    }
}

}  // namespace asyncio
