#pragma once

#include <array>
#include <cstddef>
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

/// The free blocks of a thread, by size. Trivial, so that reaching it needs no check whether it was made.
struct FreeLists {
    static constexpr std::size_t kGranule = 64;
    static constexpr std::size_t kCount = 16;

    struct Block {
        Block* next;
    };

    std::array<Block*, kCount> heads{};
    bool closed = false;  ///< the thread is ending: what is freed from now on goes to the heap
};

inline constinit thread_local FreeLists free_lists;

/// Gives the free blocks of a thread back when it ends.
struct FreeListsCleaner {
    FreeListsCleaner() = default;
    FreeListsCleaner(const FreeListsCleaner&) = delete;
    FreeListsCleaner& operator=(const FreeListsCleaner&) = delete;
    ~FreeListsCleaner() {
        free_lists.closed = true;
        for (FreeLists::Block*& head : free_lists.heads) {
            while (head != nullptr) {
                ::operator delete(std::exchange(head, head->next));
            }
        }
    }
    void arrange() const noexcept {}
};

inline thread_local FreeListsCleaner free_lists_cleaner;

/// Recycles the memory of coroutine frames and futures, which a waiting read needs anew each time. Blocks
/// larger than 1 KiB go to the heap, and so does everything under a sanitizer, which would not see a use
/// after free otherwise.
class Pool {
  public:
    static void* allocate(std::size_t size) {
#ifndef ASYNCIO_POOL_DISABLED
        if (const std::size_t index = index_of(size); index < FreeLists::kCount) {
            FreeLists::Block*& head = free_lists.heads[index];
            if (head != nullptr) {
                return std::exchange(head, head->next);
            }
            free_lists_cleaner.arrange();  // using it makes it, so that it is destroyed with the thread
            return ::operator new((index + 1) * FreeLists::kGranule);
        }
#endif
        return ::operator new(size);
    }

    static void deallocate(void* memory, std::size_t size) noexcept {
#ifndef ASYNCIO_POOL_DISABLED
        if (const std::size_t index = index_of(size); index < FreeLists::kCount && !free_lists.closed) {
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
};

}  // namespace asyncio::detail
