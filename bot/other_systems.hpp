#pragma once

#include "commands/outcome.hpp"
#include "commands/task.hpp"
#include "config/settings.hpp"
#include "integrations/net/async.hpp"
#include "integrations/net/http_client.hpp"

#include <memory>

namespace pilothouse::bot {

/// Carries out what buttons ask of other systems: finds the hook in the configuration, and its vendor's adapter.
/// Loop thread only.
class OtherSystems {
public:
    /// `http` must outlive this.
    OtherSystems(net::HttpClient& http, std::shared_ptr<const config::Settings> settings);

    /// Asks by another configuration from now on.
    void use(std::shared_ptr<const config::Settings> settings);

    net::awaitable<commands::Outcome> perform(commands::MakeSilence task, commands::Attempt attempt);
    net::awaitable<commands::Outcome> perform(commands::CheckAlerts task, commands::Attempt attempt);
    net::awaitable<commands::Outcome> perform(commands::RerunBuild task, commands::Attempt attempt);

private:
    net::HttpClient& http_;
    std::shared_ptr<const config::Settings> settings_;
};

} // namespace pilothouse::bot
