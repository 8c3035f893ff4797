#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "object_reader.hpp"
#include "streamspec/model/json_document.hpp"

namespace streamspec {

/// What a name of a script stands for. Several together say what a reference may name.
enum class NameKind : std::uint16_t {
    reader = 1U << 0U,
    transport = 1U << 1U,
    exception = 1U << 2U,
    exception_class = 1U << 3U,
    future = 1U << 4U,
    task = 1U << 5U,
    callback = 1U << 6U,
    protocol = 1U << 7U,
    writer = 1U << 8U,
    server = 1U << 9U,
    listener = 1U << 10U,
    peer = 1U << 11U,
    context = 1U << 12U,
};
constexpr NameKind operator|(NameKind a, NameKind b) {
    return static_cast<NameKind>(static_cast<unsigned>(a) | static_cast<unsigned>(b));
}

/// The names of one script: who declares them, and who refers to them. Since a body may name what the text
/// declares only later, references are resolved at the end.
class ScriptNames {
  public:
    /// A script's own names; or those of an epilogue, which is a template: there `$reader` may stand in
    /// names, and `on` may name anything; or those of a script that has its epilogue appended.
    enum class Rules : std::uint8_t { script, epilogue, whole_script };

    explicit ScriptNames(Rules rules) : rules_(rules) {}

    /// Declares an object of the script: the node's key is the name.
    void declare_object(const JsonNode& node, NameKind kind);
    /// Declares a task, a callback or a created object: the node's string is the name.
    std::string declare(const JsonNode& node, NameKind kind, bool in_body);
    /// Takes down a reference; the node's string is the name.
    std::string refer(const JsonNode& node, NameKind kind, bool in_body);
    /// The object that an action acts on: what its `on` says, or else the only declared one of that kind.
    std::string object(ObjectReader& action, NameKind kind, bool in_body);

    /// Checks that no name occurs twice, and that every reference names something of the right kind.
    void resolve();

  private:
    struct Use {
        std::string_view name;
        NameKind kind = NameKind::reader;
        bool in_body = false;
        JsonNode node;
    };

    bool is_allowed(std::string_view name) const;
    void check_name(const JsonNode& node, std::string_view name) const;
    void check(const Use& reference) const;

    Rules rules_;
    std::size_t objects_ = 0;  ///< how many of the declarations are objects
    std::vector<Use> declared_;
    std::vector<Use> references_;
};

}  // namespace streamspec
