#include "scene.hpp"

#include "storage/sqlite/open.hpp"

#include <sys/wait.h>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <stdexcept>

namespace pilothouse::crash {

namespace {

void write(const std::filesystem::path& path, const std::string& text) {
    std::ofstream(path) << text;
}

/// One line into the ledger, then a moment of work, so that rollouts run while the bot is killed.
constexpr const char* rollout = R"(#!/bin/sh
echo "$1" >> ledger
echo "::step:: write"
sleep 0.1
echo "::step:: done"
)";

std::string configuration() {
    std::string text = R"([slack]
app_token = { env = "SLACK_APP_TOKEN" }
bot_token = { env = "SLACK_BOT_TOKEN" }
operators = "#pilothouse"
pace = false
[storage]
path = "bot.db"
[log]
level = "error"
[[team]]
name = "everyone"
members = ["ana@example.com"]
)";
    for (int i = 0; i < Scene::services; ++i) {
        text += "[[service]]\nname = \"s" + std::to_string(i) +
                "\"\nowners = [\"everyone\"]\nchannel = \"#deploys\"\n" +
                "  [[service.environment]]\n  name = \"staging\"\n" +
                "  deploy = { run = [\"./rollout.sh\", \"{version}\"], timeout = \"1m\" }\n";
    }
    return text;
}

} // namespace

Scene::Scene(std::string bot_program) : program_(std::move(bot_program)) {
    std::string name = (std::filesystem::temp_directory_path() / "pilothouse-crash-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("can't make a temporary folder");
    folder_ = name;
    write(folder_ / "rollout.sh", rollout);
    std::filesystem::permissions(folder_ / "rollout.sh", std::filesystem::perms::owner_all);
    write(folder_ / "bot.toml", configuration());
}

Scene::~Scene() {
    if (kept_) return;
    std::error_code left_behind;
    std::filesystem::remove_all(folder_, left_behind);
}

std::filesystem::path Scene::keep() {
    kept_ = true;
    return folder_;
}

Result<void> Scene::start_bot(const std::string& sandbox_url) {
    auto bot = program::Child::start(
        {program_, "run", "--config", (folder_ / "bot.toml").string()}, {{"SLACK_API_URL", sandbox_url + "/api/"},
                                                                         {"SLACK_APP_TOKEN", "xapp-sandbox"},
                                                                         {"SLACK_BOT_TOKEN", "xoxb-sandbox"}}
    );
    if (!bot) return std::unexpected(bot.error());
    bot_ = *bot;
    return {};
}

void Scene::kill_bot() {
    ::kill(bot_.pid(), SIGKILL);
    bot_.end();
}

void Scene::end_bot() {
    bot_.end();
}

std::map<std::string, int> Scene::rolled_out() const {
    std::map<std::string, int> times;
    std::ifstream ledger(folder_ / "ledger");
    for (std::string line; std::getline(ledger, line);)
        ++times[line];
    return times;
}

std::string Scene::database_verdict() const {
    const auto checked = storage::back_up_file((folder_ / "bot.db").string(), (folder_ / "copy.db").string());
    return checked ? "ok" : checked.error().text();
}

} // namespace pilothouse::crash
