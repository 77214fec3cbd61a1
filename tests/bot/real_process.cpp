#include "real_process.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace pilothouse::tests {

namespace {

/// This process's environment with `extra` in it. Servers of this machine are not reached by a proxy.
std::vector<std::string> environment(RealProcess::Variables extra) {
    extra.insert(extra.end(), {{"no_proxy", "*"}, {"NO_PROXY", "*"}});
    std::vector<std::string> variables;
    for (const auto& [name, value] : extra)
        variables.push_back(name + "=" + value);
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string variable = *entry;
        bool replaced = false;
        for (const auto& [name, value] : extra)
            replaced = replaced || variable.starts_with(name + "=");
        if (!replaced) variables.push_back(variable);
    }
    return variables;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> found;
    found.reserve(texts.size() + 1);
    for (auto& text : texts)
        found.push_back(text.data());
    found.push_back(nullptr);
    return found;
}

/// From what waitpid gives.
int plain_status(int status) {
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

} // namespace

RealProcess::~RealProcess() {
    kill();
}

void RealProcess::start(
    const std::vector<std::string>& argv, const std::filesystem::path& folder, const std::string& log,
    const Variables& extra
) {
    // A test program that is killed has no destructors: the kernel then ends what it began.
    std::vector<std::string> words{"/usr/bin/setpriv", "--pdeathsig", "KILL", "--"};
    words.insert(words.end(), argv.begin(), argv.end());
    auto variables = environment(extra);
    log_ = folder / log;
    posix_spawn_file_actions_t actions{};
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_addopen(&actions, 1, log_.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    ::posix_spawn_file_actions_adddup2(&actions, 1, 2);
    ::posix_spawn_file_actions_addchdir_np(&actions, folder.c_str());
    const auto program = words.front();
    const int failed =
        ::posix_spawn(&pid_, program.c_str(), &actions, nullptr, pointers(words).data(), pointers(variables).data());
    ::posix_spawn_file_actions_destroy(&actions);
    if (failed == 0) return;
    pid_ = 0;
    throw std::runtime_error(argv.front() + " can't be started by " + program + ": " + std::strerror(failed));
}

void RealProcess::end() {
    if (pid_ > 0) ::kill(pid_, SIGTERM);
}

void RealProcess::kill() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    status_ = plain_status(status);
    pid_ = 0;
}

std::optional<int> RealProcess::ended() {
    if (pid_ <= 0) return status_;
    int status = 0;
    if (::waitpid(pid_, &status, WNOHANG) != pid_) return std::nullopt;
    status_ = plain_status(status);
    pid_ = 0;
    return status_;
}

std::string RealProcess::printed() const {
    return text_of(log_);
}

void need_program(const std::string& path, const std::string& package) {
    if (::access(path.c_str(), X_OK) != 0)
        throw std::runtime_error(path + " is not there: install the package " + package + ", as ./dev does");
}

std::string example(const std::string& name, const std::vector<std::pair<std::string, std::string>>& replaced) {
    auto text = text_of(std::filesystem::path(PILOTHOUSE_SOURCE) / "docs/examples" / name);
    for (const auto& [from, to] : replaced) {
        auto at = text.find(from);
        if (at == std::string::npos) throw std::runtime_error("docs/examples/" + name + " has no '" + from + "'");
        for (; at != std::string::npos; at = text.find(from, at + to.size()))
            text.replace(at, from.size(), to);
    }
    return text;
}

std::string text_of(const std::filesystem::path& file) {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
}

void write(const std::filesystem::path& file, const std::string& text) {
    std::ofstream out(file);
    out << text;
    out.close();
    if (!out) throw std::runtime_error(file.string() + " can't be written");
}

} // namespace pilothouse::tests
