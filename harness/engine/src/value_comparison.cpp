#include "value_comparison.hpp"

#include <algorithm>

#include "streamspec/model/json_writer.hpp"
#include "streamspec/model/trace_codec.hpp"

namespace streamspec {
namespace {

bool is_script_name(std::string_view id) {
    return !id.starts_with('#');
}

template <class T>
std::string encoded(const T& what) {
    JsonWriter writer;
    encode(writer, what);
    return writer.take();
}

ValueDifference texts_differ(std::string what, std::string_view expected, std::string_view seen) {
    return {std::move(what), json_of(expected), json_of(seen)};
}

ValueDifference flags_differ(std::string what, bool expected, bool seen) {
    return {std::move(what), expected ? "true" : "false", seen ? "true" : "false"};
}

std::string joined(const std::vector<std::string>& names) {
    JsonWriter writer;
    writer.array(names, [&](const std::string& name) { writer.string(name); });
    return writer.take();
}

}  // namespace

std::string json_of(std::string_view text) {
    JsonWriter writer;
    writer.string(text);
    return writer.take();
}

bool Identities::match(const std::string& expected, const std::string& seen) {
    if (is_script_name(expected) || is_script_name(seen)) {
        return expected == seen;
    }
    auto [forth, new_forth] = seen_of_expected_.try_emplace(expected, seen);
    auto [back, new_back] = expected_of_seen_.try_emplace(seen, expected);
    return forth->second == seen && back->second == expected;
}

std::optional<ValueDifference> ValueComparison::compare(const Value& expected, const Value& seen,
                                                        const std::string& what) {
    const auto* expected_error = std::get_if<ErrorPtr>(&expected.is);
    const auto* seen_error = std::get_if<ErrorPtr>(&seen.is);
    if (expected_error != nullptr && seen_error != nullptr) {
        return compare(*expected_error, *seen_error, what);
    }
    if (half_ == Half::structure && !(expected == seen)) {
        return ValueDifference{what, encoded(expected), encoded(seen)};
    }
    return std::nullopt;
}

std::optional<ValueDifference> ValueComparison::compare(const ErrorPtr& expected, const ErrorPtr& seen,
                                                        const std::string& what) {
    if (!expected || !seen) {
        if (half_ == Half::texts || expected == seen) {
            return std::nullopt;
        }
        ValueDifference difference{what, std::nullopt, std::nullopt};
        (expected ? difference.expected : difference.seen) = encoded(expected ? expected : seen);
        return difference;
    }
    return half_ == Half::structure ? compare_structure(*expected, *seen, what)
                                    : compare_texts(*expected, *seen, what);
}

std::optional<ValueDifference> ValueComparison::compare_structure(const Error& expected, const Error& seen,
                                                                  const std::string& what) {
    bool chain_ends = expected.type.empty() || seen.type.empty();
    if (!chain_ends && expected.type != seen.type) {
        return texts_differ(what + ".type", expected.type, seen.type);
    }
    if (expected.interpreter || seen.interpreter) {
        return std::nullopt;
    }
    if (!identities_.match(expected.id, seen.id)) {
        return texts_differ(what + ".id", expected.id, seen.id);
    }
    if (chain_ends) {
        return std::nullopt;
    }
    if (auto difference = compare_attributes(expected, seen, what)) {
        return difference;
    }
    if (expected.suppressed != seen.suppressed) {
        return flags_differ(what + ".suppressed", expected.suppressed, seen.suppressed);
    }
    if (expected.description && seen.description) {
        if (expected.description->module != seen.description->module) {
            return texts_differ(what + ".module", expected.description->module, seen.description->module);
        }
        if (expected.description->bases != seen.description->bases) {
            return ValueDifference{what + ".bases", joined(expected.description->bases),
                                   joined(seen.description->bases)};
        }
    }
    if (auto difference = compare(expected.cause, seen.cause, what + ".cause")) {
        return difference;
    }
    return compare(expected.context, seen.context, what + ".context");
}

std::optional<ValueDifference> ValueComparison::compare_attributes(const Error& expected, const Error& seen,
                                                                   const std::string& what) {
    auto find = [](const Error& error, const std::string& name) {
        return std::find_if(error.attributes.begin(), error.attributes.end(),
                            [&](const Error::Attribute& attribute) { return attribute.name == name; });
    };
    for (const auto& attribute : expected.attributes) {
        auto path = what + "." + attribute.name;
        auto other = find(seen, attribute.name);
        if (other == seen.attributes.end()) {
            return ValueDifference{path, encoded(attribute.value), std::nullopt};
        }
        if (auto difference = compare(attribute.value, other->value, path)) {
            return difference;
        }
    }
    for (const auto& attribute : seen.attributes) {
        if (find(expected, attribute.name) == expected.attributes.end()) {
            return ValueDifference{what + "." + attribute.name, std::nullopt, encoded(attribute.value)};
        }
    }
    return std::nullopt;
}

std::optional<ValueDifference> ValueComparison::compare_texts(const Error& expected, const Error& seen,
                                                              const std::string& what) {
    if (expected.interpreter || seen.interpreter || expected.type.empty() || seen.type.empty()) {
        return std::nullopt;
    }
    if (expected.text != seen.text) {
        return texts_differ(what + ".text", expected.text, seen.text);
    }
    for (std::size_t i = 0; i < std::max(expected.args.size(), seen.args.size()); ++i) {
        auto path = what + ".args." + std::to_string(i);
        if (i >= seen.args.size()) {
            return ValueDifference{path, encoded(expected.args[i]), std::nullopt};
        }
        if (i >= expected.args.size()) {
            return ValueDifference{path, std::nullopt, encoded(seen.args[i])};
        }
        ValueComparison structure(Half::structure, identities_);
        if (auto difference = structure.compare(expected.args[i], seen.args[i], path)) {
            return difference;
        }
    }
    if (auto difference = compare(expected.cause, seen.cause, what + ".cause")) {
        return difference;
    }
    return compare(expected.context, seen.context, what + ".context");
}

}  // namespace streamspec
