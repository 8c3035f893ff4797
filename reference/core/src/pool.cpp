#include <algorithm>
#include <mutex>

#include <asyncio/detail/pool.hpp>

namespace asyncio::detail {

namespace {

constexpr std::size_t kSlabSize = std::size_t{64} * 1024;
constexpr std::size_t kLargestBlock = FreeLists::kCount * FreeLists::kGranule;

using BlockLists = std::array<FreeLists::Block*, FreeLists::kCount>;

/// What threads that have ended left free. Trivial to destroy: it is used until the process ends.
struct Legacy {
    std::mutex mutex;
    BlockLists blocks{};
};

constinit Legacy legacy;

void hand_over(BlockLists& from, BlockLists& to) noexcept {
    for (std::size_t i = 0; i < from.size(); ++i) {
        FreeLists::Block** end = &from[i];
        while (*end != nullptr) {
            end = &(*end)->next;
        }
        *end = to[i];
        to[i] = std::exchange(from[i], nullptr);
    }
}

/// Makes free blocks of the rest of a slab.
void break_slab(FreeLists& lists) noexcept {
    while (lists.slab_size > 0) {
        const std::size_t size = std::min(lists.slab_size, kLargestBlock);
        FreeLists::Block*& head = lists.heads[size / FreeLists::kGranule - 1];
        head = new (lists.slab) FreeLists::Block{head};
        lists.slab += size;
        lists.slab_size -= size;
    }
}

/// Makes the free blocks of a thread everybody's when it ends.
struct Bequest {
    Bequest() = default;
    Bequest(const Bequest&) = delete;
    Bequest& operator=(const Bequest&) = delete;
    ~Bequest() {
        break_slab(free_lists);
        const std::lock_guard lock(legacy.mutex);
        hand_over(free_lists.heads, legacy.blocks);
    }
    void arrange() const noexcept {}
};

thread_local Bequest bequest;

}  // namespace

void* Pool::cut(std::size_t index) {
    const std::size_t size = (index + 1) * FreeLists::kGranule;
    FreeLists& lists = free_lists;
    if (lists.slab_size < size) {
        bequest.arrange();  // using it makes it, so that it is destroyed with the thread
        break_slab(lists);
        {
            const std::lock_guard lock(legacy.mutex);
            hand_over(legacy.blocks, lists.heads);
        }
        if (FreeLists::Block*& head = lists.heads[index]; head != nullptr) {
            return std::exchange(head, head->next);
        }
        if (FreeLists::Block*& large = lists.heads.back(); large != nullptr) {
            lists.slab = reinterpret_cast<std::byte*>(std::exchange(large, large->next));
            lists.slab_size = kLargestBlock;
        } else {
            lists.slab = static_cast<std::byte*>(::operator new(kSlabSize));
            lists.slab_size = kSlabSize;
        }
    }
    lists.slab_size -= size;
    return std::exchange(lists.slab, lists.slab + size);
}

}  // namespace asyncio::detail
