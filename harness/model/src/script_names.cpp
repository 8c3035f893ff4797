#include "script_names.hpp"

#include <algorithm>

#include "value_codec.hpp"

namespace streamspec {
namespace {

bool includes(NameKind set, NameKind kind) {
    return (static_cast<unsigned>(set) & static_cast<unsigned>(kind)) != 0;
}

std::string describe(NameKind kind) {
    static constexpr struct {
        NameKind kind;
        std::string_view text;
    } kTexts[] = {
        {NameKind::reader, "reader"},       {NameKind::transport, "transport"},
        {NameKind::exception, "exception"}, {NameKind::exception_class, "exception class"},
        {NameKind::future, "future"},       {NameKind::task, "task"},
        {NameKind::callback, "callback"},   {NameKind::protocol, "protocol"},
        {NameKind::writer, "writer"},       {NameKind::server, "server"},
        {NameKind::listener, "listener"},   {NameKind::peer, "peer"},
        {NameKind::context, "context"},
    };
    std::string result;
    for (const auto& [each, text] : kTexts) {
        if (includes(kind, each)) {
            result += result.empty() ? "" : " or ";
            result += text;
        }
    }
    return result;
}

std::string quoted(std::string_view name) {
    std::string text = "`";
    text += name;
    text += '`';
    return text;
}

bool is_epilogue_name(std::string_view name) {
    return !name.empty() && name.find_first_of(" \t\n\"\\") == std::string_view::npos;
}

}  // namespace

void ScriptNames::declare_object(const JsonNode& node, NameKind kind) {
    check_name(node, node.key());
    declared_.push_back({node.key(), kind, false, node});
    objects_ = declared_.size();
}

std::string ScriptNames::declare(const JsonNode& node, NameKind kind, bool in_body) {
    auto name = node.string();
    check_name(node, name);
    declared_.push_back({name, kind, in_body, node});
    return std::string(name);
}

std::string ScriptNames::refer(const JsonNode& node, NameKind kind, bool in_body) {
    auto name = node.string();
    references_.push_back({name, kind, in_body, node});
    return std::string(name);
}

std::string ScriptNames::object(ObjectReader& action, NameKind kind, bool in_body) {
    if (auto on = action.find("on")) {
        return refer(*on, kind, in_body);
    }
    const Use* only = nullptr;
    for (std::size_t i = 0; i < objects_; ++i) {
        if (declared_[i].kind != kind) {
            continue;
        }
        if (only != nullptr) {
            action.node().fail("there are several objects of type " + describe(kind) +
                               ": `on` has to say which is meant");
        }
        only = &declared_[i];
    }
    if (only == nullptr) {
        action.node().fail("there is no object of type " + describe(kind) + " for this action");
    }
    return std::string(only->name);
}

bool ScriptNames::is_allowed(std::string_view name) const {
    switch (rules_) {
        case Rules::epilogue:
            return is_epilogue_name(name);
        case Rules::whole_script:
            return is_actor_name(name);
        case Rules::script:
            break;
    }
    return is_name(name);
}

void ScriptNames::check_name(const JsonNode& node, std::string_view name) const {
    if (name == "turn") {
        node.fail("the name `turn` is reserved");
    }
    if (!is_allowed(name)) {
        node.fail("expected a name ([A-Za-z][A-Za-z0-9_]*), found " + quoted(name));
    }
}

void ScriptNames::resolve() {
    std::sort(declared_.begin(), declared_.end(), [](const Use& a, const Use& b) {
        return a.name != b.name ? a.name < b.name : a.node.index() < b.node.index();
    });
    for (std::size_t i = 1; i < declared_.size(); ++i) {
        if (declared_[i].name == declared_[i - 1].name) {
            declared_[i].node.fail("the name " + quoted(declared_[i].name) + " is used twice");
        }
    }
    if (rules_ != Rules::epilogue) {
        for (const auto& reference : references_) {
            check(reference);
        }
    }
}

void ScriptNames::check(const Use& reference) const {
    auto name = quoted(reference.name);
    auto found = std::lower_bound(declared_.begin(), declared_.end(), reference.name,
                                  [](const Use& use, std::string_view key) { return use.name < key; });
    if (found == declared_.end() || found->name != reference.name) {
        reference.node.fail(reference.kind == NameKind::task
                                ? "the task " + name + " is never started"
                                : "there is no " + describe(reference.kind) + " " + name);
    }
    if (!includes(reference.kind, found->kind)) {
        reference.node.fail("expected a " + describe(reference.kind) + ", but " + name + " is a " +
                            describe(found->kind));
    }
    // What a turn does itself is done in the order of the text. A body may run at any time later.
    if (!reference.in_body && found->node.index() > reference.node.index()) {
        reference.node.fail("the " + describe(found->kind) + " " + name + " does not exist yet");
    }
}

}  // namespace streamspec
