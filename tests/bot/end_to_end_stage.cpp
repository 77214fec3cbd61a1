#include "end_to_end_stage.hpp"

#include "config/load.hpp"
#include "core/log.hpp"
#include "tests/support/loopback.hpp"

#include <boost/asio/co_spawn.hpp>

#include <unistd.h>

#include <cstdlib>
#include <exception>
#include <fstream>
#include <stdexcept>
#include <string_view>

namespace pilothouse::tests {

using namespace std::chrono_literals;

namespace {

/// One line into the ledger, then work until the file `hold` is gone.
constexpr const char* rollout = R"(#!/bin/sh
echo "$1" >> ledger
echo "::step:: write"
sleep 0.3
while [ -e hold ]; do sleep 0.05; done
echo "::step:: done"
)";

std::string configuration(const StageOptions& options, const std::filesystem::path& data) {
    return R"([slack]
app_token = { env = "SLACK_APP_TOKEN" }
bot_token = { env = "SLACK_BOT_TOKEN" }
operators = "#pilothouse"
pace = false
)" + options.slack +
           "[storage]\npath = \"" + (data / "bot.db").string() + "\"\n" + options.tables + R"([[team]]
name = "everyone"
members = ["ana@example.com", "ben@example.com"]
[[service]]
name = "web"
owners = ["everyone"]
channel = "#deploys"
  [[service.environment]]
  name = "production"
  requires = { approvals = 1 }
  deploy = { run = ["./rollout.sh", "{version}"], timeout = "1m" }
)";
}

template <class T>
T need(Result<T> result) {
    if (!result) throw std::runtime_error(result.error().text());
    return std::move(*result);
}

sandbox::Options quiet(sandbox::Options options, bool over_http, const std::string& bot) {
    options.limits = false;
    if (over_http) options.urls = {bot + "/slack/events", bot + "/slack/commands", bot + "/slack/interactivity"};
    return options;
}

std::string key_of(const Json& message) {
    return message.value("/metadata/event_payload/key"_json_pointer, std::string());
}

/// The button whose action begins so; null where there is none.
Json button(const Json& node, const std::string& action) {
    if (node.is_object() && node.value("type", "") == "button" && node.value("action_id", "").starts_with(action))
        return node;
    if (!node.is_structured()) return nullptr;
    for (const auto& part : node)
        if (auto found = button(part, action); !found.is_null()) return found;
    return nullptr;
}

} // namespace

Folder::Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "pilothouse-stage-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("can't make a temporary folder");
    path_ = name;
}

Folder::~Folder() {
    std::error_code left_behind;
    std::filesystem::remove_all(path_, left_behind);
}

Stage::Stage(net::executor loop, StageOptions options)
    : http_host_(unused_address()), http_port_(free_port(http_host_)), options_(std::move(options)), loop_(loop),
      sandbox_(need(sandbox::Sandbox::start(
          loop, quiet(options_.sandbox, options_.over_http, "http://" + http_host_ + ":" + std::to_string(http_port_))
      ))),
      tls_(need(net::TlsClient::create())), http_(loop, tls_), control_(http_, sandbox_.base_url()) {
    options_.tables += "[http]\naddress = \"" + http_host_ + "\"\nport = " + std::to_string(http_port_) + "\n";
    if (options_.over_http)
        options_.slack += "delivery = \"http\"\nsigning_secret = { env = \"SLACK_SIGNING_SECRET\" }\n";
    std::ofstream(folder() / "rollout.sh") << rollout;
    std::filesystem::permissions(folder() / "rollout.sh", std::filesystem::perms::owner_all);
    std::ofstream(folder() / "bot.toml") << configuration(options_, options_.data.value_or(folder()));
}

config::Settings Stage::settings() const {
    const std::map<std::string, std::string, std::less<>> environment{
        {"SLACK_API_URL", sandbox_.base_url() + "/api/"},
        {"SLACK_APP_TOKEN", "xapp-sandbox"},
        {"SLACK_BOT_TOKEN", "xoxb-sandbox"},
        {"SLACK_SIGNING_SECRET", "sandbox-signing-secret"},
        {"HOOK_SECRET", "hook-secret"}
    };
    const auto look_up = [&](std::string_view name) -> std::optional<std::string> {
        const auto found = environment.find(name);
        if (found == environment.end()) return std::nullopt;
        return found->second;
    };
    return need(config::load((folder() / "bot.toml").string(), look_up));
}

void Stage::start_bot() {
    bot_ = need(bot::Pilothouse::create(loop_, settings(), {.supervisor = PILOTHOUSE_BINARY "/pilothouse-supervise"}));
    bot_->start();
}

net::awaitable<std::chrono::milliseconds> Stage::stop_bot() {
    const auto began = std::chrono::steady_clock::now();
    if (bot_) co_await bot_->stop();
    bot_.reset();
    co_return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began);
}

net::awaitable<void> Stage::end() {
    std::error_code none;
    std::filesystem::remove(folder() / "hold", none);
    co_await stop_bot();
    http_.close();
    co_await sandbox_.stop();
}

std::string Stage::address() const {
    return "http://" + http_host_ + ":" + std::to_string(http_port_);
}

net::awaitable<net::HttpResponse> Stage::ask_bot(net::HttpRequest request) {
    auto url = need(net::parse_url(address() + request.target));
    co_return need(co_await http_.send(url, std::move(request), 10s));
}

net::awaitable<bool> Stage::until(std::function<net::awaitable<bool>()> holds, std::chrono::seconds ceiling) {
    const auto give_up = std::chrono::steady_clock::now() + ceiling;
    while (!co_await holds()) {
        if (std::chrono::steady_clock::now() > give_up) co_return false;
        (void)co_await net::pause(50ms);
    }
    co_return true;
}

net::awaitable<bool> Stage::ready(int sockets) {
    co_return co_await until([this, sockets]() -> net::awaitable<bool> {
        const auto now = co_await stats();
        co_return now["sockets"]["live"] == sockets&& now["counters"].value("api.users.lookupByEmail", 0) >= 2;
    });
}

net::awaitable<void> Stage::say(std::string who, std::string channel, std::string text) {
    const auto answer = co_await control_.post("/_sim/say", {{"as", who}, {"channel", channel}, {"text", text}});
    if (!answer.value("ok", false)) throw std::runtime_error("say: " + answer.dump());
}

net::awaitable<Json> Stage::command(std::string who, std::string text) {
    const auto blank = text.find(' ');
    const Json wish{
        {"as", who},
        {"channel", "CDEPLOYS"},
        {"command", text.substr(0, blank)},
        {"text", blank == std::string::npos ? "" : text.substr(blank + 1)}
    };
    co_return co_await control_.post("/_sim/command", wish);
}

net::awaitable<bool> Stage::request(std::string version) {
    for (int tries = 0; tries < 4; ++tries) {
        const auto answer = co_await command("ana", "/deploy web " + version + " to production");
        const bool taken = answer.value("ok", false) && answer.dump().contains("approv");
        const bool shown = co_await card_says(version, "approval", taken ? 90s : answer.value("ok", false) ? 0s : 15s);
        if (shown || taken) co_return shown;
    }
    co_return false;
}

net::awaitable<bool> Stage::approve(std::string who, std::string version) {
    for (int tries = 0; tries < 6; ++tries) {
        const auto before = co_await card(version);
        const auto approve_button = button(before, "deploy.approve");
        if (approve_button.is_null()) co_return !before.is_null();
        const auto answer = co_await control_.post(
            "/_sim/press", {{"as", who},
                            {"channel", "CDEPLOYS"},
                            {"message_ts", before["ts"]},
                            {"action_id", approve_button["action_id"]},
                            {"block_id", ""}}
        );
        const bool moved = co_await until(
            [this, version]() -> net::awaitable<bool> {
                co_return button(co_await card(version), "deploy.approve").is_null();
            },
            answer.value("ok", false) ? 60s : 5s
        );
        if (moved || answer.value("ok", false)) co_return moved;
    }
    co_return false;
}

net::awaitable<Json> Stage::card(std::string version) {
    for (const auto& message : co_await said_by_bot("CDEPLOYS"))
        if (key_of(message).starts_with("deploy/") && words_of(message).contains("web " + version)) co_return message;
    co_return nullptr;
}

net::awaitable<bool> Stage::card_says(std::string version, std::string words, std::chrono::seconds ceiling) {
    co_return co_await until(
        [this, version, words]() -> net::awaitable<bool> {
            const auto found = co_await card(version);
            co_return !found.is_null() && words_of(found).contains(words);
        },
        ceiling
    );
}

net::awaitable<std::vector<Json>> Stage::said_by_bot(std::string channel, std::string as) {
    const auto answer = co_await control_.get("/_sim/messages?channel=" + channel + "&as=" + as);
    std::vector<Json> found;
    for (const auto& message : answer.value("messages", Json::array()))
        if (!message.value("bot_id", "").empty()) found.push_back(message);
    co_return found;
}

net::awaitable<bool> Stage::said(std::string channel, std::string words, std::string as) {
    for (const auto& message : co_await said_by_bot(channel, as))
        if (words_of(message).contains(words)) co_return true;
    co_return false;
}

net::awaitable<Json> Stage::stats() {
    co_return co_await control_.get("/_sim/stats");
}

net::awaitable<bool> Stage::rest() {
    auto changed = std::chrono::steady_clock::now();
    Json before;
    co_return co_await until([this, &changed, &before]() -> net::awaitable<bool> {
        Json seen{
            (co_await control_.get("/_sim/state"))["revision"], (co_await stats())["counters"].value("api.calls", 0)
        };
        const bool waiting = (co_await stats())["waiting"] != 0;
        if (waiting || seen != before) changed = std::chrono::steady_clock::now();
        before = std::move(seen);
        co_return std::chrono::steady_clock::now() - changed > 1500ms;
    });
}

std::map<std::string, int> Stage::ledger() const {
    std::map<std::string, int> times;
    std::ifstream ledger(folder() / "ledger");
    for (std::string line; std::getline(ledger, line);)
        ++times[line];
    return times;
}

std::string words_of(const Json& message) {
    std::string words;
    if (message.is_object()) {
        for (const auto& [key, value] : message.items())
            words += key == "metadata" ? std::string{} : words_of(value);
    } else if (message.is_array()) {
        for (const auto& part : message)
            words += words_of(part);
    } else if (message.is_string()) {
        words = message.get<std::string>() + "\n";
    }
    return words;
}

void run(const std::function<net::awaitable<void>(net::executor)>& work) {
    log::configure(std::getenv("PILOTHOUSE_TEST_LOG") ? log::Level::debug : log::Level::error, log::Format::key_value);
    boost::asio::io_context loop{1};
    std::exception_ptr thrown;
    boost::asio::co_spawn(loop, work(loop.get_executor()), [&](std::exception_ptr failure) { thrown = failure; });
    loop.run();
    if (thrown) std::rethrow_exception(thrown);
}

} // namespace pilothouse::tests
