#include "streamspec/model/epilogue.hpp"

#include <type_traits>
#include <utility>

#include "object_reader.hpp"
#include "streamspec/model/needs.hpp"
#include "turn_decoder.hpp"

namespace streamspec {
namespace {

constexpr std::string_view kReader = "$reader";
constexpr std::string_view kWriter = "$writer";

/// Puts an object's name where the template has a placeholder, in everything that names an object or a task.
class Renamer {
  public:
    Renamer(std::string_view placeholder, std::string_view name) : placeholder_(placeholder), name_(name) {}

    void apply(Turn& turn) const {
        for (auto& action : turn.actions) {
            apply(action);
        }
    }

  private:
    void apply(Action& action) const {
        std::visit([&](auto& is) { apply_to(is); }, action.is);
    }
    void apply(AwaitingCall& call) const {
        std::visit([&](auto& is) { apply_to(is); }, call.is);
    }
    void apply(Step& step) const {
        std::visit([&](auto& is) { apply(is); }, step.is);
    }
    template <class T>
    void apply_to(T& is) const {
        if constexpr (requires { is.on; }) {
            rename(is.on);
        }
        if constexpr (requires { is.task; }) {
            rename(is.task);
        }
        if constexpr (std::is_same_v<T, Try>) {
            apply(is.call);
        }
        if constexpr (requires { is.body; }) {
            for (auto& step : is.body) {
                apply(step);
            }
        }
    }
    void rename(std::string& name) const {
        if (auto at = name.find(placeholder_); at != std::string::npos) {
            name.replace(at, placeholder_.size(), name_);
        }
    }

    std::string_view placeholder_;
    std::string_view name_;
};

/// Leaves out what a subject without some features cannot do.
void leave_out_unsupported(Turn& turn, FeatureSet features) {
    auto cannot = [&](const auto& what) { return !features.has_all(needs(what)); };
    for (auto& action : turn.actions) {
        if (auto* start = std::get_if<Start>(&action.is)) {
            std::erase_if(start->body, cannot);
        }
    }
    std::erase_if(turn.actions, cannot);
}

}  // namespace

Epilogue Epilogue::decode(const JsonDocument& document) {
    ScriptNames names(ScriptNames::Rules::epilogue);
    ActionDecoder actions(names);
    Epilogue epilogue;
    ObjectReader reader(document.root(), "an epilogue");
    epilogue.turns_ = decode_turns(reader.require("turns"), actions);
    epilogue.each_reader_ = decode_turns(reader.require("each_reader"), actions);
    if (auto each_writer = reader.find("each_writer")) {
        epilogue.each_writer_ = decode_turns(*each_writer, actions);
    }
    reader.done();
    names.resolve();
    return epilogue;
}

Script Epilogue::append_to(Script script, FeatureSet features) const {
    script.turns.insert(script.turns.end(), turns_.begin(), turns_.end());
    auto append = [&](const std::vector<Turn>& turns, std::string_view placeholder, const std::string& name) {
        for (auto turn : turns) {
            Renamer(placeholder, name).apply(turn);
            script.turns.push_back(std::move(turn));
        }
    };
    for (const auto& object : script.objects) {
        const auto* reader = std::get_if<ReaderSpec>(&object.is);
        if (reader != nullptr && !reader->loopless) {
            append(each_reader_, kReader, object.name);
        }
    }
    for (const auto& object : script.objects) {
        const auto* writer = std::get_if<WriterSpec>(&object.is);
        if (writer != nullptr && !writer->closed_loop) {
            append(each_writer_, kWriter, object.name);
        }
    }
    if (features != FeatureSet::all()) {
        for (auto i = script.own_turns; i < script.turns.size(); ++i) {
            leave_out_unsupported(script.turns[i], features);
        }
    }
    return script;
}

}  // namespace streamspec
