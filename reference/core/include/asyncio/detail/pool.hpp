#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <new>
#include <utility>

namespace asyncio::detail {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define ASYNCIO_POOL_DISABLED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define ASYNCIO_POOL_DISABLED 1
#endif
#endif

/// The free blocks of a thread, by size, and the slab that new ones are cut from. Trivial, so that reaching
/// it needs no check whether it was made.
struct FreeLists {
    static constexpr std::size_t kGranule = 16;
    static constexpr std::size_t kCount = 64;

    struct Block {
        Block* next;
    };

    std::array<Block*, kCount> heads{};
    std::byte* slab = nullptr;  ///< what is left of it
    std::size_t slab_size = 0;
};

inline constinit thread_local FreeLists free_lists;

/// Recycles the memory of what every connection and every wait is made of: coroutine frames, futures, tasks,
/// the objects of a stream. Blocks are cut from slabs, without a header each: that is an eighth of what an
/// idle connection needs. Slabs are never given back to the heap; the free blocks of a thread that ends go to
/// those that go on. Blocks larger than 1 KiB come from the heap, and so does everything under a sanitizer,
/// which would not see a use after free otherwise.
class Pool {
  public:
    static void* allocate(std::size_t size) {
#ifndef ASYNCIO_POOL_DISABLED
        if (const std::size_t index = index_of(size); index < FreeLists::kCount) {
            FreeLists::Block*& head = free_lists.heads[index];
            return head != nullptr ? std::exchange(head, head->next) : cut(index);
        }
#endif
        return ::operator new(size);
    }

    static void deallocate(void* memory, std::size_t size) noexcept {
#ifndef ASYNCIO_POOL_DISABLED
        if (const std::size_t index = index_of(size); index < FreeLists::kCount) {
            free_lists.heads[index] = new (memory) FreeLists::Block{free_lists.heads[index]};
            return;
        }
#else
        static_cast<void>(size);
#endif
        ::operator delete(memory);
    }

  private:
    static std::size_t index_of(std::size_t size) noexcept {
        return (size + FreeLists::kGranule - 1) / FreeLists::kGranule - 1;
    }
    /// A block that no list has.
    static void* cut(std::size_t index);
};

/// The pool as an allocator.
template <class T>
struct PoolAllocator {
    using value_type = T;

    PoolAllocator() = default;
    template <class U>
    PoolAllocator(const PoolAllocator<U>& /*other*/) noexcept {}  // NOLINT: allocators convert

    T* allocate(std::size_t count) { return static_cast<T*>(Pool::allocate(count * sizeof(T))); }
    void deallocate(T* memory, std::size_t count) noexcept { Pool::deallocate(memory, count * sizeof(T)); }
    friend bool operator==(PoolAllocator /*one*/, PoolAllocator /*other*/) noexcept { return true; }
};

/// `std::make_shared` with memory of the pool.
template <class T, class... Arguments>
std::shared_ptr<T> make_pooled(Arguments&&... arguments) {
    return std::allocate_shared<T>(PoolAllocator<T>(), std::forward<Arguments>(arguments)...);
}

}  // namespace asyncio::detail
