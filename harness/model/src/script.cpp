#include "streamspec/model/script.hpp"

namespace streamspec {

std::string_view name(Layer layer) noexcept {
    switch (layer) {
        case Layer::reader:
            return "reader";
        case Layer::writer:
            return "writer";
        case Layer::wire:
            break;
    }
    return "wire";
}

}  // namespace streamspec
