#include "commands/admin/notices.hpp"

#include "commands/lanes.hpp"
#include "commands/operators.hpp"
#include "core/sha256.hpp"

#include <algorithm>
#include <string>
#include <variant>

namespace pilothouse::commands::admin {

namespace {
/// What was not done, for the people who run the bot. Empty: it concerns one person, who is told by other means.
struct Loss {
    std::string operator()(const Say& task) const { return "A message could not be posted in " + task.channel.value; }

    std::string operator()(const StartRollout& task) const { return deploy(task.deploy) + " could not be started"; }

    std::string operator()(const WatchRollout& task) const { return deploy(task.deploy) + " can't be watched"; }

    std::string operator()(const StopRollout& task) const { return deploy(task.deploy) + " could not be stopped"; }

    std::string operator()(const ShareLog& task) const {
        return "The log of deploy " + std::to_string(task.deploy.value) + " could not be shared in " +
               task.channel.value;
    }

    std::string operator()(const LookUpPerson& task) const {
        return (task.email.empty() ? task.id.value : task.email) + " could not be looked up";
    }

    std::string operator()(const auto&) const { return {}; }

private:
    static std::string deploy(DeployId id) { return "Deploy " + std::to_string(id.value); }
};

/// What can't be said in the operators' channel can't be complained about there either.
bool about_a_notice(const config::Settings& settings, const Task& task) {
    const auto* said = std::get_if<Say>(&task);
    return said != nullptr && said->channel == settings.slack.operators;
}
} // namespace

void tell(Desk& desk, const Noticed& notice) {
    // An alarm is a message of its own: one that is edited in place is seen by nobody the second time.
    const MessageKey key{"notice/" + notice.key + "/" + std::to_string(to_unix_ms(desk.now))};
    tell_operators(desk, key, notice.tone, notice.text);
}

void tell_failure(Desk& desk, const TaskFailed& event) {
    if (const auto* form = std::get_if<OpenForm>(&event.asked)) {
        Whisper words{
            .to = form->to,
            .channel = form->channel,
            .thread = {},
            .response_url = form->response_url,
            .card = {.title = Text("The form could not be opened: " + event.error.text()), .tone = Tone::bad},
        };
        desk.plan(std::move(words), lanes::say(form->channel));
    }
    const auto loss = std::visit(Loss{}, event.asked);
    if (loss.empty() || about_a_notice(desk.settings, event.asked)) return;
    const auto words = loss + ": " + event.error.text();
    // The same loss twice is one message.
    const MessageKey key{"notice/failed/" + sha256_hex(words).substr(0, 16)};
    tell_operators(desk, key, Tone::bad, Text(words));
}

void look_up_teams(Desk& desk) {
    constexpr auto day = std::chrono::hours{24};
    const storage::People people(desk.store);
    for (const auto& team : desk.settings.teams)
        for (const auto& member : team.members) {
            if (member.find('@') == std::string::npos) continue;
            const auto known = people.with_email(member);
            const bool fresh =
                std::ranges::any_of(known, [&](const auto& person) { return desk.now - person.found_at < day; });
            if (!fresh) desk.plan(LookUpPerson{.email = member, .id = {}}, lanes::people(), "person/" + member);
        }
    desk.tasks.push_back({RingAt{people_timer}, lanes::timer(people_timer), desk.now + day, people_timer});
}

} // namespace pilothouse::commands::admin
