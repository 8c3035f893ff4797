// A fuzz target: is the reference robust, in the dialect of every release of record? What ends the process is
// a finding: a sanitizer, an assertion, an exception that nobody catches, a broken invariant.
#include <cstddef>
#include <cstdint>
#include <map>

#include "fuzzed_script.hpp"
#include "invariants.hpp"
#include "streamspec/model/release_table.hpp"
#include "streamspec/model/script_codec.hpp"
#include "streamspec/model/trace_codec.hpp"
#include "streamspec/reference_subject/reference_subject.hpp"

using namespace streamspec;

namespace {

template <class T>
std::string text_of(const T& value) {
    JsonWriter writer;
    encode(writer, value);
    return writer.take();
}

const std::vector<Release>& releases() {
    static const auto table = ReleaseTable::decode(
        JsonDocument::read((fuzzing::project_folder("spec") / "releases.json").string()));
    return table.recorded();
}

ReferenceSubject& reference(const Release& release) {
    static std::map<std::string, ReferenceSubject> subjects;
    return subjects.try_emplace(release.str(), release).first->second;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const fuzzing::Input input(data, size);
    auto& subject = reference(releases()[input.choice(releases().size())]);
    const auto script = input.script(subject.info().features);
    const auto whole = fuzzing::epilogue(script.layer).append_to(script, subject.info().features);
    const auto as = " (as " + subject.info().release->str() + ")";

    const auto trace = subject.run(whole);
    const auto text = text_of(trace);
    if (const auto broken = fuzzing::broken_invariant(whole, trace)) {
        fuzzing::report(*broken + as + "\n" + text, script);
    }
    if (text_of(subject.run(whole)) != text) {
        fuzzing::report("not the same trace when it is run again" + as, script);
    }
    if (text_of(decode_trace(JsonDocument::parse(text, "trace").root())) != text) {
        fuzzing::report("the trace is another one once it was written and read" + as + "\n" + text, script);
    }
    if (text_of(parse_script(text_of(script), "script")) != text_of(script)) {
        fuzzing::report("the script is another one once it was written and read", script);
    }
    return 0;
}
