// pilothouse-supervise RUN_DIRECTORY: runs the program of one rollout, once, and outlives the bot.
//
// The files of a run directory: `spec` (what to do, written by the bot), `lock` (held as long as we live), `started`
// (made before the program begins; whoever finds it does not begin), `log` (its output), `exit` (how it ended).

#include "integrations/process/supervisor/job.hpp"
#include "integrations/process/supervisor/spec.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <initializer_list>

namespace {
using namespace pilothouse::supervisor;

/// Our exit status, from sysexits.h. 0: the run has begun, now or before.
enum Status : unsigned char { begun = 0, usage = 64, no_spec = 65, no_folder = 66, no_process = 71, no_file = 74 };

long long wall_ms() {
    timespec time{};
    clock_gettime(CLOCK_REALTIME, &time);
    return static_cast<long long>(time.tv_sec) * 1'000 + time.tv_nsec / 1'000'000;
}

bool write_durably(int file, const char* text) {
    const std::size_t size = std::strlen(text);
    const bool written = pwrite(file, text, size, 0) == static_cast<ssize_t>(size);
    return written && ftruncate(file, static_cast<off_t>(size)) == 0 && fsync(file) == 0;
}

/// Distinguishes a supervisor that was killed from a machine that was restarted.
void boot_id(char* id, std::size_t size) {
    const int file = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
    const ssize_t n = file < 0 ? 0 : read(file, id, size - 1);
    if (file >= 0) close(file);
    id[n > 0 ? n : 0] = '\0';
    id[std::strcspn(id, "\n")] = '\0';
}

enum class Held { mine, taken, failed };

Held hold_lock(int folder) {
    // Stays open until we end: that is what the lock is for.
    const int file = openat(folder, "lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    struct flock lock{};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    if (file < 0) return Held::failed;
    return fcntl(file, F_OFD_SETLK, &lock) == 0 ? Held::mine : Held::taken;
}

/// Makes `started`, whole and durable or not at all: a link to a finished file fails where one exists already.
Held claim(int folder) {
    char boot[64], text[256], name[64];
    boot_id(boot, sizeof boot);
    std::snprintf(text, sizeof text, "pid %ld\nat %lld\nboot %s\n", static_cast<long>(getpid()), wall_ms(), boot);
    std::snprintf(name, sizeof name, "started.%ld", static_cast<long>(getpid()));
    const int file = openat(folder, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0 || !write_durably(file, text)) return Held::failed;
    close(file);
    const bool mine = linkat(folder, name, folder, "started", 0) == 0;
    const bool taken = !mine && errno == EEXIST;
    unlinkat(folder, name, 0);
    if (mine && fsync(folder) == 0) return Held::mine;
    return taken ? Held::taken : Held::failed;
}

/// Room for the ending is taken before the program begins, so that a full disk can't swallow it.
int reserve_ending(int folder) {
    const int file = openat(folder, "exit.new", O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file >= 0 && posix_fallocate(file, 0, 4'096) != 0) return -1;
    return file;
}

bool write_ending(int folder, int file, const Ending& ending) {
    char text[2'048];
    std::snprintf(
        text, sizeof text, "how %s\ncode %d\nat %lld\ndetail %s\n", ending.how, ending.code, wall_ms(), ending.detail
    );
    return write_durably(file, text) && renameat(folder, "exit.new", folder, "exit") == 0 && fsync(folder) == 0;
}

/// In the process that stays. `ready` takes our status as soon as it is known.
[[noreturn]] void supervise(int folder, int ready, mode_t program_umask, const sigset_t& later) {
    const auto tell = [ready](Status status) {
        const ssize_t n = write(ready, &status, sizeof status);
        close(ready);
        return n == sizeof status;
    };
    const int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (const int standard : {0, 1, 2})
        dup2(nothing, standard);
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    const auto leave = [&tell](Status status) {
        tell(status);
        _exit(status);
    };
    static Spec spec;
    struct stat status{};
    const Held lock = hold_lock(folder);
    if (lock == Held::failed) leave(no_file);
    if (lock == Held::taken || fstatat(folder, "started", &status, AT_SYMLINK_NOFOLLOW) == 0) leave(begun);
    const int ending_file = reserve_ending(folder);
    if (ending_file < 0) leave(no_file);
    if (!read_spec(folder, spec)) leave(no_spec);
    const Held start = claim(folder);
    if (start != Held::mine) leave(start == Held::taken ? begun : no_file);
    tell(begun);
    const Ending ending = run(spec, folder, program_umask, later);
    _exit(write_ending(folder, ending_file, ending) ? begun : no_file);
}
} // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fputs("usage: pilothouse-supervise RUN_DIRECTORY\n", stderr);
        return usage;
    }
    syscall(SYS_close_range, 3U, ~0U, 0U);
    for (const int signal : {SIGPIPE, SIGHUP, SIGXFSZ})
        std::signal(signal, SIG_IGN);
    // Taken one by one later; one that comes before must not end us with nothing written.
    sigset_t later;
    sigemptyset(&later);
    for (const int signal : {SIGCHLD, SIGTERM, SIGINT})
        sigaddset(&later, signal);
    sigprocmask(SIG_BLOCK, &later, nullptr);
    umask(077);
    constexpr mode_t program_umask = 022; // the bot's own is 077, which is not for what a rollout makes
    const int folder = open(argv[1], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int ready[2];
    if (folder < 0) return no_folder;
    if (chdir("/") != 0 || pipe2(ready, O_CLOEXEC) != 0) return no_process;
    const pid_t first = fork();
    if (first < 0) return no_process;
    if (first == 0) {
        // A session of our own, and a parent that is gone: nothing that ends the bot ends us.
        setsid();
        const pid_t second = fork();
        if (second != 0) _exit(second < 0 ? no_process : begun);
        close(ready[0]);
        supervise(folder, ready[1], program_umask, later);
    }
    close(ready[1]);
    Status status = no_process;
    ssize_t n = 0;
    do
        n = read(ready[0], &status, sizeof status);
    while (n < 0 && errno == EINTR);
    return n == sizeof status ? status : no_process;
}
