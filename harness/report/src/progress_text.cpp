#include "streamspec/report/progress_text.hpp"

#include <algorithm>

#include "streamspec/report/style.hpp"

namespace streamspec {

std::string progress_count(std::size_t done, std::size_t all) {
    return right(std::to_string(done * 100 / all), 3) + "%, " + std::to_string(done) + " of " +
           std::to_string(all) + " scripts";
}

std::string progress_bar(std::size_t done, std::size_t all, std::size_t width) {
    constexpr std::size_t kWidest = 40;
    constexpr std::size_t kNarrowest = 8;
    auto count = progress_count(done, all);
    const auto taken = columns(count) + 1;
    if (width < taken + kNarrowest) {
        return columns(count) <= width ? count : cut(count, std::min<std::size_t>(width, 4));
    }
    const auto bar = std::min(kWidest, width - taken);
    const auto full = bar * done / all;
    std::string text;
    for (std::size_t i = 0; i < bar; ++i) {
        text += i < full ? "█" : "░";
    }
    return text + " " + count;
}

}  // namespace streamspec
