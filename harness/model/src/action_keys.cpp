#include "action_keys.hpp"

#include <string>

#include "object_reader.hpp"

namespace streamspec {

std::pair<Verb, JsonNode> verb_of(const JsonNode& node) {
    // `timeout` is a verb, and a key of another one.
    bool waits_for = false;
    for (auto member : node) {
        waits_for = waits_for || member.key() == name(Verb::wait_for);
    }
    std::optional<std::pair<Verb, JsonNode>> found;
    for (auto member : node) {
        auto verb = find_verb(member.key());
        if (verb == Verb::timeout && waits_for) {
            continue;
        }
        if (verb && found) {
            member.fail("an action does one thing, and this one does `" + std::string(name(found->first)) +
                        "` already");
        }
        if (verb) {
            found.emplace(*verb, member);
        }
    }
    if (!found) {
        if (node.size() == 1) {
            (*node.begin()).fail("unknown action");
        }
        node.fail("none of the keys is a known action");
    }
    return *found;
}

AfterError after_error(ObjectReader& reader, std::string_view key) {
    auto node = reader.find(key);
    if (!node) {
        return AfterError::stop;
    }
    bool proceed = node->is_string() && node->string() == "continue";
    if (!proceed && !(node->is_string() && node->string() == "stop")) {
        node->fail_expecting("\"stop\" or \"continue\"");
    }
    return proceed ? AfterError::proceed : AfterError::stop;
}

}  // namespace streamspec
