#include "streamspec/linked_subject/linked_subject.hpp"

#include <utility>

#include "linked_run.hpp"

namespace streamspec {

LinkedSubject::LinkedSubject(SubjectInfo info, LinkedReaderMaker make)
    : info_(std::move(info)), make_(std::move(make)) {
    for (auto feature : info_.features.without(kLinkedFeatures)) {
        info_.features.remove(feature);
    }
    info_.aspects = {Aspect::result};
}

Trace LinkedSubject::run(const Script& script) {
    return LinkedRun(script, make_).run();
}

}  // namespace streamspec
