#include "installed_bot.hpp"

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <stdexcept>

namespace pilothouse::tests {

InstalledBot::InstalledBot(std::string program, const std::string& name, const std::string& configuration)
    : program_(std::move(program)) {
    auto folder = (std::filesystem::temp_directory_path() / (name + "-XXXXXX")).string();
    if (::mkdtemp(folder.data()) == nullptr) throw std::runtime_error("can't make a temporary folder");
    folder_ = folder;
    std::ofstream(folder_ / "bot.toml") << configuration;
}

InstalledBot::~InstalledBot() {
    if (kept_) return;
    std::error_code left_behind;
    std::filesystem::remove_all(folder_, left_behind);
}

Result<void>
InstalledBot::start(const std::string& sandbox_url, std::vector<std::pair<std::string, std::string>> variables) {
    variables.emplace_back("SLACK_API_URL", sandbox_url + "/api/");
    variables.emplace_back("SLACK_APP_TOKEN", "xapp-sandbox");
    variables.emplace_back("SLACK_BOT_TOKEN", "xoxb-sandbox");
    auto bot = program::Child::start({program_, "run", "--config", (folder_ / "bot.toml").string()}, variables);
    if (!bot) return std::unexpected(bot.error());
    bot_ = *bot;
    return {};
}

void InstalledBot::kill() {
    ::kill(bot_.pid(), SIGKILL);
    bot_.end();
}

void InstalledBot::end() {
    bot_.end();
}

std::filesystem::path InstalledBot::keep() {
    kept_ = true;
    return folder_;
}

} // namespace pilothouse::tests
