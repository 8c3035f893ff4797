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

std::string path(std::string_view to, std::string_view part) {
    std::string result(to);
    result += part;
    return result;
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
    for (const auto& [one, other] : matched_) {
        if (one == expected || other == seen) {
            return one == expected && other == seen;
        }
    }
    matched_.emplace_back(expected, seen);
    return true;
}

std::optional<ValueDifference> ValueComparison::compare(const Value& expected, const Value& seen,
                                                        std::string_view what) {
    const auto* expected_error = std::get_if<ErrorPtr>(&expected.is);
    const auto* seen_error = std::get_if<ErrorPtr>(&seen.is);
    if (expected_error != nullptr && seen_error != nullptr) {
        return compare(*expected_error, *seen_error, what);
    }
    if (half_ == Half::structure && !(expected == seen)) {
        return ValueDifference{std::string(what), encoded(expected), encoded(seen)};
    }
    return std::nullopt;
}

std::optional<ValueDifference> ValueComparison::compare(const ErrorPtr& expected, const ErrorPtr& seen,
                                                        std::string_view what) {
    if (!expected || !seen) {
        if (half_ == Half::texts || expected == seen) {
            return std::nullopt;
        }
        ValueDifference difference{std::string(what), std::nullopt, std::nullopt};
        (expected ? difference.expected : difference.seen) = encoded(expected ? expected : seen);
        return difference;
    }
    return half_ == Half::structure ? compare_structure(*expected, *seen, what)
                                    : compare_texts(*expected, *seen, what);
}

std::optional<ValueDifference> ValueComparison::compare_structure(const Error& expected, const Error& seen,
                                                                  std::string_view what) {
    bool chain_ends = expected.type.empty() || seen.type.empty();
    if (!chain_ends && expected.type != seen.type) {
        return texts_differ(path(what, ".type"), expected.type, seen.type);
    }
    if (expected.interpreter || seen.interpreter) {
        return std::nullopt;
    }
    if (!identities_.match(expected.id, seen.id)) {
        return texts_differ(path(what, ".id"), expected.id, seen.id);
    }
    if (chain_ends) {
        return std::nullopt;
    }
    if (auto difference = compare_attributes(expected, seen, what)) {
        return difference;
    }
    if (expected.suppressed != seen.suppressed) {
        return flags_differ(path(what, ".suppressed"), expected.suppressed, seen.suppressed);
    }
    if (expected.description && seen.description) {
        if (expected.description->module != seen.description->module) {
            return texts_differ(path(what, ".module"), expected.description->module,
                                seen.description->module);
        }
        if (expected.description->bases != seen.description->bases) {
            return ValueDifference{path(what, ".bases"), joined(expected.description->bases),
                                   joined(seen.description->bases)};
        }
    }
    return compare_chains(expected, seen, what);
}

std::optional<ValueDifference> ValueComparison::compare_attributes(const Error& expected, const Error& seen,
                                                                   std::string_view what) {
    auto find = [](const Error& error, const std::string& name) {
        return std::find_if(error.attributes.begin(), error.attributes.end(),
                            [&](const Error::Attribute& attribute) { return attribute.name == name; });
    };
    for (const auto& attribute : expected.attributes) {
        auto where = path(path(what, "."), attribute.name);
        auto other = find(seen, attribute.name);
        if (other == seen.attributes.end()) {
            return ValueDifference{where, encoded(attribute.value), std::nullopt};
        }
        if (auto difference = compare(attribute.value, other->value, where)) {
            return difference;
        }
    }
    for (const auto& attribute : seen.attributes) {
        if (find(expected, attribute.name) == expected.attributes.end()) {
            return ValueDifference{path(path(what, "."), attribute.name), std::nullopt,
                                   encoded(attribute.value)};
        }
    }
    return std::nullopt;
}

std::optional<ValueDifference> ValueComparison::compare_chains(const Error& expected, const Error& seen,
                                                               std::string_view what) {
    if (expected.cause || seen.cause) {
        if (auto difference = compare(expected.cause, seen.cause, path(what, ".cause"))) {
            return difference;
        }
    }
    if (expected.context || seen.context) {
        return compare(expected.context, seen.context, path(what, ".context"));
    }
    return std::nullopt;
}

std::optional<ValueDifference> ValueComparison::compare_texts(const Error& expected, const Error& seen,
                                                              std::string_view what) {
    if (expected.interpreter || seen.interpreter || expected.type.empty() || seen.type.empty()) {
        return std::nullopt;
    }
    if (expected.text != seen.text) {
        return texts_differ(path(what, ".text"), expected.text, seen.text);
    }
    for (std::size_t i = 0; i < std::max(expected.args.size(), seen.args.size()); ++i) {
        auto where = path(path(what, ".args."), std::to_string(i));
        if (i >= seen.args.size()) {
            return ValueDifference{where, encoded(expected.args[i]), std::nullopt};
        }
        if (i >= expected.args.size()) {
            return ValueDifference{where, std::nullopt, encoded(seen.args[i])};
        }
        ValueComparison structure(Half::structure, identities_);
        if (auto difference = structure.compare(expected.args[i], seen.args[i], where)) {
            return difference;
        }
    }
    return compare_chains(expected, seen, what);
}

}  // namespace streamspec
