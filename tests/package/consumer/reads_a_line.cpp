#include <asyncio/core.hpp>

int main() {
    asyncio::EventLoop loop;
    asyncio::StreamReader reader(loop);
    reader.feed_data("line\nrest");
    return loop.run_until_complete(reader.readline()) == "line\n" ? 0 : 1;
}
