#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

namespace asyncio::detail {

/// The bytes that a reader holds: one string and an offset. Taking from the front moves nothing; what was
/// taken is dropped when more is appended and it is at least as much as what remains, so that each byte is
/// moved once at most, on average.
class ReadBuffer {
  public:
    static constexpr std::size_t npos = std::string_view::npos;

    std::size_t size() const noexcept { return bytes_.size() - begin_; }
    bool empty() const noexcept { return bytes_.size() == begin_; }
    std::string_view view() const noexcept { return {bytes_.data() + begin_, size()}; }

    void append(std::string_view data) {
        if (begin_ >= size()) {
            bytes_.erase(0, begin_);
            begin_ = 0;
        }
        bytes_.append(data);
    }

    /// Takes `count` bytes, which are there.
    std::string take(std::size_t count) {
        if (begin_ == 0 && count == bytes_.size() &&
            (count >= kWorthMoving || count >= bytes_.capacity() / 2)) {
            return take_all();
        }
        const char* const front = bytes_.data() + begin_;
        begin_ += count;
        return std::string(front, count);
    }

    /// Drops `count` bytes, which are there.
    void drop(std::size_t count) noexcept { begin_ += count; }

    /// Gives memory back that is not needed, unless it is so much that whoever needed it will need it again.
    void release_if_empty() noexcept {
        if (empty() && bytes_.capacity() > std::string().capacity() && bytes_.capacity() < kWorthMoving) {
            std::string().swap(bytes_);
            begin_ = 0;
        }
    }

    void clear() noexcept {
        bytes_.clear();
        begin_ = 0;
    }

    /// Where `separator` first is at or after `from`, counted from the front; npos where it is not.
    std::size_t find(std::string_view separator, std::size_t from) const noexcept {
        if (separator.size() != 1) {
            return view().find(separator, from);
        }
        if (from >= size()) {
            return npos;
        }
        const char* const front = bytes_.data() + begin_;
        const void* const found = std::memchr(front + from, separator.front(), size() - from);
        return found == nullptr ? npos : static_cast<std::size_t>(static_cast<const char*>(found) - front);
    }

  private:
    std::string take_all() {
        std::string all = std::move(bytes_);
        bytes_.clear();
        return all;
    }

    /// From this size on, giving the string away is cheaper than a copy. (So it is for smaller ones, where it
    /// wastes little memory: the copy needs a block just as the next bytes will.)
    static constexpr std::size_t kWorthMoving = 4096;

    std::string bytes_;
    std::size_t begin_ = 0;
};

}  // namespace asyncio::detail
