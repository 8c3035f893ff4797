#pragma once

#include "streamspec/linked_subject/linked_subject.hpp"

namespace streamspec {

/// Replays the specification on a linked reader, as a test program does: prints the report and returns the
/// exit code, that of `streamspec replay`. Arguments: `--spec DIR --traces DIR [--release VERSION] [--known
/// FILE]…
/// [--scripts GLOB]…`. The CMake function streamspec_add_conformance_test fills them in.
int run_conformance_test(int argc, char** argv, const SubjectInfo& info, const LinkedReaderMaker& make);

}  // namespace streamspec
