#pragma once

#include "integrations/net/http_client.hpp"
#include "integrations/net/task_group.hpp"
#include "sandbox/slack/delivery.hpp"
#include "sandbox/slack/faults.hpp"
#include "sandbox/slack/journal.hpp"
#include "sandbox/slack/limits.hpp"
#include "sandbox/slack/sandbox.hpp"
#include "sandbox/slack/schedule.hpp"
#include "sandbox/slack/socket_hub.hpp"
#include "sandbox/slack/workspace.hpp"

#include <string>

namespace pilothouse::sandbox {

/// Everything one sandbox consists of.
struct World {
    World(net::executor executor, Options given, net::TlsClient tls)
        : loop(std::move(executor)), options(std::move(given)), clock(options.time_scale),
          workspace(clock, options.random_seed), journal(clock, options.journal_entries),
          limits(clock, options.limits, options.limit_scale), schedule(loop, clock), changed(loop), tasks(loop),
          client(loop, std::move(tls)) {
        hub.ghosts(options.ghost_life);
    }

    net::executor loop;
    Options options;
    SandboxClock clock;
    Workspace workspace;
    Journal journal;
    Stats stats{};
    Limits limits;
    Faults faults{};
    Schedule schedule;
    Bell changed; ///< rings when the page has something new to show
    net::TaskGroup tasks;
    net::HttpClient client;
    SocketHub hub{*this};
    Delivery delivery{*this};
    std::string base_url{};  ///< http://host:port
    std::string link_base{}; ///< ws://host:port
    bool stopping = false;

    /// Something visible changed.
    void touch() {
        workspace.touch();
        changed.ring();
    }
};

} // namespace pilothouse::sandbox
