#pragma once

#include "integrations/process/supervisor/spec.hpp"

#include <sys/types.h>

#include <cstddef>

namespace pilothouse::supervisor {

/// Starts the program in a process group of its own, its output into a new pipe (`output` is the reading end, which
/// does not block), its input empty, with nothing else open. Returns its pid, or -1 with why in `words`.
pid_t start_program(const Spec& spec, mode_t program_umask, int& output, char* words, std::size_t words_size);

} // namespace pilothouse::supervisor
