#pragma once

#include "integrations/slack/socket_state.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

namespace pilothouse::slack {

/// Drives the state machine over a clock of its own and keeps what it asked for.
class Driver {
public:
    explicit Driver(SocketRules rules = {}) : state(rules) {}

    void happens(const SocketHappening& what) {
        for (SocketAction& action : state.step(now, what)) {
            if (const auto* open = std::get_if<OpenLink>(&action)) {
                opened.push_back(*open);
                opened_at.push_back(now);
                slot_of[open->link] = open->slot;
            }
            if (const auto* close = std::get_if<CloseLink>(&action)) closed.push_back(*close);
            if (const auto* tell = std::get_if<Tell>(&action)) told.push_back(tell->notice);
        }
    }

    /// Lets the clock run, with a Tick whenever one is due.
    void pass(Duration span) {
        const SteadyTime until = now + span;
        while (state.wake_at() && *state.wake_at() <= until) {
            REQUIRE(*state.wake_at() >= now);
            now = std::max(now, *state.wake_at());
            const auto before = state.wake_at();
            happens(Tick{});
            REQUIRE(state.wake_at() != before); // a Tick that changes nothing would spin
        }
        now = until;
    }

    LinkId latest() const { return opened.back().link; }

    /// The latest attempt comes up.
    LinkId up(int connections = 0, std::optional<Duration> lifetime = {}) {
        const LinkId link = latest();
        happens(LinkOpened{link});
        happens(HelloHeard{link, connections, lifetime});
        return link;
    }

    bool was_closed(LinkId link) const {
        return std::any_of(closed.begin(), closed.end(), [&](const CloseLink& c) { return c.link == link; });
    }

    std::size_t times_told(const std::string& key) const {
        return static_cast<std::size_t>(std::count_if(told.begin(), told.end(), [&](const auto& notice) {
            return notice.key == key;
        }));
    }

    commands::Tone last_tone(const std::string& key) const {
        for (auto at = told.rbegin(); at != told.rend(); ++at)
            if (at->key == key) return at->tone;
        FAIL("nothing was told about " << key);
        return {};
    }

    SocketState state;
    SteadyTime now{std::chrono::hours{1}};
    std::vector<OpenLink> opened;
    std::vector<SteadyTime> opened_at;
    std::vector<CloseLink> closed;
    std::vector<commands::Noticed> told;
    std::map<LinkId, int> slot_of;
};

inline SocketRules one_socket() {
    SocketRules rules;
    rules.sockets = 1;
    return rules;
}

/// A driver with one proved live link.
inline Driver live_one() {
    Driver driver(one_socket());
    driver.happens(Tick{});
    driver.up(1);
    driver.pass(std::chrono::seconds{31});
    return driver;
}

} // namespace pilothouse::slack
