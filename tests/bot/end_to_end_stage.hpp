#pragma once

#include "bot/pilothouse.hpp"
#include "integrations/net/http_client.hpp"
#include "sandbox/slack/sandbox.hpp"
#include "tests/support/sandbox_control.hpp"

#include <boost/asio/io_context.hpp>

#include <nlohmann/json.hpp>

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace pilothouse::tests {

using Json = nlohmann::json;

/// A folder that goes with the test.
class Folder {
public:
    Folder();
    ~Folder();
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

struct StageOptions {
    sandbox::Options sandbox{};
    std::string slack{};                       ///< more lines for [slack] of the configuration
    std::string tables{};                      ///< more tables for it
    std::optional<std::filesystem::path> data; ///< where the database lies; none: the stage's folder
    bool over_http = false;                    ///< requests of Slack to the bot's own server, instead of sockets
};

/// The whole bot in this process against a sandbox in this process: one service `web`, whose deploys to production
/// need a second person and write their version into a ledger.
class Stage {
public:
    explicit Stage(net::executor loop, StageOptions options = {});
    Stage(const Stage&) = delete;
    Stage& operator=(const Stage&) = delete;

    /// Makes the bot and lets it begin.
    void start_bot();
    /// Returns how long it took.
    net::awaitable<std::chrono::milliseconds> stop_bot();
    /// Ends what runs; always await it.
    net::awaitable<void> end();
    /// The configuration as the bot read it, for a reload.
    [[nodiscard]] config::Settings settings() const;

    [[nodiscard]] bot::Pilothouse& bot() { return *bot_; }

    [[nodiscard]] SandboxControl& control() { return control_; }

    /// Where the bot's own server is: "http://127.51.3.7:41234".
    [[nodiscard]] std::string address() const;
    /// Asks the bot's own server.
    net::awaitable<net::HttpResponse> ask_bot(net::HttpRequest request);

    [[nodiscard]] net::HttpClient& http() { return http_; }

    [[nodiscard]] const std::filesystem::path& folder() const { return folder_.path(); }

    /// Looks every 50 ms until it holds; false when it did not within `ceiling`.
    net::awaitable<bool>
    until(std::function<net::awaitable<bool>()> holds, std::chrono::seconds ceiling = std::chrono::seconds{100});
    /// Every socket is there and the people of the configuration are known.
    net::awaitable<bool> ready(int sockets = 2);

    net::awaitable<void> say(std::string who, std::string channel, std::string text);
    net::awaitable<Json> command(std::string who, std::string text);
    /// Types a deploy of that version, again where Slack says that it failed and no card comes of it.
    net::awaitable<bool> request(std::string version);
    /// Presses Approve on the card, again where nothing comes of it.
    net::awaitable<bool> approve(std::string who, std::string version);

    /// The card of a deploy of that version; null where there is none.
    net::awaitable<Json> card(std::string version);
    net::awaitable<bool> card_says(std::string version, std::string words, std::chrono::seconds ceiling);
    /// The bot's messages in a channel, oldest first; with `as`, what only that person sees, too.
    net::awaitable<std::vector<Json>> said_by_bot(std::string channel, std::string as = {});
    net::awaitable<bool> said(std::string channel, std::string words, std::string as = {});
    net::awaitable<Json> stats();
    /// Nothing waits for an acknowledgement, and nothing has changed for a second and a half.
    net::awaitable<bool> rest();

    /// How often each version was rolled out.
    [[nodiscard]] std::map<std::string, int> ledger() const;

private:
    Folder folder_;
    std::string http_host_; ///< of the bot's server
    std::uint16_t http_port_;
    StageOptions options_;
    net::executor loop_;
    sandbox::Sandbox sandbox_;
    net::TlsClient tls_;
    net::HttpClient http_;
    SandboxControl control_;
    std::unique_ptr<bot::Pilothouse> bot_;
};

/// The words of a message, of its blocks and attachments too.
std::string words_of(const Json& message);

/// Runs a coroutine on a loop of its own until it is done.
void run(const std::function<net::awaitable<void>(net::executor)>& work);

} // namespace pilothouse::tests
