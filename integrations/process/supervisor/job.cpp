#include "integrations/process/supervisor/job.hpp"

#include "integrations/process/supervisor/output.hpp"
#include "integrations/process/supervisor/program.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <initializer_list>

namespace pilothouse::supervisor {

namespace {
constexpr long leftover_grace_ms = 2'000;
constexpr long unkillable_ms = 20'000;
constexpr long look_ms = 50;

long now_ms() {
    timespec time{};
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1'000 + time.tv_nsec / 1'000'000;
}

/// The parent of a process, from the fourth field of its stat; the name before it may hold anything.
long parent_of(const char* pid) {
    char path[64], text[512] = {};
    std::snprintf(path, sizeof path, "/proc/%.20s/stat", pid);
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return 0;
    const ssize_t n = read(file, text, sizeof text - 1);
    close(file);
    const char* after_name = n > 0 ? std::strrchr(text, ')') : nullptr;
    return after_name != nullptr && std::strlen(after_name) > 4 ? std::strtol(after_name + 4, nullptr, 10) : 0;
}

/// As their subreaper we are the parent of whatever the program left behind.
void signal_children(int signal) {
    DIR* const all = opendir("/proc");
    if (all == nullptr) return;
    while (const dirent* entry = readdir(all)) {
        if (std::isdigit(static_cast<unsigned char>(entry->d_name[0])) == 0) continue;
        if (parent_of(entry->d_name) == getpid())
            kill(static_cast<pid_t>(std::strtol(entry->d_name, nullptr, 10)), signal);
    }
    closedir(all);
}

/// The file `program`: it has been started, and this is its process group. Only news; nothing depends on it.
void tell_program(int folder, pid_t program) {
    const int file = openat(folder, "program", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file >= 0) dprintf(file, "%ld\n", static_cast<long>(program));
    if (file >= 0) close(file);
}

/// One run of one program.
class Job {
public:
    Job(const Spec& spec, int signals) : spec_(spec), signals_(signals) {}

    Ending run(int folder, mode_t program_umask) {
        Ending ending;
        if (!output_.open(folder, static_cast<std::size_t>(spec_.log_bytes))) {
            std::snprintf(ending.detail, sizeof ending.detail, "its log can't be written: %s", std::strerror(errno));
            return ending;
        }
        program_ = start_program(spec_, program_umask, pipe_, ending.detail, sizeof ending.detail);
        if (program_ > 0) {
            tell_program(folder, program_);
            const long began = now_ms();
            end_at_ = began + spec_.timeout_ms;
            watch();
            end_leftovers();
            ending = judged();
        }
        output_.finish();
        return ending;
    }

private:
    /// Until the program has ended. Past the second deadline it is given up as unkillable.
    void watch() {
        while (!ended_) {
            const long now = now_ms();
            if (reason_ == nullptr && now >= end_at_) ask_to_end("timed_out", "its time is over, it is asked to end");
            if (reason_ != nullptr && now >= kill_at_) {
                if (!killed_) output_.note("it did not end in time and is killed");
                killed_ = true;
                kill(-program_, SIGKILL);
                if (now >= kill_at_ + unkillable_ms) return;
            }
            const long next = reason_ == nullptr ? end_at_ : killed_ ? now + 1'000 : kill_at_;
            wait_for_news(std::clamp(next - now, 1L, 3'600'000L));
        }
    }

    void ask_to_end(const char* reason, const char* words) {
        reason_ = reason;
        kill_at_ = now_ms() + spec_.grace_ms;
        output_.note(words);
        kill(-program_, SIGTERM);
    }

    void wait_for_news(long span_ms) {
        pollfd news[2] = {{signals_, POLLIN, 0}, {pipe_, POLLIN, 0}};
        poll(news, pipe_ >= 0 ? 2 : 1, static_cast<int>(span_ms));
        if (pipe_ >= 0 && news[1].revents != 0 && !output_.drain(pipe_)) {
            close(pipe_);
            pipe_ = -1;
        }
        signalfd_siginfo signal{};
        while (read(signals_, &signal, sizeof signal) == sizeof signal) {
            if (signal.ssi_signo != SIGCHLD && reason_ == nullptr && !ended_)
                ask_to_end("stopped", "it is asked to end");
        }
        reap();
    }

    /// False when there is no child left.
    bool reap() {
        for (;;) {
            int status = 0;
            const pid_t pid = waitpid(-1, &status, WNOHANG);
            if (pid < 0 && errno == EINTR) continue;
            if (pid <= 0) return pid == 0;
            if (pid != program_) continue;
            ended_ = true;
            status_ = status;
        }
    }

    /// What the program left running: asked, then killed, each time anew as children of children come to us.
    void end_leftovers() {
        const long began = now_ms();
        const long kill_at = reason_ != nullptr ? kill_at_ : began + std::min(leftover_grace_ms, spec_.grace_ms);
        kill(-program_, SIGTERM);
        for (bool asked = false; reap();) {
            const long now = now_ms();
            if (now >= std::max(kill_at, began) + unkillable_ms) break;
            if (now >= kill_at)
                signal_children(SIGKILL);
            else if (!asked)
                signal_children(SIGTERM);
            asked = true;
            wait_for_news(look_ms);
        }
        // All writers are gone, so what is in the pipe now is all there will be.
        for (int i = 0; pipe_ >= 0 && i < 64; ++i) {
            pollfd rest{pipe_, POLLIN, 0};
            if (poll(&rest, 1, 0) <= 0 || !output_.drain(pipe_)) break;
        }
    }

    [[nodiscard]] Ending judged() const {
        Ending ending;
        if (!ended_) {
            ending.how = "lost";
            std::snprintf(
                ending.detail, sizeof ending.detail, "process %ld can't be killed", static_cast<long>(program_)
            );
            return ending;
        }
        const bool signalled = WIFSIGNALED(status_);
        ending.code = signalled ? WTERMSIG(status_) : WEXITSTATUS(status_);
        ending.how = reason_ != nullptr ? reason_ : signalled ? "signalled" : "exited";
        return ending;
    }

    const Spec& spec_;
    int signals_;
    Output output_;
    int pipe_ = -1;
    pid_t program_ = -1;
    bool ended_ = false;
    int status_ = 0;
    const char* reason_ = nullptr;
    bool killed_ = false;
    long end_at_ = 0;
    long kill_at_ = 0;
};
} // namespace

Ending run(const Spec& spec, int folder, mode_t program_umask, const sigset_t& blocked) {
    const int signals = signalfd(-1, &blocked, SFD_CLOEXEC | SFD_NONBLOCK);
    // Too large for the stack of a thread, and there is only one.
    static Job job(spec, signals);
    return job.run(folder, program_umask);
}

} // namespace pilothouse::supervisor
