#include "commands/deploy/course.hpp"

#include "commands/deploy/incidents.hpp"
#include "commands/deploy/rule.hpp"
#include "commands/lanes.hpp"

#include <algorithm>

namespace pilothouse::commands::deploy {

namespace {
/// The times that go with a step.
void stamp(storage::Deployment& deploy, DeployState before, Time now) {
    if (deploy.state == DeployState::queued && before != DeployState::queued) deploy.queued_at = now;
    if (deploy.state == DeployState::running && before == DeployState::queued) deploy.started_at = now;
    if (ended(deploy.state)) deploy.ended_at = now;
}

using Environment = std::vector<std::pair<std::string, std::string>>;

Environment environment_of(const storage::Deployment& deploy) {
    return {
        {"PILOTHOUSE_DEPLOY", std::to_string(deploy.id.value)}, {"PILOTHOUSE_SERVICE", deploy.service.value},
        {"PILOTHOUSE_ENVIRONMENT", deploy.environment.value},   {"PILOTHOUSE_VERSION", deploy.version.value},
        {"PILOTHOUSE_PREVIOUS", deploy.previous.value},         {"PILOTHOUSE_REQUESTED_BY", deploy.requested_by.value},
    };
}

/// Needs the proof that everything was asked again at this moment.
void start(Desk& desk, storage::Deployment& deploy, const Cleared& cleared) {
    const auto standing = desk.deploys().standing(deploy.service, deploy.environment);
    deploy.previous = standing ? standing->version : Version{};
    if (!move(desk, deploy, Happening::start, PersonId{})) return;
    desk.plan(
        StartRollout{
            .deploy = cleared.deploy(),
            .argv = cleared.argv(),
            .directory = cleared.program().directory,
            .pass_env = cleared.program().pass_env,
            .set_env = environment_of(deploy),
            .timeout = cleared.program().timeout,
            .run = deploy.nonce + "-" + std::to_string(to_unix_ms(deploy.requested_at)),
        },
        lanes::rollout(deploy.service, deploy.environment)
    );
}

/// Those waiting for their turn, by the time they lined up.
std::vector<storage::Deployment> in_line(const std::vector<storage::Deployment>& open) {
    std::vector<storage::Deployment> waiting;
    std::ranges::copy_if(open, std::back_inserter(waiting), [](const auto& deploy) {
        return deploy.state == DeployState::queued;
    });
    std::ranges::sort(waiting, {}, [](const auto& deploy) { return std::pair(deploy.queued_at, deploy.id); });
    return waiting;
}
} // namespace

bool move(Desk& desk, storage::Deployment& deploy, Happening happening, const PersonId& who, std::string note) {
    const auto to = next(deploy.state, happening);
    if (!to) return false;
    const auto before = deploy.state;
    deploy.state = *to;
    if (before != *to) stamp(deploy, before, desk.now);
    if (!note.empty() && (ended(*to) || *to == DeployState::unknown)) deploy.detail = note;
    desk.deploys().save(deploy, {.state = *to, .at = desk.now, .who = who, .note = std::move(note)});
    if (ended(*to) && deploy.started_at) desk.deploys().settle(deploy, *to == DeployState::succeeded);
    if (before != *to && (*to == DeployState::running || (ended(*to) && deploy.started_at)))
        tell_incidents(desk, deploy);
    desk.stale_cards.insert(deploy.id);
    const bool left_line = before == DeployState::queued && *to != DeployState::running;
    if (left_line || (holds_place(before) && !holds_place(*to)))
        for (const auto& waiting : desk.deploys().open(deploy.service, deploy.environment))
            if (waiting.state == DeployState::queued) desk.stale_cards.insert(waiting.id);
    return true;
}

void advance(Desk& desk, const ServiceName& service, const EnvironmentName& environment) {
    const auto open = desk.deploys().open(service, environment);
    auto waiting = in_line(open);
    if (std::ranges::any_of(open, [](const auto& deploy) { return holds_place(deploy.state); })) return;
    for (auto& deploy : waiting) {
        const auto cleared = clear_to_start(desk, deploy);
        if (cleared) {
            start(desk, deploy, *cleared);
            return;
        }
        const auto happening = cleared.error().code == Errc::conflict ? Happening::expire : Happening::deny;
        move(desk, deploy, happening, PersonId{}, cleared.error().text());
    }
}

int position(Desk& desk, const storage::Deployment& deploy) {
    int before = 0;
    for (const auto& other : desk.deploys().open(deploy.service, deploy.environment)) {
        const bool earlier = other.state == DeployState::queued && other.id != deploy.id &&
                             std::pair(other.queued_at, other.id) < std::pair(deploy.queued_at, deploy.id);
        if (holds_place(other.state) || earlier) ++before;
    }
    return before;
}

std::string lapse(Desk& desk, storage::Deployment& deploy) {
    if (deploy.state != DeployState::waiting_approval) return {};
    std::string why;
    const auto* service = desk.settings.find(deploy.service);
    const auto* environment = service == nullptr ? nullptr : service->find(deploy.environment);
    if (deploy.expires_at && desk.now >= *deploy.expires_at) {
        why = "nobody agreed in time (" + spoken(*deploy.expires_at - deploy.requested_at) + ")";
    } else if (environment == nullptr) {
        why = deploy.service.value + " in " + deploy.environment.value + " is not in the configuration any more";
    } else if (const auto digest = digest_of(deploy, *service, *environment); !digest) {
        why = digest.error().text();
    } else if (*digest != deploy.digest) {
        why = "the rule changed. Then: " + deploy.rule + ". Now: " + rule_text(*service, *environment);
    }
    if (!why.empty()) move(desk, deploy, Happening::expire, PersonId{}, why);
    return why;
}

void plan_expiry(Desk& desk, const storage::Deployment& deploy) {
    const auto name = "approval/" + std::to_string(deploy.id.value);
    desk.tasks.push_back({RingAt{name}, lanes::timer(name), deploy.expires_at.value_or(desk.now), name});
}

} // namespace pilothouse::commands::deploy
