#pragma once

#include "integrations/process/supervisor/spec.hpp"

#include <sys/types.h>

#include <csignal>

namespace pilothouse::supervisor {

/// How a run ended, as it is written to the file `exit`.
struct Ending {
    const char* how = "never_started";
    int code = 0;
    char detail[1'024] = {};
};

/// Runs the program of `spec` until it and everything it left behind has ended. `program_umask` is the umask it
/// gets, `blocked` the signals that are blocked already: SIGCHLD, and those that ask to end. Its output goes to
/// the file `log` of `folder`.
Ending run(const Spec& spec, int folder, mode_t program_umask, const sigset_t& blocked);

} // namespace pilothouse::supervisor
