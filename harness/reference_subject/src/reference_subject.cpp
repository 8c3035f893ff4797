#include "streamspec/reference_subject/reference_subject.hpp"

#include <asyncio/dialect.hpp>

#include "script_run.hpp"

namespace streamspec {
namespace {

asyncio::Dialect dialect_of(const Release& release) {
    return asyncio::Dialect::of({release.major, release.minor, release.micro});
}

}  // namespace

ReferenceSubject::ReferenceSubject(const Release& release) {
    info_.name = "reference";
    info_.version = STREAMSPEC_VERSION;
    info_.release = release;
    info_.features = FeatureSet::all();
    for (const MissingFeature& lack : kReferenceLacks) {
        info_.features.remove(lack.feature);
    }
    info_.aspects = AspectSet::all();
}

Trace ReferenceSubject::run(const Script& script) {
    return ScriptRun(script, dialect_of(*info_.release)).run();
}

}  // namespace streamspec
