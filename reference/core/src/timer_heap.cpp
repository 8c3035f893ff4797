#include <algorithm>
#include <utility>

#include <asyncio/detail/timer_heap.hpp>

namespace asyncio::detail {

namespace {

bool earlier(const TimerHeap::Entry& a, const TimerHeap::Entry& b) {
    return a->when() < b->when();
}

constexpr std::size_t kManyTimers = 100;

}  // namespace

void TimerHeap::push(Entry entry) {
    entry->in_heap = true;
    heap_.push_back(std::move(entry));
    sift_towards_root(0, heap_.size() - 1);
}

TimerHeap::Entry TimerHeap::pop() {
    Entry last = std::move(heap_.back());
    heap_.pop_back();
    if (!heap_.empty()) {
        std::swap(last, heap_.front());
        sift_towards_leaf(0);
    }
    last->in_heap = false;
    if (last->cancelled()) {
        --cancelled_;
    }
    return last;
}

void TimerHeap::drop_cancelled() {
    if (heap_.size() > kManyTimers && cancelled_ * 2 > heap_.size()) {
        std::erase_if(heap_, [](const Entry& entry) {
            if (entry->cancelled()) {
                entry->in_heap = false;
            }
            return entry->cancelled();
        });
        cancelled_ = 0;
        for (std::size_t position = heap_.size() / 2; position-- > 0;) {
            sift_towards_leaf(position);
        }
        return;
    }
    while (!heap_.empty() && heap_.front()->cancelled()) {
        pop();
    }
}

void TimerHeap::clear() noexcept {
    for (const Entry& entry : heap_) {
        entry->in_heap = false;
    }
    heap_.clear();
    cancelled_ = 0;
}

void TimerHeap::sift_towards_root(std::size_t start, std::size_t position) {
    Entry moving = std::move(heap_[position]);
    while (position > start) {
        const std::size_t parent = (position - 1) / 2;
        if (!earlier(moving, heap_[parent])) {
            break;
        }
        heap_[position] = std::move(heap_[parent]);
        position = parent;
    }
    heap_[position] = std::move(moving);
}

void TimerHeap::sift_towards_leaf(std::size_t position) {
    const std::size_t start = position;
    Entry moving = std::move(heap_[position]);
    for (std::size_t child = 2 * position + 1; child < heap_.size(); child = 2 * position + 1) {
        if (child + 1 < heap_.size() && !earlier(heap_[child], heap_[child + 1])) {
            ++child;
        }
        heap_[position] = std::move(heap_[child]);
        position = child;
    }
    heap_[position] = std::move(moving);
    sift_towards_root(start, position);
}

}  // namespace asyncio::detail
