#pragma once

#include <cstddef>

namespace pilothouse::supervisor {

/// The file `log`: everything up to a limit, then only the last part. What can't be written is counted, not waited
/// for: the program must not stand still because a disk is full.
class Output {
public:
    /// Opens the log, empty. False when it can't be.
    bool open(int folder, std::size_t limit);
    /// Takes in what the program wrote. `pipe` does not block. False at the end of the pipe.
    bool drain(int pipe);
    /// A line of the supervisor's own.
    void note(const char* text);
    /// Writes the mark of what was left out, and the last part after it.
    void finish();

private:
    void take(const char* bytes, std::size_t size);
    void write_all(const char* bytes, std::size_t size);

    static constexpr std::size_t tail_size = 64U << 10;
    int file_ = -1;
    std::size_t limit_ = 0;
    std::size_t written_ = 0;
    bool broken_ = false;
    std::size_t beyond_ = 0;    ///< bytes that came after the limit
    char tail_[tail_size] = {}; ///< the last of them, a ring
    char chunk_[64U << 10] = {};
};

} // namespace pilothouse::supervisor
