#include "commands/alerts/show.hpp"

#include "commands/alerts/declare.hpp"
#include "commands/alerts/list.hpp"
#include "commands/alerts/silence.hpp"
#include "commands/web_address.hpp"
#include "core/utf8.hpp"

#include <algorithm>
#include <utility>

namespace pilothouse::commands::alerts {

namespace {

Text line_of(const Told& alert) {
    Text line(alert.firing ? "● " : "✓ ");
    if (!alert.severity.empty() && alert.firing) line << bold(alert.severity) << " ";
    line << linked(alert.url, alert.words);
    if (to_unix_ms(alert.began) > 0) line << (alert.firing ? ", since " : ", from ") << when(alert.began);
    if (alert.ended && *alert.ended >= alert.began) line << ", for " << spoken(*alert.ended - alert.began);
    if (alert.firing && !alert.runbook.empty()) line << ", " << linked(alert.runbook, "runbook");
    return line;
}

std::vector<Button> buttons_of(const Group& group, bool can_silence) {
    std::vector<Button> buttons;
    if (group.row.state != "firing") return buttons;
    const auto value = std::to_string(group.row.id);
    if (group.facts.get("acknowledged").empty())
        buttons.push_back({.action = "alerts.acknowledge", .value = value, .label = "Acknowledge"});
    if (can_silence && may_be_silenced(group))
        buttons.push_back({.action = "alerts.silence", .value = value, .label = "Silence"});
    if (group.facts.get("incident").empty())
        buttons.push_back({.action = "alerts.declare", .value = value, .label = "Declare an incident"});
    return buttons;
}

/// As many lines of that length in a block as a chat system takes, with the addresses of links.
constexpr std::size_t lines_in_block = 4;

/// The first lines, and how many there are.
void show_worst(Card& card, const Group& group) {
    const auto count = std::min(group.alerts.size(), most_in_card);
    Text lines;
    for (std::size_t i = 0; i < count; ++i) {
        if (!lines.empty()) lines << "\n";
        lines << line_of(group.alerts[i]);
        if ((i + 1) % lines_in_block == 0 || i + 1 == count)
            card.blocks.emplace_back(Paragraph{std::exchange(lines, {})});
    }
    if (group.alerts.size() > count)
        card.blocks.emplace_back(Footnote{
            "and " + std::to_string(group.alerts.size() - count) + " more; all " + std::to_string(group.alerts.size()) +
            " stand below"
        });
}

Tone tone_of(const Group& group) {
    if (group.row.state == "resolved") return Tone::good;
    if (group.row.state == "expired") return Tone::neutral;
    return group.firing() == 0 ? Tone::warning : Tone::bad;
}

} // namespace

std::string heading(const Group& group) {
    const auto& title = group.facts.get("title");
    const auto subject = is_blank(title) ? std::string("alerts") : title;
    if (group.row.state == "resolved") return "Resolved: " + subject;
    if (group.row.state == "expired") return "Not heard of any more: " + subject;
    const int firing = group.firing();
    if (firing == 0) return "Resolved as far as told: " + subject;
    return "Firing: " + subject + (firing > 1 ? " (" + std::to_string(firing) + ")" : "");
}

MessageKey card_key(const Group& group, const ChannelId& channel) {
    return MessageKey{"alerts/" + std::to_string(group.row.id) + "/" + channel.value};
}

Card card_of(const Group& group, const std::string& silence_api) {
    Card card{.title = Text(heading(group)), .tone = tone_of(group)};
    show_worst(card, group);
    Text foot;
    if (const int untold = group.untold(); untold > 0)
        foot << std::to_string(untold) + " more were not named by the sender" +
                    (group.firing() == 0 ? " and may fire still. " : ". ");
    if (const auto& who = group.facts.get("acknowledged"); !who.empty()) foot << "Acknowledged by " << who << ". ";
    foot << silence_words(group) << incident_words(group);
    if (const auto& url = group.facts.get("url"); !url.empty()) foot << linked(url, "Open the sender");
    if (!silence_api.empty() && group.row.state == "firing")
        foot << (foot.empty() ? "" : ", ") << linked(silence_api + "/#/silences/new", "make a silence");
    if (!foot.empty()) card.blocks.emplace_back(Footnote{std::move(foot)});
    if (auto buttons = buttons_of(group, !silence_api.empty()); !buttons.empty())
        card.blocks.emplace_back(Buttons{std::move(buttons)});
    return card;
}

} // namespace pilothouse::commands::alerts
