#include "streamspec/model/golden.hpp"

#include <algorithm>

namespace streamspec {

const Variant* Golden::find(const Release& release) const {
    for (const auto& variant : variants) {
        if (std::find(variant.releases.begin(), variant.releases.end(), release) != variant.releases.end()) {
            return &variant;
        }
    }
    return nullptr;
}

}  // namespace streamspec
