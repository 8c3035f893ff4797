#include "streamspec/explore/choices.hpp"

namespace streamspec {

std::string Choices::bytes(std::size_t size, std::string_view alphabet) {
    std::string text;
    while (text.size() < size) {
        text += alphabet[below(alphabet.size())];
    }
    return text;
}

std::size_t Decisions::below(std::size_t count) {
    if (left_.empty()) {
        return 0;
    }
    const auto byte = static_cast<unsigned char>(left_.front());
    left_.remove_prefix(1);
    return byte % count;
}

}  // namespace streamspec
