#pragma once

namespace streamspec {

/// From now on SIGINT (Ctrl-C), SIGTERM, SIGHUP and SIGQUIT kill every adapter, with all that it started,
/// before they end this process as they always do. For programs: a library leaves signals to its user. A
/// signal that was ignored stays so.
void end_adapters_with_signals();

}  // namespace streamspec
