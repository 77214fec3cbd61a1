#include "integrations/process/launch.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <optional>

namespace pilothouse::process {

namespace {
constexpr Duration look = std::chrono::milliseconds{2};

/// A child that is reaped whatever happens. It only hands over to the supervisor proper, so ending it ends nothing.
class Child {
public:
    explicit Child(pid_t pid) : pid_(pid) {}

    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    ~Child() {
        if (pid_ <= 0) return;
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }

    /// Its exit status once it has ended, -1 for a signal.
    std::optional<int> status() {
        int raw = 0;
        const pid_t got = ::waitpid(pid_, &raw, WNOHANG);
        if (got == 0 || (got < 0 && errno == EINTR)) return std::nullopt;
        pid_ = -1;
        return got > 0 && WIFEXITED(raw) ? WEXITSTATUS(raw) : -1;
    }

private:
    pid_t pid_;
};

/// posix_spawn's attributes and file actions, freed in every case.
struct Manner {
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_t actions;

    Manner() {
        sigset_t none, all;
        sigemptyset(&none);
        sigfillset(&all);
        ::posix_spawnattr_init(&attributes);
        ::posix_spawnattr_setsigmask(&attributes, &none);
        ::posix_spawnattr_setsigdefault(&attributes, &all);
        ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
        ::posix_spawn_file_actions_init(&actions);
        ::posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
        ::posix_spawn_file_actions_addclosefrom_np(&actions, 3);
    }

    Manner(const Manner&) = delete;
    Manner& operator=(const Manner&) = delete;

    ~Manner() {
        ::posix_spawn_file_actions_destroy(&actions);
        ::posix_spawnattr_destroy(&attributes);
    }
};

std::vector<std::string> passed(const std::vector<std::string>& names) {
    std::vector<std::string> environment;
    for (const auto& name : names)
        if (const char* value = std::getenv(name.c_str())) environment.push_back(name + "=" + value);
    return environment;
}

Result<pid_t> spawn(const std::string& supervisor, const std::string& directory, std::vector<std::string> environment) {
    std::string name = "pilothouse-supervise", argument = directory;
    std::array<char*, 3> arguments = {name.data(), argument.data(), nullptr};
    std::vector<char*> variables;
    for (auto& variable : environment)
        variables.push_back(variable.data());
    variables.push_back(nullptr);
    const Manner manner;
    pid_t pid = -1;
    const int problem = ::posix_spawn(
        &pid, supervisor.c_str(), &manner.actions, &manner.attributes, arguments.data(), variables.data()
    );
    if (problem == 0) return pid;
    const bool passing = problem == EAGAIN || problem == ENOMEM || problem == EMFILE || problem == ENFILE;
    return fail(
        passing ? Errc::unavailable : Errc::rejected,
        "the supervisor " + supervisor + " can't be run: " + std::strerror(problem),
        passing ? "" : "It belongs beside the program pilothouse"
    );
}

Result<void> meaning(int status) {
    switch (status) {
    case 0:
        return {};
    case 65:
        return fail(Errc::rejected, "the supervisor can't read what it is to do");
    case 66:
        return fail(Errc::unavailable, "the supervisor can't open the run directory");
    case 71:
        return fail(Errc::unavailable, "the supervisor got no new process");
    case 74:
        return fail(Errc::unavailable, "the supervisor can't write to the run directory");
    default:
        return fail(Errc::unknown_outcome, "the supervisor ended with status " + std::to_string(status));
    }
}
} // namespace

net::awaitable<Result<void>>
launch(std::string supervisor, std::string run_directory, std::vector<std::string> pass_env, Duration limit) {
    const auto pid = spawn(supervisor, run_directory, passed(pass_env));
    if (!pid) co_return std::unexpected(pid.error());
    Child child(*pid);
    for (Duration waited{}; waited < limit; waited += look) {
        if (const auto status = child.status()) co_return meaning(*status);
        if (auto pause = co_await net::pause(look); !pause) co_return pause;
    }
    co_return fail(Errc::unknown_outcome, "the supervisor did not begin within " + spoken(limit));
}

} // namespace pilothouse::process
