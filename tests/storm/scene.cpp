#include "scene.hpp"

#include "deliveries.hpp"
#include "tests/support/loopback.hpp"

#include <filesystem>
#include <fstream>

namespace pilothouse::storm {

namespace {

std::string hook(const char* vendor, const std::string& channel, const char* more) {
    return "[[hook]]\nname = \"" + channel.substr(1) + "\"\nvendor = \"" + vendor +
           "\"\nsecret = { env = \"STORM_SECRET\" }\nchannel = \"" + channel + "\"\n" + more;
}

/// With Slack's own rates.
std::string configuration(const std::string& host, std::uint16_t port) {
    std::string text = R"([slack]
app_token = { env = "SLACK_APP_TOKEN" }
bot_token = { env = "SLACK_BOT_TOKEN" }
operators = "#pilothouse"
[storage]
path = "bot.db"
[log]
level = "error"
[http]
address = ")" + host +
                       "\"\nport = " + std::to_string(port) + "\n";
    for (int route = 0; route < alert_routes; ++route)
        text += hook("alertmanager", channel_of_alerts(route), "");
    for (int route = 0; route < build_routes; ++route)
        text += hook("github", channel_of_builds(route), "results = [\"all\"]\n");
    return text;
}

} // namespace

Scene::Scene(std::string bot_program)
    : host_(tests::unused_address()), port_(tests::free_port(host_)),
      bot(std::move(bot_program), "pilothouse-storm", configuration(host_, port_)) {}

Result<void> Scene::start_bot(const std::string& sandbox_url) {
    return bot.start(sandbox_url, {{"STORM_SECRET", hook_secret}});
}

std::string Scene::address() const {
    return "http://" + host_ + ":" + std::to_string(port_);
}

std::size_t Scene::most_memory() const {
    std::ifstream status("/proc/" + std::to_string(bot.pid()) + "/status");
    for (std::string word; status >> word;) {
        std::size_t kilobytes = 0;
        if (word == "VmHWM:" && status >> kilobytes) return kilobytes / 1024;
    }
    return 0;
}

std::size_t Scene::stored() const {
    std::error_code none;
    const auto bytes = std::filesystem::file_size(bot.database(), none);
    return none ? 0 : static_cast<std::size_t>(bytes >> 20U);
}

} // namespace pilothouse::storm
