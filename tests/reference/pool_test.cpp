#include <algorithm>
#include <cstdint>
#include <thread>
#include <utility>
#include <vector>

#include <asyncio/detail/pool.hpp>
#include <boost/test/unit_test.hpp>

using asyncio::detail::Pool;

BOOST_AUTO_TEST_SUITE(pool)

BOOST_AUTO_TEST_CASE(blocks_do_not_overlap_and_are_aligned) {
    std::vector<std::pair<void*, std::size_t>> blocks;
    for (std::size_t size = 1; size < 1200; size += 7) {
        void* const block = Pool::allocate(size);
        std::fill_n(static_cast<unsigned char*>(block), size, static_cast<unsigned char>(size));
        BOOST_TEST(reinterpret_cast<std::uintptr_t>(block) % 16 == 0U);
        blocks.emplace_back(block, size);
    }
    bool intact = true;
    for (const auto& [block, size] : blocks) {
        const auto* const bytes = static_cast<const unsigned char*>(block);
        intact = intact && std::all_of(bytes, bytes + size, [size = size](unsigned char byte) {
                     return byte == static_cast<unsigned char>(size);
                 });
        Pool::deallocate(block, size);
    }
    BOOST_TEST(intact);
}

BOOST_AUTO_TEST_CASE(freed_block_is_the_next_of_its_size) {
    void* const first = Pool::allocate(100);
    Pool::deallocate(first, 100);
    void* const second = Pool::allocate(97);
#ifndef ASYNCIO_POOL_DISABLED
    BOOST_TEST(first == second);
#endif
    Pool::deallocate(second, 97);
}

BOOST_AUTO_TEST_CASE(block_outlives_the_thread_that_made_it) {
    void* block = nullptr;
    std::thread([&block] { block = Pool::allocate(200); }).join();
    std::fill_n(static_cast<char*>(block), 200, 'x');
    std::thread([&block] { Pool::deallocate(block, 200); }).join();
    std::thread([] { Pool::deallocate(Pool::allocate(200), 200); }).join();
}

BOOST_AUTO_TEST_SUITE_END()
