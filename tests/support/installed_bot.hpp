#pragma once

#include "bot/program/child.hpp"
#include "core/result.hpp"

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace pilothouse::tests {

/// A folder of its own with a configuration in it, and the program that runs by it against a sandbox. The folder goes
/// with the object.
class InstalledBot {
public:
    /// `name`: what the folder is called, before a random part. Throws when it can't be made.
    InstalledBot(std::string program, const std::string& name, const std::string& configuration);
    ~InstalledBot();
    InstalledBot(const InstalledBot&) = delete;
    InstalledBot& operator=(const InstalledBot&) = delete;

    /// Starts the bot, with those variables beside the sandbox's own. Errors: unavailable.
    Result<void> start(const std::string& sandbox_url, std::vector<std::pair<std::string, std::string>> variables = {});
    /// SIGKILL, and waits until it is gone.
    void kill();
    /// SIGTERM, and waits until it is gone.
    void end();

    [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }

    [[nodiscard]] std::filesystem::path database() const { return folder_ / "bot.db"; }

    [[nodiscard]] pid_t pid() const { return bot_.pid(); }

    /// Leaves the folder behind for whoever looks into it.
    [[nodiscard]] std::filesystem::path keep();

private:
    std::string program_;
    std::filesystem::path folder_;
    bool kept_ = false;
    program::Child bot_{};
};

} // namespace pilothouse::tests
