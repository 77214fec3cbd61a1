#include "end_to_end_scenario.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <catch2/catch.hpp>

#include <cstdio>
#include <cstdlib>

/// Everything the sandbox can make go wrong, one after the other. Most of the time is spent waiting for deadlines,
/// so several are played at once, each by a bot, a sandbox and a folder of its own.

namespace pilothouse::tests {

namespace {

using When = Scenario::When;

constexpr const char* effects_of_calls[] = {
    "delay",        "http_status",        "ratelimited",
    "error",        "drop_before_commit", "drop_after_commit",
    "garbage_json", "truncated_body",     "internal_error_after_commit",
    "rst",
};

Scenario call_fails(const std::string& method, const std::string& effect, int times = 2) {
    Json rule{{"method", method}, {"effect", effect}, {"times", times}};
    if (effect == "delay") rule["delay_ms"] = 700;
    return {.name = method + " " + effect, .rules = {std::move(rule)}};
}

void add_calls(std::vector<Scenario>& all) {
    for (const char* method : {"chat.postMessage", "chat.update"})
        for (const char* effect : effects_of_calls)
            all.push_back(call_fails(method, effect));
    // The channel is read back only after an answer was lost.
    for (const char* effect : effects_of_calls) {
        auto scenario = call_fails("conversations.history", effect, 1);
        scenario.rules.push_back({{"method", "chat.postMessage"}, {"effect", "drop_after_commit"}, {"times", 2}});
        all.push_back(std::move(scenario));
    }
    for (const char* effect : {"delay", "http_status", "ratelimited", "drop_before_commit", "drop_after_commit"}) {
        auto scenario = call_fails("hooks", effect, 1);
        // A second word is marked wherever the first one may have been shown.
        scenario.marked_repeats = true;
        all.push_back(std::move(scenario));
    }
    all.push_back({
        .name = "the message is posted after its answer was given up",
        .rules = {{{"method", "chat.postMessage"}, {"effect", "delay"}, {"delay_ms", 11'000}, {"times", 2}}},
    });
    all.push_back({
        .name = "every call may lose its answer",
        .rules =
            {{{"method", "*"}, {"effect", "drop_after_commit"}, {"probability", 0.2}, {"seed", 7}, {"times", 12}},
             {{"method", "*"}, {"effect", "http_status"}, {"probability", 0.2}, {"seed", 8}, {"times", 12}}},
    });
    all.push_back({
        .name = "a channel where the bot may not speak",
        .rules =
            {{{"method", "chat.postMessage"},
              {"effect", "error"},
              {"error", "restricted_action"},
              {"channel", "COPS"},
              {"times", 1}}},
        .told = {"could not be posted"},
        .answered = false,
    });
}

void add_sockets(std::vector<Scenario>& all) {
    for (const char* effect : {"rst", "half_open", "no_pong", "wrong_hello", "no_hello"})
        all.push_back({
            .name = std::string("a socket opens with ") + effect,
            .rules = {{{"method", "socket"}, {"effect", effect}, {"nth", 1}}},
            .when = When::before_start,
            // Slack's own pings go on without pongs, so the link is alive.
            .opened = std::string_view(effect) == "no_pong" ? 2 : 3,
        });
    all.push_back({
        .name = "a socket opens with too_many_websockets",
        .rules = {{{"method", "socket"}, {"effect", "too_many_websockets"}, {"nth", 2}}},
        .when = When::before_start,
        .told = {"too many connections"},
        .opened = 3,
    });
    all.push_back({
        .name = "Socket Mode is off from the beginning",
        .rules = {{{"method", "socket"}, {"effect", "link_disabled"}}},
        .when = When::before_start,
        .told = {"Socket Mode was switched off"},
        .live = 0,
        .opened = 1,
    });
    all.push_back({
        .name = "the app token is refused",
        .rules = {{{"method", "apps.connections.open"}, {"effect", "error"}, {"error", "invalid_auth"}}},
        .when = When::before_start,
        .told = {"Slack refuses to give me a connection"},
        .live = 0,
        .opened = 0,
    });
    for (const char* effect : {"http_status", "ratelimited", "drop_after_commit", "garbage_json"}) {
        auto scenario = call_fails("apps.connections.open", effect);
        scenario.when = When::before_start;
        all.push_back(std::move(scenario));
    }
}

void add_envelopes(std::vector<Scenario>& all) {
    for (const char* type : {"events_api", "slash_commands", "interactive"})
        for (const char* effect : {"duplicate_event", "drop_event", "delay", "rst", "half_open"}) {
            auto scenario = call_fails(type, effect, 1);
            scenario.rules[0]["delay_ms"] = std::string_view(effect) == "delay" ? 2'500 : 20;
            if (std::string_view(effect) == "rst" || std::string_view(effect) == "half_open") scenario.opened = 3;
            all.push_back(std::move(scenario));
        }
    all.push_back(call_fails("events_api", "reorder_events", 1));
    all.push_back(call_fails("interactive", "reorder_events", 1));
}

void add_actions(std::vector<Scenario>& all) {
    for (const char* action : {"warning", "refresh", "reset", "cut", "silence"})
        for (const char* which : {"one", "all"})
            for (const When when : {When::before_question, When::while_running})
                all.push_back({
                    .name = std::string(which) + " socket: " + action +
                            (when == When::while_running ? " while a deploy runs" : ""),
                    .when = when,
                    .sockets = {{{"action", action}, {"which", which}}},
                    .opened = std::string_view(which) == "one" ? 3 : 4,
                });
    all.push_back({
        .name = "one socket: too_many",
        .when = When::while_running,
        .sockets = {{{"action", "too_many"}, {"which", "one"}}},
        .told = {"too many connections"},
        .opened = 3,
    });
    all.push_back({
        .name = "Socket Mode is switched off while a deploy runs",
        .when = When::while_running,
        .sockets = {{{"action", "link_disabled"}, {"which", "all"}}},
        .told = {"Socket Mode was switched off"},
        .live = 0,
    });
    all.push_back({
        .name = "ghosts",
        .when = When::while_running,
        .sockets =
            {{{"action", "ghosts"}, {"life_ms", 60'000}},
             {{"action", "reset"}, {"which", "all"}},
             {{"action", "refresh"}, {"which", "one"}}},
        .told = {"connections of this app, I have"},
        .opened = 4,
    });
}

std::vector<Scenario> scenarios() {
    std::vector<Scenario> all;
    add_sockets(all);
    add_actions(all);
    add_envelopes(all);
    add_calls(all);
    const char* only = std::getenv("PILOTHOUSE_SCENARIO");
    if (only != nullptr) std::erase_if(all, [&](const Scenario& one) { return !one.name.contains(only); });
    return all;
}

} // namespace

TEST_CASE("whatever goes wrong, everything is said and done once") {
    const auto all = scenarios();
    std::vector<std::vector<std::string>> wrong(all.size());
    run([&](net::executor loop) -> net::awaitable<void> {
        constexpr std::size_t at_once = 16;
        const auto next = std::make_shared<std::size_t>(0);
        const auto work = [](net::executor on, auto index, const auto& list, auto& results) -> net::awaitable<void> {
            while (*index < list.size()) {
                const auto mine = (*index)++;
                results[mine] = co_await play(on, list[mine]);
            }
        };
        for (std::size_t i = 0; i < at_once; ++i)
            boost::asio::co_spawn(loop, work(loop, next, all, wrong), [](std::exception_ptr thrown) {
                if (thrown) std::rethrow_exception(thrown);
            });
        co_return;
    });
    for (std::size_t i = 0; i < all.size(); ++i) {
        std::string list;
        for (const auto& line : wrong[i])
            list += "\n  " + line;
        INFO(all[i].name << list);
        CHECK(wrong[i].empty());
    }
}

} // namespace pilothouse::tests
