#include "commands/deploy/ending.hpp"

#include "commands/deploy/access.hpp"
#include "commands/deploy/course.hpp"
#include "commands/deploy/show.hpp"
#include "commands/lanes.hpp"

namespace pilothouse::commands::deploy {

namespace {
/// The right of a person at the place of a deploy. Errors: denied.
Result<Authorized> right_at(Desk& desk, const Identity& identity, Right right, const storage::Deployment& deploy) {
    const auto* service = desk.settings.find(deploy.service);
    const auto* place = service == nullptr ? nullptr : service->find(deploy.environment);
    if (place == nullptr)
        return fail(
            Errc::denied,
            deploy.service.value + " in " + deploy.environment.value + " is not in the configuration any more"
        );
    return authorize(desk.settings, identity, right, *service, *place);
}

Result<void> may_settle(Desk& desk, const Identity& identity, const storage::Deployment& deploy) {
    const auto* service = desk.settings.find(deploy.service);
    const auto* place = service == nullptr ? nullptr : service->find(deploy.environment);
    const bool four_eyes = place != nullptr && place->approvals > 0;
    const auto right = right_at(desk, identity, four_eyes ? Right::approve : Right::deploy, deploy);
    if (!right) return std::unexpected(right.error());
    if (four_eyes && same_person(identity, identify(desk, deploy.requested_by)))
        return fail(
            Errc::denied, "you asked for this deploy yourself, and its rule wants another person to decide",
            spoken_teams(teams_with(Right::approve, *service, *place)) + " may"
        );
    return {};
}

Reply strangers_here(DeployId deploy) {
    return refused(deploy, Text("People of another organisation are here: say it in a channel of ours"));
}
} // namespace

Reply cancel(Desk& desk, const Asker& asker, storage::Deployment deploy) {
    if (asker.where.strangers) return strangers_here(deploy.id);
    const auto identity = identify(desk, asker.who);
    const bool own = identity.member && same_person(identity, identify(desk, deploy.requested_by));
    if (!own) {
        if (const auto right = right_at(desk, identity, Right::deploy, deploy); !right) {
            look_up(desk, identity);
            return refused(deploy.id, Text("Not cancelled: " + right.error().text()));
        }
    }
    if (deploy.state == DeployState::running) {
        if (!deploy.stop_by.empty())
            return refused(deploy.id, Text("It is being stopped already, for " + desk.name_of(deploy.stop_by)));
        deploy.stop_by = asker.who;
        move(desk, deploy, Happening::ask_stop, asker.who, "asked to stop");
        desk.plan(StopRollout{deploy.id}, lanes::rollout(deploy.service, deploy.environment));
        return accepted(deploy.id, Text("Stopping " + title_of(deploy)));
    }
    if (!move(desk, deploy, Happening::cancel, asker.who, "cancelled by " + desk.name_of(asker.who)))
        return refused(deploy.id, Text("Nothing to cancel: " + standing_of(desk, deploy)));
    advance(desk, deploy.service, deploy.environment);
    return accepted(deploy.id, Text("Cancelled " + title_of(deploy)));
}

Reply settle(Desk& desk, const Asker& asker, storage::Deployment& deploy, Happening how, const std::string& note) {
    if (asker.where.strangers) return strangers_here(deploy.id);
    const auto identity = identify(desk, asker.who);
    if (const auto right = may_settle(desk, identity, deploy); !right) {
        look_up(desk, identity);
        return refused(deploy.id, Text("Not settled: " + right.error().text()));
    }
    if (deploy.state != DeployState::unknown)
        return refused(deploy.id, Text("Nothing to settle: " + standing_of(desk, deploy)));
    const auto by = "settled by " + desk.name_of(asker.who) + (note.empty() ? "" : ", " + note);
    move(desk, deploy, how, asker.who, by);
    advance(desk, deploy.service, deploy.environment);
    return accepted(deploy.id, Text(title_of(deploy) + " is settled: " + words(deploy.state)));
}

Reply share_log(Desk& desk, const Asker& asker, const storage::Deployment& deploy) {
    if (asker.where.strangers) return strangers_here(deploy.id);
    if (!deploy.started_at)
        return refused(deploy.id, Text("There is no log, it never ran: " + standing_of(desk, deploy)));
    const bool at_card = deploy.channel == asker.where.channel && asker.where.thread.empty();
    desk.plan(
        ShareLog{
            .deploy = deploy.id,
            .title = "Log of " + title_of(deploy),
            .channel = asker.where.channel,
            .thread = asker.where.thread,
            .in_thread_of = at_card ? card_key(deploy.id) : MessageKey{},
            .asked_by = asker.who,
        },
        lanes::say(asker.where.channel), "log/" + std::to_string(deploy.id.value) + "/" + asker.where.channel.value
    );
    return accepted(deploy.id, Text("The log of " + title_of(deploy) + " comes as a file"));
}

} // namespace pilothouse::commands::deploy
