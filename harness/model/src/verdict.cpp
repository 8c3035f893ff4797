#include "streamspec/model/verdict.hpp"

#include <array>

namespace streamspec {

void Tally::add(const Verdict& verdict) {
    std::array counters = {&pass, &fail, &unsupported, &known, &error};
    ++*counters[verdict.index()];
}

void Tally::add(const Tally& other) {
    pass += other.pass;
    fail += other.fail;
    unsupported += other.unsupported;
    known += other.known;
    error += other.error;
}

std::string_view name(const Verdict& verdict) noexcept {
    constexpr std::array<std::string_view, std::variant_size_v<Verdict>> kNames = {
        "pass", "fail", "unsupported", "known", "error"};
    return kNames[verdict.index()];
}

}  // namespace streamspec
