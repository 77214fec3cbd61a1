#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace pilothouse::tests {

/// A program of the system that a test runs, as its own process: it is killed with the object, and dies with the test
/// program.
class RealProcess {
public:
    using Variables = std::vector<std::pair<std::string, std::string>>;

    RealProcess() = default;
    ~RealProcess();
    RealProcess(const RealProcess&) = delete;
    RealProcess& operator=(const RealProcess&) = delete;

    /// Runs argv[0] in that folder, where what it prints is added to the file `log`. `extra` goes on top of this
    /// process's environment. Throws when it can't be started.
    void start(
        const std::vector<std::string>& argv, const std::filesystem::path& folder, const std::string& log,
        const Variables& extra = {}
    );
    /// Asks it to end (SIGTERM).
    void end();
    /// SIGKILL, and waits until it is gone. Does nothing where none runs.
    void kill();
    /// The exit status, or 128 and the signal; nothing while it runs.
    std::optional<int> ended();

    /// What it has printed.
    [[nodiscard]] std::string printed() const;

private:
    pid_t pid_ = 0;
    int status_ = 0;
    std::filesystem::path log_;
};

/// Throws, naming the package, when a program isn't installed.
void need_program(const std::string& path, const std::string& package);

/// The file of docs/examples, with other words for those that a reader replaces too. Throws when one of them isn't
/// there.
std::string example(const std::string& name, const std::vector<std::pair<std::string, std::string>>& replaced);

/// The text of a file; empty where there is none.
std::string text_of(const std::filesystem::path& file);
void write(const std::filesystem::path& file, const std::string& text);

} // namespace pilothouse::tests
