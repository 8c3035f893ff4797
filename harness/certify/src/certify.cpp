#include "streamspec/certify/certify.hpp"

#include <optional>
#include <utility>

#include "streamspec/certify/relations.hpp"
#include "streamspec/engine/compare.hpp"
#include "streamspec/explore/random_script.hpp"
#include "streamspec/model/script_codec.hpp"
#include "streamspec/model/trace_codec.hpp"

namespace streamspec {
namespace {

template <class T>
std::string text_of(const T& what) {
    JsonWriter writer;
    encode(writer, what);
    return writer.take();
}

std::string renamed(std::string text, const std::string& from, const std::string& to) {
    const auto quoted = '"' + from + '"';
    for (auto at = text.find(quoted); at != std::string::npos; at = text.find(quoted, at + to.size() + 2)) {
        text.replace(at, quoted.size(), '"' + to + '"');
    }
    return text;
}

/// Puts scripts to one subject, and keeps what was wrong.
class Examination {
  public:
    Examination(Subject& subject, const Epilogue& epilogue) : subject_(subject), epilogue_(epilogue) {}

    Script whole(const Script& script) const { return epilogue_.append_to(script, subject_.info().features); }
    /// None where the subject has no answer, which is a fault, or does not support the script.
    std::optional<Trace> run(const Script& script) {
        ++certificate.asked;
        try {
            return subject_.run(script);
        } catch (const MissingFeatures&) {
            ++certificate.unsupported;
        } catch (const SubjectError& error) {
            note("answer", error.what(), script);
        }
        return std::nullopt;
    }
    void note(std::string relation, std::string reason, const Script& script) {
        certificate.faults.push_back({std::move(relation), std::move(reason), text_of(script)});
    }
    void check(std::string relation, const Fault& fault, const Script& script) {
        if (fault) {
            note(std::move(relation), *fault, script);
        }
    }

    Certificate certificate;

  private:
    Subject& subject_;
    const Epilogue& epilogue_;
};

void examine_honesty(Examination& examination, const Dice& before, FeatureSet features,
                     const std::string& name, const std::string& other_name) {
    auto make = [&](const std::string& task) {
        auto dice = before;
        return examination.whole(fresh_stream(dice, features, task));
    };
    const auto script = make(name);
    auto trace = examination.run(script);
    if (!trace) {
        return;
    }
    if (auto fault = find_accounting_fault(script, *trace)) {
        examination.note("every call ends once or is pending", *fault, script);
        return;
    }
    examination.check("a call returns what it was asked for", find_contract_fault(script, *trace), script);
    examination.check("bytes are conserved, in order", find_conservation_fault(script, *trace), script);
    auto again = examination.run(script);
    if (again && text_of(*again) != text_of(*trace)) {
        examination.note("a script repeated gives the same trace", "the second trace is another one", script);
    }
    auto other = examination.run(make(other_name));
    if (other && text_of(*other) != renamed(text_of(*trace), name, other_name)) {
        examination.note("names change nothing",
                         "the trace changes when the task `" + name + "` is called `" + other_name + "`",
                         script);
    }
}

}  // namespace

Certificate certify_honest(Subject& subject, const Epilogue& epilogue, const CertifyOptions& options) {
    constexpr std::size_t kNameSize = 8;
    constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz";
    Examination examination(subject, epilogue);
    Dice dice(options.seed);
    for (std::size_t i = 0; i < options.scripts; ++i) {
        auto name = "T" + dice.bytes(kNameSize, kLetters);
        auto other_name = "U" + dice.bytes(kNameSize, kLetters);
        const Dice script_dice(dice.below(std::size_t{1} << 62U));
        if (options.shard.has(i)) {
            examine_honesty(examination, script_dice, subject.info().features, name, other_name);
        }
        if (options.progress) {
            options.progress(i + 1, options.scripts);
        }
    }
    return std::move(examination.certificate);
}

Certificate certify_conforming(Subject& subject, Subject& judge, const Epilogue& epilogue,
                               const CertifyOptions& options) {
    Examination examination(subject, epilogue);
    const auto& info = subject.info();
    Dice dice(options.seed);
    for (std::size_t i = 0; i < options.scripts; ++i) {
        const auto script = examination.whole(random_script(dice, {Layer::reader, info.features, true}));
        if (!options.shard.has(i)) {
            continue;
        }
        if (auto seen = examination.run(script)) {
            const auto expected = judge.run(script);
            if (seen->turns.size() != expected.turns.size()) {
                examination.note("as the release does", "the trace has another number of turns", script);
            } else if (auto difference =
                           compare(expected, *seen, options.aspects & info.aspects, info.features)) {
                examination.note("as the release does",
                                 (difference->turn ? "turn " + std::to_string(*difference->turn) : "setup") +
                                     ", " + std::string(name(difference->aspect)) + ", " + difference->what +
                                     ": expected " + difference->expected.value_or("nothing") + ", seen " +
                                     difference->seen.value_or("nothing"),
                                 script);
            }
        }
        if (options.progress) {
            options.progress(i + 1, options.scripts);
        }
    }
    return std::move(examination.certificate);
}

}  // namespace streamspec
