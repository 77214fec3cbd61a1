#include "commands/subscriptions/standing.hpp"

#include "commands/deploy/access.hpp"
#include "commands/lanes.hpp"
#include "storage/tellings.hpp"

namespace pilothouse::commands::subscriptions {

ChannelId here(Desk& desk, const Conversation& conversation) {
    return storage::channel_id(desk.store, conversation.said.where.channel);
}

void look_up_channels(Desk& desk) {
    for (const auto& hook : desk.settings.hooks) {
        if (!storage::channel_id(desk.store, hook.channel).value.starts_with('#')) continue;
        desk.plan(LookUpChannel{.name = hook.channel}, lanes::channels(), "channel/" + hook.channel.value);
    }
}

std::optional<Reply> barred(Desk& desk, const PersonId& person) {
    const auto identity = deploy::identify(desk, person);
    if (!identity.teams.empty()) return std::nullopt;
    deploy::look_up(desk, identity);
    const auto* next = identity.known ? "See `whoami`; teams are named in the configuration"
                                      : "I don't know you yet and am looking you up: say it again in a moment";
    return refused({}, Text("Only people of a team may change what a channel hears"), {Footnote{Text(next)}});
}

} // namespace pilothouse::commands::subscriptions
