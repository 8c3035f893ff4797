#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "streamspec/model/action.hpp"
#include "streamspec/model/condition.hpp"
#include "streamspec/model/feature.hpp"
#include "streamspec/model/script_object.hpp"

namespace streamspec {

/// The layers that scripts are written for; each has its epilogue.
enum class Layer : std::uint8_t { reader, writer, wire };
inline constexpr Layer kLayers[] = {Layer::reader, Layer::writer, Layer::wire};

std::string_view name(Layer layer) noexcept;

/// After how many iterations a turn that does not become idle ends with the observation `spins`.
inline constexpr std::int64_t kMaxIterations = 10'000;

/// One callback of the event loop, and how long the loop runs after it.
struct Turn {
    std::vector<Action> actions;
    std::optional<std::int64_t> run;  ///< through that iteration at most; none: until idle
    std::vector<Condition> until;     ///< of the layer `wire`: when it ends
};

/// What is done to readers, writers and protocols, turn by turn (spec/script-format.md).
struct Script {
    std::string summary;
    std::vector<std::string> clauses;
    FeatureSet requires_features;
    Layer layer = Layer::reader;
    /// Whether the loop is in debug mode; where it is given, log records of the level DEBUG are noted.
    std::optional<bool> debug;
    /// In the order in which they are made.
    std::vector<ScriptObject> objects;
    std::vector<Turn> turns;
    /// The number of turns that the script itself has; what follows is the epilogue, once it was appended.
    std::size_t own_turns = 0;
};

}  // namespace streamspec
