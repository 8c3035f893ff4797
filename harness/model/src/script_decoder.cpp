#include <algorithm>
#include <utility>

#include "action_decoder.hpp"
#include "objects_decoder.hpp"
#include "streamspec/model/clause.hpp"
#include "streamspec/model/script_codec.hpp"
#include "turn_decoder.hpp"

namespace streamspec {
namespace {

/// Decodes one script.
class ScriptDecoder {
  public:
    explicit ScriptDecoder(ScriptNames::Rules rules) : names_(rules) {}

    Script decode(const JsonNode& root) {
        ObjectReader reader(root, "a script");
        auto summary = reader.require("summary");
        script_.summary = summary.string();
        if (script_.summary.empty()) {
            summary.fail("the summary is empty");
        }
        decode_clauses(reader.require("clauses"));
        if (auto requires_node = reader.find("requires")) {
            decode_requires(*requires_node);
        }
        if (auto layer = reader.find("layer")) {
            script_.layer = decode_layer(*layer);
        }
        actions_.keep_to(script_.layer);
        if (auto debug = reader.find("debug")) {
            actions_.expect_writer_layer(*debug, "debug");
            actions_.expect_no_wire_layer(*debug, "debug");
            script_.debug = debug->boolean();
        }
        script_.objects = decode_objects(reader.require("objects"), names_, actions_);
        auto turns = reader.require("turns");
        script_.turns = decode_turns(turns, actions_);
        if (script_.turns.empty()) {
            turns.fail("a script has at least one turn");
        }
        script_.own_turns = script_.turns.size();
        reader.done();
        names_.resolve();
        return std::move(script_);
    }

  private:
    void decode_clauses(const JsonNode& list) {
        for (auto element : list.elements("a list of clauses")) {
            if (!element.is_string() || !is_clause_id(element.string())) {
                element.fail_expecting("the id of a clause, such as \"READ-1\"");
            }
            std::string id(element.string());
            if (std::find(script_.clauses.begin(), script_.clauses.end(), id) != script_.clauses.end()) {
                element.fail("the clause is named twice");
            }
            script_.clauses.push_back(std::move(id));
        }
        if (script_.clauses.empty()) {
            list.fail("a script shows at least one clause");
        }
    }

    void decode_requires(const JsonNode& list) {
        for (auto element : list.elements("a list of features")) {
            auto feature = element.is_string() ? find_feature(element.string()) : std::nullopt;
            if (!feature) {
                element.fail_expecting("the name of a feature");
            }
            if (script_.requires_features.has(*feature)) {
                element.fail("the feature is named twice");
            }
            script_.requires_features.add(*feature);
        }
    }

    static Layer decode_layer(const JsonNode& node) {
        for (auto layer : kLayers) {
            if (node.is_string() && node.string() == name(layer)) {
                return layer;
            }
        }
        node.fail_expecting("\"reader\", \"writer\" or \"wire\"");
    }

    Script script_;
    ScriptNames names_;
    ActionDecoder actions_{names_};
};

}  // namespace

std::vector<Turn> decode_turns(const JsonNode& list, ActionDecoder& actions) {
    std::vector<Turn> turns;
    turns.reserve(list.size());
    for (auto element : list.elements("a list of turns")) {
        ObjectReader reader(element, "a turn");
        auto& turn = turns.emplace_back();
        turn.actions = actions.decode_turn(reader.require("do"));
        if (auto until = reader.find("until")) {
            turn.until = actions.decode_conditions(*until);
        }
        if (auto run = reader.find("run")) {
            actions.expect_no_wire_layer(*run, "run");
            if (run->is_integer()) {
                turn.run = run->integer(0, kMaxIterations);
            } else if (!run->is_string() || run->string() != "idle") {
                run->fail_expecting("\"idle\" or a number of iterations");
            }
        }
        reader.done();
    }
    return turns;
}

Script decode_script(const JsonDocument& document) {
    return ScriptDecoder(ScriptNames::Rules::script).decode(document.root());
}

Script decode_whole_script(const JsonDocument& document) {
    return ScriptDecoder(ScriptNames::Rules::whole_script).decode(document.root());
}

Script parse_script(std::string_view text, std::string file) {
    auto document = JsonDocument::parse(text, std::move(file));
    return decode_script(document);
}

}  // namespace streamspec
