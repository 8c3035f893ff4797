#include <asyncio/coro.hpp>
#include <asyncio/event_loop.hpp>
#include <asyncio/exceptions.hpp>

namespace asyncio::detail {

std::exception_ptr leaving_coroutine(std::exception_ptr exception, const EventLoop& loop) {
    if (exception_cast<StopIteration>(exception) == nullptr) {
        return exception;
    }
    RuntimeError replacement(loop.dialect().generator_coroutines ? "generator raised StopIteration"
                                                                 : "coroutine raised StopIteration");
    replacement.set_cause(exception);
    replacement.set_context(exception);
    return std::make_exception_ptr(std::move(replacement));
}

}  // namespace asyncio::detail
