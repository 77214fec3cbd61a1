#include "bot/program/child.hpp"

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

namespace pilothouse::program {

Result<Child>
Child::start(const std::vector<std::string>& argv, const std::vector<std::pair<std::string, std::string>>& extra) {
    std::vector<std::string> variables;
    for (const auto& [name, value] : extra)
        variables.push_back(name + "=" + value);
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string_view variable = *entry;
        bool replaced = false;
        for (const auto& [name, value] : extra)
            replaced = replaced || variable.starts_with(name + "=");
        if (!replaced) variables.emplace_back(variable);
    }
    std::vector<char*> words, environment;
    for (const auto& word : argv)
        words.push_back(const_cast<char*>(word.c_str()));
    for (const auto& variable : variables)
        environment.push_back(const_cast<char*>(variable.c_str()));
    words.push_back(nullptr);
    environment.push_back(nullptr);

    Child child;
    const int failed = ::posix_spawn(&child.pid_, words[0], nullptr, nullptr, words.data(), environment.data());
    if (failed != 0) return fail(Errc::unavailable, "can't start " + argv[0] + ": " + std::strerror(failed));
    return child;
}

std::optional<int> Child::ended() {
    if (pid_ < 0) return std::nullopt;
    int status = 0;
    if (::waitpid(pid_, &status, WNOHANG) != pid_) return std::nullopt;
    pid_ = -1;
    return status;
}

void Child::end() {
    if (pid_ < 0) return;
    ::kill(pid_, SIGTERM);
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
}

} // namespace pilothouse::program
