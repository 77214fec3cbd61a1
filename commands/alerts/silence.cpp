#include "commands/alerts/silence.hpp"

#include "commands/alerts/alerts.hpp"
#include "commands/alerts/check.hpp"
#include "commands/alerts/show.hpp"
#include "commands/deploy/origin.hpp"
#include "commands/lanes.hpp"
#include "commands/team_only.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <optional>

namespace pilothouse::commands::alerts {

namespace {

struct Span {
    std::string_view name;
    Duration length;
};

constexpr std::array spans{
    Span{"1h", std::chrono::hours{1}},
    Span{"4h", std::chrono::hours{4}},
    Span{"24h", std::chrono::hours{24}},
};

/// What is known of the group's silence; empty where nobody has asked for one.
constexpr std::string_view asked = "asked", made = "made", over = "over", failed = "failed";

const std::string& state_of(const Group& group) {
    return group.facts.get("silence");
}

bool stands(const Group& group) {
    return state_of(group) == asked || state_of(group) == made;
}

std::optional<Group> find(Desk& desk, std::int64_t id) {
    storage::AlertGroups groups(desk.store);
    auto row = groups.find(id);
    if (!row) return std::nullopt;
    return look_at(groups, *std::move(row));
}

/// Each state follows the one before, whatever the clock says.
void note(Desk& desk, Group& group, std::string_view state, const std::string& by, Time until) {
    const auto step = group.facts.number("silence_step") + 1;
    const Facts::Order order{step, 0, 0};
    group.facts.tell("silence_step", std::to_string(step), order);
    group.facts.tell("silence", std::string(state), order);
    group.facts.tell("silence_by", by, order);
    group.facts.tell("silence_until", std::to_string(to_unix_ms(until)), order);
    group.row.facts = group.facts.text();
    storage::AlertGroups(desk.store).save(group.row);
    redraw(desk, group.row.id);
}

Time until_of(const Group& group) {
    return from_unix_ms(group.facts.number("silence_until"));
}

std::string matchers_text(const Group& group) {
    std::string text;
    for (const auto& [label, value] : group.common())
        text += (text.empty() ? "" : ", ") + label + "=\"" + value + "\"";
    return text;
}

Reply silenced_already(const Group& group) {
    return refused({}, Text("Nothing was done. ") << silence_words(group));
}

/// What stands in the way of a silence of this group; nothing: go on.
std::optional<Reply> objection(Desk& desk, const PersonId& who, const Group& group) {
    if (auto against = team_only(desk, who, "silence alerts")) return against;
    if (group.row.state != "firing") return refused({}, Text("This is over already"));
    if (stands(group)) return silenced_already(group);
    const auto* hook = desk.settings.find(HookName(group.row.route));
    if (hook == nullptr || hook->silence_api.empty())
        return refused({}, Text("The hook of these alerts has no silence_api (any more); nothing was done"));
    if (!may_be_silenced(group))
        return refused({}, Text("These alerts have no labels alike by which they could be silenced"));
    return std::nullopt;
}

std::string answer_to(const Submitted& event, const std::string& key) {
    const auto found = event.answers.find(key);
    return found == event.answers.end() ? std::string{} : found->second;
}

std::int64_t number_in(std::string_view context) {
    std::int64_t id = 0;
    std::from_chars(context.data(), context.data() + context.size(), id);
    return id;
}

} // namespace

bool may_be_silenced(const Group& group) {
    return !stands(group) && !group.common().empty();
}

Text silence_words(const Group& group) {
    Text words;
    if (group.row.state != "firing" || !stands(group)) return words;
    const auto& by = group.facts.get("silence_by");
    if (state_of(group) == asked) return words << "Being silenced for " << by << ". ";
    return words << "Silenced by " << by << " until " << when(until_of(group)) << ". ";
}

Reply ask_how_long(Desk& desk, const Pressed& event, const Group& group) {
    if (auto against = objection(desk, event.who, group)) return *std::move(against);
    if (event.trigger.empty()) return refused({}, Text("A form is needed for this, which can't be opened here"));
    Question span{.key = "span", .label = "For how long", .kind = Question::Kind::choice};
    for (const auto& one : spans)
        span.choices.emplace_back(one.name);
    span.initial = span.choices.front();
    Question why{.key = "comment", .label = "Why", .optional = true};
    Form form{
        .name = std::string(silence_form),
        .title = "Silence alerts",
        .submit = "Silence",
        .blocks =
            {Paragraph{Text(heading(group))},
             Paragraph{Text("The sender keeps quiet about every alert with ") << code(matchers_text(group))}},
        .questions = {std::move(span), std::move(why)},
        .context = event.value + "|" + deploy::text_of(event.where),
    };
    desk.plan(
        OpenForm{event.trigger, std::move(form), event.who, event.where.channel, event.response_url},
        lanes::form(event.who)
    );
    return {.card = {}, .outcome = "answered"};
}

Reply silence_form_sent(Desk& desk, const Submitted& event, const Place& where) {
    auto group = find(desk, number_in(event.context));
    if (!group) return refused({}, Text("I don't know this group of alerts any more"));
    if (auto against = objection(desk, event.who, *group)) return *std::move(against);
    const auto* const span = std::ranges::find(spans, answer_to(event, "span"), &Span::name);
    if (span == spans.end()) {
        auto reply = refused({}, Text("Choose for how long"));
        reply.field = "span";
        return reply;
    }
    const auto until = desk.now + span->length;
    const auto name = desk.name_of(event.who);
    const auto why = answer_to(event, "comment");
    const auto thing = std::to_string(group->row.id);
    desk.plan(
        MakeSilence{
            .hook = HookName(group->row.route),
            .group = group->row.id,
            .mark = "pilothouse/" + thing + "/" + std::to_string(to_unix_ms(desk.now)),
            .matchers = group->common(),
            .until = until,
            .comment = why.empty() ? "Silenced from chat" : why,
            .by = {.who = event.who, .name = name, .channel = where.channel, .at = desk.now},
        },
        lanes::button("alerts/" + thing)
    );
    note(desk, *group, asked, name, until);
    return {.card = {}, .outcome = "accepted"};
}

void silenced(Desk& desk, const SilenceMade& event) {
    auto group = find(desk, event.group);
    if (!group) return;
    note(desk, *group, made, event.by.name, event.until);
    const auto timer = std::string(silence_timer) + std::to_string(event.group);
    desk.tasks.push_back({RingAt{timer}, lanes::timer(timer), event.until, timer});
}

void gave_up(Desk& desk, const MakeSilence& task, const Error& error) {
    if (auto group = find(desk, task.group)) note(desk, *group, failed, task.by.name, task.until);
    desk.plan(
        Whisper{
            .to = task.by.who,
            .channel = task.by.channel,
            .response_url = task.by.response_url,
            .card = {.title = Text("The alerts are not silenced: " + error.text()), .tone = Tone::bad},
        },
        lanes::say(task.by.channel)
    );
}

void silence_over(Desk& desk, std::int64_t id) {
    auto group = find(desk, id);
    if (!group || state_of(*group) != made || desk.now < until_of(*group)) return;
    note(desk, *group, over, group->facts.get("silence_by"), until_of(*group));
    check(desk, id); // what ended in silence is never told of
}

} // namespace pilothouse::commands::alerts
