// Feeds a reader by hand, and reads lines from it as a coroutine.
#include <iostream>

#include <asyncio/core.hpp>

asyncio::Coro<void> print_lines(asyncio::StreamReader& reader) {
    while (const auto line = co_await reader.anext()) {
        std::cout << "line: " << *line;
    }
}

int main() {
    asyncio::EventLoop loop;
    asyncio::StreamReader reader(loop);
    loop.call_soon([&] { reader.feed_data("first\nsec"); });
    loop.call_later(std::chrono::milliseconds(10), [&] {
        reader.feed_data("ond\n");
        reader.feed_eof();
    });
    loop.run_until_complete(print_lines(reader));
}
