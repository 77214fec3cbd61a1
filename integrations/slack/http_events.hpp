#pragma once

#include "commands/incoming.hpp"
#include "core/clock.hpp"
#include "core/secret.hpp"
#include "integrations/net/async.hpp"
#include "integrations/net/http.hpp"
#include "integrations/slack/decode.hpp"

#include <functional>
#include <string>
#include <string_view>

namespace pilothouse::slack {

/// Slack's other way in: signed HTTP requests, decided on the same path as socket frames. Loop thread only.
/// Routes: POST /slack/events, /slack/commands, /slack/interactivity.
class HttpEvents {
public:
    /// `hearing` and `intake` must outlive this; `clock` is the wall clock, for the replay window.
    HttpEvents(
        net::executor loop, Secret signing_secret, const Hearing& hearing, commands::Intake& intake,
        std::function<Time()> clock = now
    );

    /// True for a target that `handle` is for.
    static bool is_route(std::string_view target);

    /// Verifies, decodes, offers, and answers after the commit, at the latest when Slack would stop waiting. A
    /// redelivery (x-slack-retry-num) is taken like any other delivery: its key tells.
    net::awaitable<net::HttpResponse> handle(net::HttpRequest request);

    /// How long the commit may take before the answer goes out without it; Slack waits 3 s.
    void wait_at_most(Duration limit) { patience_ = limit; }

private:
    net::awaitable<net::HttpResponse> offered(Heard heard, bool slash_command);

    net::executor loop_;
    Secret signing_secret_;
    const Hearing& hearing_;
    commands::Intake& intake_;
    std::function<Time()> clock_;
    Duration patience_ = std::chrono::milliseconds{2'500};
};

} // namespace pilothouse::slack
