#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

#include "streamspec/model/epilogue.hpp"
#include "streamspec/model/feature.hpp"
#include "streamspec/model/script.hpp"

namespace fuzzing {

/// A folder of the project (`spec`, `tools`): beside the program, where a fuzzing service runs it, else in
/// the source tree that it was built from.
std::filesystem::path project_folder(const std::string& name);

/// The epilogue of a layer.
const streamspec::Epilogue& epilogue(streamspec::Layer layer);

/// What a fuzzer's bytes stand for: the first one says for which release and which layer, each of the others
/// is a decision of the generator of random scripts.
class Input {
  public:
    Input(const std::uint8_t* data, std::size_t size);

    /// A choice that the first byte makes.
    std::size_t choice(std::size_t count) const noexcept { return first_ / 2 % count; }
    /// Without its epilogue. It needs no feature but these.
    streamspec::Script script(streamspec::FeatureSet features) const;

  private:
    std::size_t first_ = 0;
    std::string decisions_;
};

/// Ends the process as a fuzzer expects of a finding; `what` and the script, ready for a file, go to stderr.
[[noreturn]] void report(const std::string& what, const streamspec::Script& script);

}  // namespace fuzzing
