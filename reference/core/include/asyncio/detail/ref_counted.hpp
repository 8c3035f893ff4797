#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

#include <asyncio/detail/pool.hpp>

namespace asyncio::detail {

/// Base of what several owners share within one thread: futures, tasks, handles. The count is not atomic: as
/// in Python, one loop belongs to one thread.
class RefCounted {
  public:
    RefCounted() = default;
    RefCounted(const RefCounted&) = delete;
    RefCounted& operator=(const RefCounted&) = delete;
    virtual ~RefCounted() = default;

    void retain() noexcept { ++count_; }
    void release() noexcept {
        if (--count_ == 0) {
            unreferenced();
        }
    }

    static void* operator new(std::size_t size) { return Pool::allocate(size); }
    static void operator delete(void* memory, std::size_t size) noexcept { Pool::deallocate(memory, size); }

  protected:
    /// The last owner let go of it.
    virtual void unreferenced() noexcept { delete this; }

  private:
    std::uint32_t count_ = 0;
};

/// Owning pointer to a RefCounted.
template <class T>
class RefPtr {
  public:
    RefPtr() = default;
    RefPtr(T* pointer) noexcept : pointer_(pointer) {  // NOLINT: implicit, as a raw pointer converts
        if (pointer_ != nullptr) {
            pointer_->retain();
        }
    }
    RefPtr(const RefPtr& other) noexcept : RefPtr(other.pointer_) {}
    RefPtr(RefPtr&& other) noexcept : pointer_(std::exchange(other.pointer_, nullptr)) {}
    template <class U>
    RefPtr(const RefPtr<U>& other) noexcept : RefPtr(other.get()) {}  // NOLINT: implicit upcast
    ~RefPtr() {
        if (pointer_ != nullptr) {
            pointer_->release();
        }
    }
    RefPtr& operator=(RefPtr other) noexcept {
        std::swap(pointer_, other.pointer_);
        return *this;
    }

    T* get() const noexcept { return pointer_; }
    T& operator*() const noexcept { return *pointer_; }
    T* operator->() const noexcept { return pointer_; }
    explicit operator bool() const noexcept { return pointer_ != nullptr; }
    friend bool operator==(const RefPtr& a, const RefPtr& b) noexcept { return a.pointer_ == b.pointer_; }

  private:
    T* pointer_ = nullptr;
};

}  // namespace asyncio::detail
