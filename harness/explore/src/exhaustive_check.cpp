#include "streamspec/explore/exhaustive_check.hpp"

#include <algorithm>
#include <exception>
#include <mutex>
#include <thread>

#include "streamspec/explore/block.hpp"

namespace streamspec {
namespace {

/// What the threads have in common.
struct Work {
    std::mutex mutex;
    std::size_t next = 0;
    std::size_t done = 0;
    std::size_t different = 0;
    bool stopped = false;
    std::exception_ptr failure;
};

BlockResult judge(const BlockTask& task, Subject& subject) {
    try {
        const auto digest = block_digest(subject, *task.universe, task.block, *task.epilogue);
        return {digest == task.expected ? BlockResult::Is::same : BlockResult::Is::different, {}};
    } catch (const SubjectError& error) {
        return {BlockResult::Is::no_answer, error.what()};
    } catch (const MissingFeatures& error) {
        return {BlockResult::Is::no_answer, error.what()};
    }
}

}  // namespace

std::vector<BlockResult> ExhaustiveCheck::run(const Options& options) const {
    std::vector<BlockResult> results(tasks_.size());
    Work work;
    auto go_through = [&] {
        const auto subject = options.make();
        while (true) {
            std::size_t i = 0;
            {
                const std::scoped_lock lock(work.mutex);
                work.stopped = work.stopped || !options.goes_on(work.done, work.different);
                if (work.stopped || work.next == tasks_.size()) {
                    return;
                }
                i = work.next++;
            }
            results[i] = judge(tasks_[i], *subject);
            const std::scoped_lock lock(work.mutex);
            ++work.done;
            work.different += results[i].is == BlockResult::Is::same ? 0U : 1U;
        }
    };
    auto guarded = [&] {
        try {
            go_through();
        } catch (...) {
            const std::scoped_lock lock(work.mutex);
            work.stopped = true;
            work.failure = std::current_exception();
        }
    };
    {
        std::vector<std::jthread> threads;
        for (std::size_t i = 1; i < std::min(options.jobs, tasks_.size()); ++i) {
            threads.emplace_back(guarded);
        }
        guarded();
    }
    if (work.failure) {
        std::rethrow_exception(work.failure);
    }
    return results;
}

}  // namespace streamspec
