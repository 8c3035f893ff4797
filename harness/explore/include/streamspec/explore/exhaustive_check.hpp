#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "streamspec/explore/universe.hpp"
#include "streamspec/model/epilogue.hpp"
#include "streamspec/subject/subject.hpp"

namespace streamspec {

/// One block to be judged.
struct BlockTask {
    const Universe* universe = nullptr;
    const Epilogue* epilogue = nullptr;
    std::uint64_t block = 0;
    std::string expected;      ///< its digest
    std::size_t position = 0;  ///< among all blocks of the universes that were chosen
};

/// What came of it.
struct BlockResult {
    enum class Is : std::uint8_t { not_done, same, different, no_answer };
    Is is = Is::not_done;
    std::string reason;  ///< with `no_answer`
};

/// Blocks of universes, judged by their digests, several at a time.
class ExhaustiveCheck {
  public:
    struct Options {
        SubjectMaker make;
        std::size_t jobs = 1;
        /// Asked before each block, by one thread at a time; false: no block is begun any more.
        std::function<bool(std::size_t done, std::size_t different)> goes_on;
    };

    explicit ExhaustiveCheck(std::vector<BlockTask> tasks) : tasks_(std::move(tasks)) {}

    const std::vector<BlockTask>& tasks() const noexcept { return tasks_; }
    /// One for each task, in the same order.
    std::vector<BlockResult> run(const Options& options) const;

  private:
    std::vector<BlockTask> tasks_;
};

}  // namespace streamspec
