#include "streamspec/model/input_error.hpp"

#include <utility>

namespace streamspec {
namespace {

std::string message(const std::string& file, const std::string& pointer, const std::string& reason) {
    std::string text = file;
    if (!pointer.empty()) {
        text += pointer.front() == '/' ? "#" : ", ";
        text += pointer;
    }
    return text + ": " + reason;
}

}  // namespace

InputError::InputError(std::string file, std::string pointer, std::string reason)
    : std::runtime_error(message(file, pointer, reason)),
      file_(std::move(file)),
      pointer_(std::move(pointer)),
      reason_(std::move(reason)) {}

}  // namespace streamspec
