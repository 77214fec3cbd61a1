#pragma once

#include <cstddef>

/// What a run is asked to do, read from the file `spec` of its directory: pairs of a key and a value, each ended by
/// a NUL, the last pair being "end" and "". Written by RunFolder::write_spec.
namespace pilothouse::supervisor {

constexpr std::size_t arguments_limit = 1'024;
constexpr std::size_t variables_limit = 1'024;

struct Spec {
    const char* directory = nullptr;
    long timeout_ms = 0;
    long grace_ms = 10'000;
    long log_bytes = 0;
    char* argv[arguments_limit + 1] = {};
    std::size_t arguments = 0;
    /// The whole environment of the program: what the spec sets, and of our own only what it lets through.
    char* environment[variables_limit + 1] = {};
    std::size_t variables = 0;
};

/// False when the file is missing, cut short, or makes no sense.
bool read_spec(int folder, Spec& spec);

} // namespace pilothouse::supervisor
