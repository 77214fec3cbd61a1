#include "integrations/process/supervisor/program.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>

namespace pilothouse::supervisor {

namespace {
/// What the child tells us when it could not become the program.
struct Failure {
    enum class Step { directory, program } step;
    int number;
};

const char* path_of(const Spec& spec) {
    for (std::size_t i = 0; i < spec.variables; ++i)
        if (std::strncmp(spec.environment[i], "PATH=", 5) == 0) return spec.environment[i] + 5;
    return "/usr/local/bin:/usr/bin:/bin";
}

/// As execvp does, with the PATH of the program's own environment, and without falling back on a shell.
void execute(const Spec& spec) {
    const char* name = spec.argv[0];
    if (std::strchr(name, '/') != nullptr) {
        execve(name, spec.argv, spec.environment);
        return;
    }
    bool denied = false;
    for (const char* part = path_of(spec); *part != '\0';) {
        const std::size_t size = std::strcspn(part, ":");
        char file[4'096];
        if (size > 0 && size < sizeof file) {
            const int n = std::snprintf(file, sizeof file, "%.*s/%s", static_cast<int>(size), part, name);
            if (n > 0 && static_cast<std::size_t>(n) < sizeof file) execve(file, spec.argv, spec.environment);
            if (errno != ENOENT && errno != ENOTDIR && errno != EACCES) return;
            denied = denied || errno == EACCES;
        }
        part += size + (part[size] == ':' ? 1 : 0);
    }
    errno = denied ? EACCES : ENOENT;
}

[[noreturn]] void become_program(const Spec& spec, mode_t program_umask, int output, int failures) {
    setpgid(0, 0);
    const int nothing = open("/dev/null", O_RDONLY);
    dup2(nothing, 0);
    if (nothing > 2) close(nothing);
    dup2(output, 1);
    dup2(output, 2);
    for (int signal = 1; signal < NSIG; ++signal)
        std::signal(signal, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    // A core file would hold the passed variables.
    const rlimit no_core{0, 0};
    setrlimit(RLIMIT_CORE, &no_core);
    umask(program_umask);
    Failure failure{Failure::Step::directory, 0};
    if (chdir(spec.directory) == 0) {
        failure.step = Failure::Step::program;
        execute(spec);
    }
    failure.number = errno;
    const ssize_t told = write(failures, &failure, sizeof failure);
    _exit(told == sizeof failure ? 127 : 126);
}

void describe(const Spec& spec, const Failure& failure, char* words, std::size_t size) {
    const char* reason = std::strerror(failure.number);
    if (failure.step == Failure::Step::directory) {
        std::snprintf(words, size, "the directory %s can't be entered: %s", spec.directory, reason);
        return;
    }
    if (failure.number == ENOEXEC) reason = "it is neither a program nor a script with a first line #!";
    struct stat status{};
    const int directory = open(spec.directory, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (failure.number == ENOENT && std::strchr(spec.argv[0], '/') != nullptr &&
        fstatat(directory, spec.argv[0], &status, 0) == 0)
        reason = "the interpreter that its first line names does not exist";
    if (directory >= 0) close(directory);
    std::snprintf(words, size, "%s can't be run in %s: %s", spec.argv[0], spec.directory, reason);
}
} // namespace

pid_t start_program(const Spec& spec, mode_t program_umask, int& output, char* words, std::size_t words_size) {
    int out[2], failures[2];
    if (pipe2(out, O_CLOEXEC) != 0 || pipe2(failures, O_CLOEXEC) != 0) {
        std::snprintf(words, words_size, "no pipe: %s", std::strerror(errno));
        return -1;
    }
    const pid_t pid = fork();
    if (pid == 0) become_program(spec, program_umask, out[1], failures[1]);
    if (pid < 0) std::snprintf(words, words_size, "no new process: %s", std::strerror(errno));
    close(out[1]);
    close(failures[1]);
    if (pid < 0) return -1;
    setpgid(pid, pid);
    fcntl(out[0], F_SETFL, O_NONBLOCK);
    output = out[0];
    Failure failure{};
    ssize_t n = 0;
    do
        n = read(failures[0], &failure, sizeof failure);
    while (n < 0 && errno == EINTR);
    close(failures[0]);
    if (n != sizeof failure) return pid;
    waitpid(pid, nullptr, 0);
    describe(spec, failure, words, words_size);
    return -1;
}

} // namespace pilothouse::supervisor
