#include "streamspec/model/script.hpp"

namespace streamspec {

std::string_view name(Layer layer) noexcept {
    return layer == Layer::reader ? "reader" : "writer";
}

}  // namespace streamspec
