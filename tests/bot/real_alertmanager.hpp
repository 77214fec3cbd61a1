#pragma once

#include "end_to_end_stage.hpp"
#include "real_process.hpp"

namespace pilothouse::tests {

/// Debian's Alertmanager, on a free port and in a folder of its own. Its configuration is
/// docs/examples/alertmanager.yml, in more of a hurry.
class RealAlertmanager {
public:
    /// Finds a port for it; it does not run yet. Throws when it isn't installed.
    RealAlertmanager();

    /// "http://127.49.3.7:41234"
    [[nodiscard]] std::string address() const { return "http://" + listens_; }

    /// Without the scheme, as Prometheus wants it.
    [[nodiscard]] const std::string& target() const { return listens_; }

    /// Starts it. It tells the bot at that address of groups by service, with that bearer token.
    void start(const std::string& bot, const std::string& token);

    /// Asks its interface; null for what is no JSON.
    net::awaitable<Json> ask(Stage& stage, std::string method, std::string path, Json body = nullptr);
    net::awaitable<bool> ready(Stage& stage);
    /// An alert fires from now on, or has ended just now.
    net::awaitable<void> raise(Stage& stage, Json labels, bool firing);

private:
    Folder folder_;
    std::string listens_;
    RealProcess process_;
};

/// The bot's hook that the example's Alertmanager posts to, as the bot's configuration has it.
std::string alertmanager_hook(const std::string& silence_api);

} // namespace pilothouse::tests
