#include "integrations/process/supervisor/output.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

namespace pilothouse::supervisor {

namespace {
constexpr std::size_t default_limit = 16U << 20;
// A program that writes without a pause must not keep us from its time limit.
constexpr int reads_in_a_row = 16;
} // namespace

bool Output::open(int folder, std::size_t limit) {
    limit_ = limit == 0 ? default_limit : limit;
    file_ = openat(folder, "log", O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
    return file_ >= 0;
}

bool Output::drain(int pipe) {
    for (int i = 0; i < reads_in_a_row; ++i) {
        const ssize_t n = read(pipe, chunk_, sizeof chunk_);
        if (n == 0) return false;
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return errno == EAGAIN;
        take(chunk_, static_cast<std::size_t>(n));
    }
    return true;
}

void Output::take(const char* bytes, std::size_t size) {
    const std::size_t room = std::min(size, limit_ - written_);
    write_all(bytes, room);
    written_ += room;
    for (std::size_t i = room; i < size; ++i)
        tail_[beyond_++ % tail_size] = bytes[i];
}

void Output::write_all(const char* bytes, std::size_t size) {
    while (size > 0 && !broken_) {
        const ssize_t n = write(file_, bytes, size);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) {
            broken_ = true;
            return;
        }
        bytes += n;
        size -= static_cast<std::size_t>(n);
    }
}

void Output::note(const char* text) {
    char line[512];
    const int size = std::snprintf(line, sizeof line, "[pilothouse: %s]\n", text);
    take(line, std::min(sizeof line - 1, static_cast<std::size_t>(std::max(size, 0))));
}

void Output::finish() {
    if (beyond_ > 0) {
        const std::size_t kept = std::min(beyond_, tail_size);
        char mark[160];
        const int size = std::snprintf(
            mark, sizeof mark, "\n[pilothouse: the output is too long; %zu bytes are left out here]\n", beyond_ - kept
        );
        write_all(mark, static_cast<std::size_t>(std::max(size, 0)));
        const std::size_t first = beyond_ % tail_size;
        if (beyond_ > tail_size) write_all(tail_ + first, tail_size - first);
        write_all(tail_, beyond_ > tail_size ? first : kept);
    }
    fsync(file_);
    close(file_);
}

} // namespace pilothouse::supervisor
