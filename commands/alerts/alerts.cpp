#include "commands/alerts/alerts.hpp"

#include "commands/alerts/declare.hpp"
#include "commands/alerts/group.hpp"
#include "commands/alerts/list.hpp"
#include "commands/alerts/show.hpp"
#include "commands/alerts/silence.hpp"
#include "commands/alerts/topic.hpp"
#include "commands/audience.hpp"
#include "commands/deploy/suspects.hpp"
#include "commands/lanes.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <map>
#include <set>

namespace pilothouse::commands::alerts {

namespace {

/// Alertmanager's default for telling of a firing group again is 4 h; twice that without a word is an end.
constexpr Duration usual_repeat = std::chrono::hours{4};
/// So that a burst of growth is one line.
constexpr Duration gathering = std::chrono::seconds{10};

std::string timer_of(const Group& group) {
    return std::string(expiry_timer) + std::to_string(group.row.id);
}

Duration patience_of(const Group& group) {
    const Duration repeats{group.facts.number("repeats")};
    return 2 * std::max(repeats, usual_repeat);
}

void plan_expiry(Desk& desk, const Group& group) {
    const auto timer = timer_of(group);
    desk.tasks.push_back({RingAt{timer}, lanes::timer(timer), group.row.heard_at + patience_of(group), timer});
}

/// From the configuration alone: a body could name any address.
std::string silence_api_of(const Desk& desk, const Group& group) {
    const auto* hook = desk.settings.find(HookName(group.row.route));
    auto base = hook == nullptr ? std::string() : hook->silence_api;
    while (base.ends_with('/'))
        base.pop_back();
    return base;
}

void show(Desk& desk, Group& group) {
    const auto card_now = card_of(group, silence_api_of(desk, group));
    for (const auto& channel : audience_of(desk, group.row.route, topic_of(group))) {
        const auto key = card_key(group, channel);
        desk.plan(Say{.key = key, .channel = channel, .card = card_now}, lanes::say(channel), key.value);
    }
    plan_list(desk, group);
}

/// A line in the thread of the card: `what` names it, so that one of a kind is said once.
void say_below(Desk& desk, const Group& group, const std::string& what, Text words, Tone tone, Duration delay) {
    for (const auto& channel : listeners_of(desk, group.row.route, topic_of(group))) {
        const auto card = card_key(group, channel);
        Say line{
            .key = MessageKey{card.value + "/" + what},
            .channel = channel,
            .in_thread_of = card,
            .card = {.title = words, .tone = tone},
        };
        // What is said takes the place of what has waited so far: that it grew is no news behind its end.
        desk.tasks.push_back({std::move(line), lanes::say(channel), desk.now + delay, card.value + "/below"});
    }
}

void tell_growth(Desk& desk, Taken& taken) {
    auto& group = taken.group;
    const int firing = group.firing();
    const bool grew = !taken.fresh && firing > group.row.most;
    group.row.most = std::max(group.row.most, firing);
    storage::AlertGroups(desk.store).save(group.row);
    if (!grew) return;
    say_below(
        desk, group, "grew/" + std::to_string(firing), Text("Grew to " + std::to_string(firing) + " alerts"), Tone::bad,
        gathering
    );
}

std::optional<Group> group_of(Desk& desk, std::string_view number) {
    std::int64_t id = 0;
    if (std::from_chars(number.data(), number.data() + number.size(), id).ec != std::errc{}) return std::nullopt;
    storage::AlertGroups groups(desk.store);
    auto row = groups.find(id);
    if (!row) return std::nullopt;
    return look_at(groups, *std::move(row));
}

/// Alerts that name a service make its deploys suspect while they fire.
void tell_deploys(Desk& desk, const Group& group) {
    const auto thing = "alerts/" + std::to_string(group.row.id);
    if (group.row.state != "firing")
        return deploy::clear(
            desk, storage::Suspicions(desk.store).standing(thing), "No longer suspect: " + heading(group)
        );
    std::set<EnvironmentName> environments;
    std::map<ServiceName, Time> since; // the newest counts: what fired before a deploy may be worse after it
    for (const auto& alert : group.alerts) {
        if (!alert.firing) continue;
        const auto began = to_unix_ms(alert.began) > 0 ? alert.began : group.row.began_at;
        for (const auto& [label, value] : alert.labels) {
            if ((label == "service" || label == "app") && desk.settings.find(ServiceName(value)) != nullptr)
                since[ServiceName(value)] = std::max(since[ServiceName(value)], began);
            if (label == "environment" || label == "env") environments.emplace(value);
        }
    }
    for (const auto& [service, at] : since)
        deploy::suspect(
            desk, {.thing = thing,
                   .words = "Firing: " + group.facts.get("title"),
                   .url = group.facts.get("url"),
                   .services = {service},
                   .environments = environments,
                   .at = at}
        );
}

} // namespace

void heard(Desk& desk, const std::string& route, const AlertChanged& change) {
    storage::AlertGroups groups(desk.store);
    auto taken = take_in(groups, route, change, desk.now);
    if (!taken) return;
    show(desk, taken->group);
    tell_deploys(desk, taken->group);
    tell_growth(desk, *taken);
    if (taken->finished) tell_incident(desk, taken->group, "resolved");
    if (taken->finished && !taken->fresh)
        say_below(
            desk, taken->group, "resolved", Text("Resolved after " + spoken(desk.now - taken->group.row.began_at)),
            Tone::good, Duration::zero()
        );
    if (!taken->finished) plan_expiry(desk, taken->group);
}

void expire(Desk& desk, std::int64_t id) {
    auto group = group_of(desk, std::to_string(id));
    if (!group || group->row.state != "firing") return;
    if (desk.now < group->row.heard_at + patience_of(*group)) return plan_expiry(desk, *group);
    group->row.state = "expired";
    storage::AlertGroups(desk.store).save(group->row);
    show(desk, *group);
    tell_deploys(desk, *group);
    tell_incident(desk, *group, "not heard of any more");
    say_below(
        desk, *group, "expired",
        Text(
            "Nobody has told of this for " + spoken(patience_of(*group)) + ": it may be over, or its sender is silent"
        ),
        Tone::neutral, Duration::zero()
    );
}

void redraw(Desk& desk, std::int64_t id) {
    if (auto group = group_of(desk, std::to_string(id))) show(desk, *group);
}

Reply pressed(Desk& desk, const Pressed& event) {
    auto group = group_of(desk, event.value);
    if (!group) return refused({}, Text("I don't know this group of alerts any more"));
    if (group->row.state != "firing") return refused({}, Text("This is over already"));
    if (event.action == "alerts.silence") return ask_how_long(desk, event, *group);
    if (event.action == "alerts.declare") return ask_to_declare(desk, event, *group);
    group->facts.tell("acknowledged", desk.name_of(event.who), {0, 0, 0});
    group->row.facts = group->facts.text();
    storage::AlertGroups(desk.store).save(group->row);
    show(desk, *group);
    return accepted({}, Text("Acknowledged. The others see it on the card"));
}

} // namespace pilothouse::commands::alerts
