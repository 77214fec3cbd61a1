#include "scene.hpp"

#include "storage/sqlite/open.hpp"

#include <filesystem>
#include <fstream>

namespace pilothouse::crash {

namespace {

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

Scene::Scene(std::string bot_program) : bot(std::move(bot_program), "pilothouse-crash", configuration()) {
    const auto script = bot.folder() / "rollout.sh";
    std::ofstream(script) << rollout;
    std::filesystem::permissions(script, std::filesystem::perms::owner_all);
}

std::map<std::string, int> Scene::rolled_out() const {
    std::map<std::string, int> times;
    std::ifstream ledger(bot.folder() / "ledger");
    for (std::string line; std::getline(ledger, line);)
        ++times[line];
    return times;
}

std::string Scene::database_verdict() const {
    const auto checked = storage::back_up_file(bot.database().string(), (bot.folder() / "copy.db").string());
    return checked ? "ok" : checked.error().text();
}

} // namespace pilothouse::crash
