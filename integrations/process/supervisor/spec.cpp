#include "integrations/process/supervisor/spec.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace pilothouse::supervisor {

namespace {
constexpr std::size_t file_limit = 4U << 20;

/// The whole file, with a NUL after it; lives as long as the program. nullptr when it can't be read.
char* contents(int folder, std::size_t& size) {
    const int file = openat(folder, "spec", O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    struct stat status{};
    if (file < 0 || fstat(file, &status) != 0) return nullptr;
    size = static_cast<std::size_t>(status.st_size);
    if (size == 0 || size > file_limit) return nullptr;
    auto* text = static_cast<char*>(std::calloc(1, size + 1));
    std::size_t have = 0;
    while (text != nullptr && have < size) {
        const ssize_t n = read(file, text + have, size - have);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return nullptr;
        have += static_cast<std::size_t>(n);
    }
    close(file);
    return text;
}

/// "NAME=value"; an earlier one of the same name is replaced.
bool set_variable(Spec& spec, char* assignment) {
    const char* equals = std::strchr(assignment, '=');
    if (equals == nullptr || equals == assignment) return false;
    const auto name = static_cast<std::size_t>(equals - assignment) + 1;
    for (std::size_t i = 0; i < spec.variables; ++i) {
        if (std::strncmp(spec.environment[i], assignment, name) != 0) continue;
        spec.environment[i] = assignment;
        return true;
    }
    if (spec.variables == variables_limit) return false;
    spec.environment[spec.variables++] = assignment;
    return true;
}

/// The values of passed variables stand nowhere on the disk: they come with our own environment.
bool pass_variable(Spec& spec, const char* name) {
    const char* value = std::getenv(name);
    if (value == nullptr) return true;
    const std::size_t name_size = std::strlen(name), value_size = std::strlen(value);
    auto* assignment = static_cast<char*>(std::calloc(1, name_size + value_size + 2));
    if (assignment == nullptr) return false;
    std::memcpy(assignment, name, name_size);
    assignment[name_size] = '=';
    std::memcpy(assignment + name_size + 1, value, value_size);
    return set_variable(spec, assignment);
}

bool number(const char* text, long& value) {
    char* end = nullptr;
    errno = 0;
    value = std::strtol(text, &end, 10);
    return errno == 0 && end != text && *end == '\0' && value >= 0;
}

bool add_argument(Spec& spec, char* argument) {
    if (spec.arguments == arguments_limit) return false;
    spec.argv[spec.arguments++] = argument;
    return true;
}

bool take(Spec& spec, const char* key, char* value) {
    if (std::strcmp(key, "directory") == 0) return (spec.directory = value) != nullptr;
    if (std::strcmp(key, "timeout_ms") == 0) return number(value, spec.timeout_ms);
    if (std::strcmp(key, "grace_ms") == 0) return number(value, spec.grace_ms);
    if (std::strcmp(key, "log_bytes") == 0) return number(value, spec.log_bytes);
    if (std::strcmp(key, "argument") == 0) return add_argument(spec, value);
    if (std::strcmp(key, "pass") == 0) return pass_variable(spec, value);
    if (std::strcmp(key, "set") == 0) return set_variable(spec, value);
    return false;
}
} // namespace

bool read_spec(int folder, Spec& spec) {
    std::size_t size = 0;
    char* const text = contents(folder, size);
    if (text == nullptr) return false;
    for (char* key = text; key < text + size;) {
        char* const value = key + std::strlen(key) + 1;
        if (value > text + size) return false;
        if (std::strcmp(key, "end") == 0) return spec.arguments > 0 && spec.directory != nullptr && spec.timeout_ms > 0;
        if (!take(spec, key, value)) return false;
        key = value + std::strlen(value) + 1;
    }
    return false;
}

} // namespace pilothouse::supervisor
