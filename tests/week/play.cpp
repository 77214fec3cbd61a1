#include "tests/week/play.hpp"

#include "storage/messages.hpp"
#include "tests/commands/desk_support.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>

namespace pilothouse::week {

namespace {

using namespace commands;

std::string channel_of(int team) {
    return "C" + std::to_string(1000 + team);
}

class Bot {
public:
    Bot() {
        config::Hook builds_hook, alerts_hook;
        builds_hook.name = HookName{"builds"};
        builds_hook.vendor = "github";
        alerts_hook.name = HookName{"alerts"};
        alerts_hook.vendor = "alertmanager";
        company_.settings.hooks = {builds_hook, alerts_hook};
        company_.now = monday - std::chrono::hours{1};
        for (int team = 0; team < teams; ++team)
            told_.push_back({.channel = "#" + team_name(team)});
        for (int service = 0; service < services; ++service)
            type(team_of(service), "subscribe northwind/" + service_name(service) + " builds");
        for (int team = 0; team < teams; ++team)
            type(team, "subscribe alerts team:" + team_name(team));
    }

    void hear(const Happening& one) {
        wait_until(one.at);
        const bool build = std::holds_alternative<PipelineChanged>(one.change);
        ChangeReported report{
            .route = build ? "builds" : "alerts",
            .vendor = build ? "github" : "alertmanager",
            .key = std::to_string(++heard_),
            .event = "",
            .headers = "{}",
            .body = "{}"
        };
        report.changes.push_back(one.change);
        decide(one.at, report);
        auto& told = told_.at(static_cast<std::size_t>(one.team));
        if (!one.job) ++told.events;
        if (one.end) ++told.ends;
    }

    /// Lets time pass; timers ring when they are due.
    void wait_until(Time end) {
        while (!timers_.empty()) {
            const auto next = std::ranges::min_element(timers_, {}, [](const auto& timer) { return timer.second; });
            if (next->second > end) return;
            const auto [name, due] = *next;
            timers_.erase(next);
            decide(due, TimerRang{name});
        }
    }

    std::vector<Told> told_{};

private:
    void type(int team, const std::string& words) {
        const auto answer = company_.say("UANA", words, {.channel = ChannelId{channel_of(team)}});
        if (!answer.contains("now hears of")) throw std::runtime_error(words + ": " + answer);
    }

    void decide(Time at, const Event& event) {
        const auto decision = commands::decide(company_.settings, *company_.store, event, at);
        for (const auto& planned : decision.tasks)
            carry_out(planned, at);
    }

    void carry_out(const Planned& planned, Time at) {
        if (const auto* ring = std::get_if<RingAt>(&planned.task)) timers_[ring->name] = planned.due;
        const auto* say = std::get_if<Say>(&planned.task);
        if (say == nullptr) return;
        const bool fresh = posted_.insert(say->key.value).second;
        if (fresh) storage::put_message(*company_.store, say->key, {say->channel, "1.0"}, at);
        for (int team = 0; team < teams; ++team) {
            if (say->channel.value != channel_of(team)) continue;
            auto& told = told_[static_cast<std::size_t>(team)];
            ++(!fresh ? told.edits : say->in_thread_of.empty() ? told.messages : told.lines);
        }
    }

    commands::testing::Company company_;
    std::map<std::string, Time> timers_{};
    std::set<std::string> posted_{};
    int heard_ = 0;
};

} // namespace

std::vector<Told> play(const std::vector<Happening>& week) {
    Bot bot;
    for (const auto& one : week)
        bot.hear(one);
    bot.wait_until(monday + std::chrono::days{7});
    return std::move(bot.told_);
}

} // namespace pilothouse::week
