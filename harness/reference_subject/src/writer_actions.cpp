// The actions of ScriptRun that belong to the writer layer.

#include "script_run.hpp"
#include "streamspec/subject/subject.hpp"

namespace streamspec {

void ScriptRun::not_yet(Verb verb) {
    throw SubjectError("the reference cannot do `" + std::string(name(verb)) + "` yet");
}

void ScriptRun::make(const std::string& /*name*/, const ProtocolSpec& /*spec*/) {
    throw SubjectError("the reference has no protocol yet");
}

void ScriptRun::make(const std::string& /*name*/, const WriterSpec& /*spec*/) {
    throw SubjectError("the reference has no writer yet");
}

}  // namespace streamspec
