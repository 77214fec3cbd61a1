#pragma once

#include "bot/catch_up.hpp"
#include "bot/engine.hpp"
#include "core/clock.hpp"
#include "integrations/hooks/receiver.hpp"
#include "integrations/net/http.hpp"
#include "integrations/slack/socket_link.hpp"

#include <optional>
#include <string>
#include <vector>

namespace pilothouse::bot {

/// What can be said of the running bot.
struct Vitals {
    Time started;
    Time now;
    Engine::Figures engine;
    std::optional<slack::LinkSnapshot> socket; ///< empty where Slack delivers over HTTP
    std::vector<hooks::RouteCounts> hook_counts{};
    std::vector<CatchUpFigures> catch_up{};
};

/// Why commands would not be answered now; empty when they would.
std::string not_ready_because(const Vitals& vitals);

/// The figures in Prometheus' text format. No label carries text from outside.
std::string metrics(const Vitals& vitals);

/// /healthz (the process turns), /readyz (commands are answered; 503 and the reason when not), /metrics; else 404.
net::HttpResponse answer_health(const net::HttpRequest& request, const Vitals& vitals);

} // namespace pilothouse::bot
