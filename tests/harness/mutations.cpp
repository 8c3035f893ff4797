#include "mutations.hpp"

#include <string>

namespace testing {

using nlohmann::json;

namespace {

void collect(json& node, std::vector<json*>& nodes) {
    nodes.push_back(&node);
    if (node.is_structured()) {
        for (auto& child : node) {
            collect(child, nodes);
        }
    }
}

}  // namespace

json Mutator::mutate(json document) {
    std::vector<json*> nodes;
    collect(document, nodes);
    change(*nodes[below(nodes.size())]);
    return document;
}

void Mutator::change(json& node) {
    if (node.is_object() && !node.empty() && below(4) != 0) {
        change_object(node);
    } else if (node.is_array() && !node.empty() && below(4) != 0) {
        change_array(node);
    } else {
        node = other_value(node);
    }
}

void Mutator::change_object(json& object) {
    auto member = object.begin();
    std::advance(member, static_cast<std::ptrdiff_t>(below(object.size())));
    auto key = member.key();
    auto value = member.value();
    switch (below(4)) {
        case 0:
            object.erase(key);
            break;
        case 1:
            object.erase(key);
            object[key + "_"] = value;
            break;
        case 2:
            object["extra"] = value;
            break;
        default:
            object[key] = other_value(value);
    }
}

void Mutator::change_array(json& array) {
    auto at = array.begin() + static_cast<std::ptrdiff_t>(below(array.size()));
    switch (below(3)) {
        case 0:
            array.erase(at);
            break;
        case 1: {
            auto copy = *at;
            array.insert(at, copy);
            break;
        }
        default:
            array.push_back(other_value(*at));
    }
}

json Mutator::other_value(const json& value) {
    static const std::vector<json> kValues = {
        nullptr,
        true,
        false,
        0,
        -1,
        1,
        20'000,
        1.0,
        2.5,
        "",
        "x",
        "é",
        "turn",
        "a b",
        "\n",
        "\u0001",
        "#1",
        "epilogue.r",
        "READ-1",
        "continue",
        "idle",
        "reader",
        "3.12.1",
        json::array(),
        json::object(),
        {{"bytes", {"a", {{"hex", "0g"}}}}},
        {{"bytes", {{{"repeat", "a"}, {"times", 0}}}}},
        {{"bytes", {{{"repeat", {{"hex", "00"}}}, {"times", 40}}}}},
        {{"str", "text"}},
        {{"float", "inf"}},
        {{"float", "1e5"}},
        {{"int", "99999999999999999999"}},
        {{"int", "5"}},
        {{"tuple", {"a", 1}}},
        {{"dict", {"a"}}},
        {{"range", {1}}},
        {{"none", true}},
        {{"class", "ValueError"}},
        {{"error", {{"id", "#1"}, {"type", "E"}, {"text", ""}, {"args", json::array()}}}},
        {{"yield", 1}},
        {{"start", "Q"}, {"body", json::array()}},
        {{"i", 0}, {"spins", true}},
        {{"raise", "e"}},
        {{"timeout", 1}, {"body", json::array()}},
        {{"wait_for", {{"yield", 1}}}, {"timeout", -1}},
        {{"wait_for", {{"await", "f"}}}, {"timeout", -1}},
        {{"gather", {{{"timeout", 1}, {"body", json::array()}}}}},
        {{"name", "t"}},
        {{"gather", json::array()}},
        {{"try", {{"gather", {{{"yield", 1}}}}}}},
        {{"i", 0},
         {"unraisable", "f"},
         {"raised", {{"id", "#1"}, {"type", "E"}, {"text", ""}, {"args", json::array()}}}},
        {{"i", 0}, {"client", "h"}},
        {{"i", 0}, {"transport", "t"}, {"call", "write"}, {"args", {"x"}}},
        "function",
        "write",
        "writer",
        "start-tls",
    };
    if (value.is_string() && below(3) == 0) {
        return value.get<std::string>() + "x";
    }
    if (value.is_number_integer() && below(3) == 0) {
        return value.get<std::int64_t>() + 1;
    }
    return kValues[below(kValues.size())];
}

}  // namespace testing
