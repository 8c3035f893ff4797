#include <algorithm>
#include <utility>

#include "action_decoder.hpp"
#include "streamspec/model/clause.hpp"
#include "streamspec/model/script_codec.hpp"
#include "turn_decoder.hpp"
#include "value_codec.hpp"

namespace streamspec {
namespace {

ExceptionClass decode_exception_class(const JsonNode& node) {
    auto found = node.is_string() ? find_exception_class(node.string()) : std::nullopt;
    if (!found) {
        node.fail_expecting("the name of an exception class that scripts can name");
    }
    return *found;
}

/// Decodes one script.
class ScriptDecoder {
  public:
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
        if (auto layer = reader.find("layer");
            layer && (!layer->is_string() || layer->string() != "reader")) {
            layer->fail_expecting("\"reader\"");
        }
        decode_objects(reader.require("objects"));
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

    void decode_objects(const JsonNode& objects) {
        if (!objects.is_object()) {
            objects.fail_expecting("objects by name");
        }
        script_.objects.reserve(objects.size());
        for (auto node : objects) {
            script_.objects.push_back(decode_object(node));
        }
        // The order in which they are made is that of the variant's alternatives; a class is made like an
        // exception.
        auto rank = [](const ScriptObject& object) { return std::max(object.is.index(), std::size_t{1}); };
        std::sort(script_.objects.begin(), script_.objects.end(),
                  [&](const ScriptObject& a, const ScriptObject& b) {
                      return rank(a) != rank(b) ? rank(a) < rank(b) : a.name < b.name;
                  });
    }

    ScriptObject decode_object(const JsonNode& node) {
        ObjectReader reader(node, "an object of the script");
        auto type_node = reader.require("type");
        auto type = type_node.is_string() ? type_node.string() : std::string_view();
        ScriptObject object{std::string(node.key()), {}};
        if (type == "reader") {
            names_.declare_object(node, NameKind::reader);
            object.is = actions_.decode_reader(reader, true);
        } else if (type == "transport") {
            names_.declare_object(node, NameKind::transport);
            object.is = decode_transport(reader);
        } else if (type == "exception") {
            names_.declare_object(node, NameKind::exception);
            object.is = decode_exception(reader);
        } else if (type == "exception_class") {
            names_.declare_object(node, NameKind::exception_class);
            object.is = ExceptionClassSpec{decode_exception_class(reader.require("class"))};
        } else if (type == "future") {
            names_.declare_object(node, NameKind::future);
            object.is = FutureSpec{};
        } else {
            type_node.fail_expecting(
                "a type of object (reader, transport, exception, exception_class or future)");
        }
        reader.done();
        return object;
    }

    TransportSpec decode_transport(ObjectReader& reader) {
        TransportSpec spec;
        if (auto pausable = reader.find("pausable")) {
            spec.pausable = pausable->boolean();
        }
        if (auto raises = reader.find("pause_raises")) {
            spec.pause_raises = names_.refer(*raises, NameKind::exception, true);
        }
        if (auto raises = reader.find("resume_raises")) {
            spec.resume_raises = names_.refer(*raises, NameKind::exception, true);
        }
        return spec;
    }

    static ExceptionSpec decode_exception(ObjectReader& reader) {
        ExceptionSpec spec;
        spec.type = decode_exception_class(reader.require("class"));
        auto args = reader.find("args");
        if (args) {
            spec.args = decode_script_values(*args);
        }
        bool two_args = spec.type == ExceptionClass::IncompleteReadError ||
                        spec.type == ExceptionClass::LimitOverrunError;
        if (two_args && spec.args.size() != 2) {
            (args ? *args : reader.node()).fail(std::string(name(spec.type)) + " takes two args");
        }
        if (auto falsy = reader.find("falsy")) {
            spec.falsy = falsy->boolean();
        }
        return spec;
    }

    Script script_;
    ScriptNames names_{ScriptNames::Rules::script};
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
        if (auto run = reader.find("run")) {
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
    return ScriptDecoder().decode(document.root());
}

Script parse_script(std::string_view text, std::string file) {
    auto document = JsonDocument::parse(text, std::move(file));
    return decode_script(document);
}

}  // namespace streamspec
