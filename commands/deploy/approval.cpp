#include "commands/deploy/approval.hpp"

#include "commands/deploy/access.hpp"
#include "commands/deploy/course.hpp"
#include "commands/deploy/gates.hpp"
#include "commands/deploy/life.hpp"
#include "commands/deploy/show.hpp"

#include <algorithm>

namespace pilothouse::commands::deploy {

namespace {
Reply self_approval(Desk& desk, const storage::Deployment& deploy) {
    const auto* service = desk.settings.find(deploy.service);
    const auto& place = *service->find(deploy.environment);
    std::string names;
    const auto& teams = teams_with(Right::approve, *service, place);
    for (const auto& person : people_of(desk, teams, deploy.requested_by))
        names += (names.empty() ? ": " : ", ") + desk.name_of(person);
    return refused(
        deploy.id, Text("You asked for " + title_of(deploy) + " yourself, so another person must approve it"),
        {Paragraph{Text("Who may: " + spoken_teams(teams) + names)}}
    );
}

/// One human being counts once, whatever accounts they have.
bool agreed_already(Desk& desk, const storage::Deployment& deploy, const Identity& identity) {
    const auto approvals = desk.approvals().of(deploy.id);
    return std::ranges::any_of(approvals, [&](const auto& approval) {
        return same_person(identify(desk, approval.person), identity);
    });
}
} // namespace

std::optional<Reply> objection(Desk& desk, const Asker& asker, storage::Deployment& deploy, std::string_view doing) {
    if (asker.where.strangers)
        return refused(deploy.id, Text("People of another organisation are here: say it in a channel of ours"));
    const auto* service = desk.settings.find(deploy.service);
    const auto* place = service == nullptr ? nullptr : service->find(deploy.environment);
    const auto identity = identify(desk, asker.who);
    if (place != nullptr) {
        if (const auto right = authorize(desk.settings, identity, Right::approve, *service, *place); !right) {
            look_up(desk, identity);
            return refused(deploy.id, Text("Not " + std::string(doing) + ": " + right.error().text()));
        }
    }
    if (deploy.state != DeployState::waiting_approval)
        return refused(deploy.id, Text("Nothing to decide: " + standing_of(desk, deploy)));
    if (const auto why = lapse(desk, deploy); !why.empty())
        return refused(deploy.id, Text("Not " + std::string(doing) + ", the request has lapsed: " + why));
    return std::nullopt;
}

Reply approve(Desk& desk, const Asker& asker, storage::Deployment deploy) {
    if (auto against = objection(desk, asker, deploy, "approved")) return *std::move(against);
    const auto identity = identify(desk, asker.who);
    if (same_person(identity, identify(desk, deploy.requested_by))) return self_approval(desk, deploy);
    if (agreed_already(desk, deploy, identity))
        return refused(deploy.id, Text("You approved it already: " + standing_of(desk, deploy)));
    desk.approvals().add(deploy.id, {.person = asker.who, .digest = deploy.digest, .at = desk.now});
    desk.stale_cards.insert(deploy.id);
    const auto& service = *desk.settings.find(deploy.service);
    const auto have = approvals_that_count(desk, deploy, service, *service.find(deploy.environment));
    if (have < deploy.approvals_needed)
        return accepted(
            deploy.id, Text(
                           "You approved " + title_of(deploy) + "; " + std::to_string(deploy.approvals_needed - have) +
                           " more needed"
                       )
        );
    move(desk, deploy, Happening::line_up, asker.who, "approved");
    advance(desk, deploy.service, deploy.environment);
    deploy = desk.deploys().find(deploy.id).value();
    if (ended(deploy.state)) return refused(deploy.id, Text("Approved, but it can't start: " + deploy.detail));
    return accepted(deploy.id, Text("You approved " + title_of(deploy) + "; it is " + words(deploy.state)));
}

Reply reject(Desk& desk, const Asker& asker, storage::Deployment deploy, const std::string& reason) {
    if (auto against = objection(desk, asker, deploy, "rejected")) return *std::move(against);
    move(
        desk, deploy, Happening::reject, asker.who,
        "rejected by " + desk.name_of(asker.who) + (reason.empty() ? "" : ": " + reason)
    );
    return accepted(deploy.id, Text("You rejected " + title_of(deploy)));
}

void expire(Desk& desk, DeployId id) {
    auto deploy = desk.deploys().find(id);
    if (deploy) review(desk, *deploy);
}

void review(Desk& desk, storage::Deployment& deploy) {
    if (deploy.state != DeployState::waiting_approval) return;
    if (lapse(desk, deploy).empty()) plan_expiry(desk, deploy);
}

} // namespace pilothouse::commands::deploy
