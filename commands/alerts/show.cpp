#include "commands/alerts/show.hpp"

#include "commands/web_address.hpp"

#include <algorithm>

namespace pilothouse::commands::alerts {

namespace {

constexpr std::size_t most_shown = 12;

Text line_of(const Told& alert) {
    Text line(alert.firing ? "● " : "✓ ");
    if (!alert.severity.empty() && alert.firing) line << bold(alert.severity) << " ";
    line << linked(alert.url, alert.summary.empty() ? alert.name : alert.summary);
    if (to_unix_ms(alert.began) > 0) line << (alert.firing ? ", since " : ", from ") << when(alert.began);
    if (alert.ended && *alert.ended >= alert.began) line << ", for " << spoken(*alert.ended - alert.began);
    if (alert.firing && !alert.runbook.empty()) line << ", " << linked(alert.runbook, "runbook");
    return line;
}

Tone tone_of(const Group& group) {
    if (group.row.state == "resolved") return Tone::good;
    if (group.row.state == "expired") return Tone::neutral;
    return group.firing() == 0 ? Tone::warning : Tone::bad;
}

} // namespace

std::string heading(const Group& group) {
    const auto& title = group.facts.get("title");
    const auto subject = title.empty() ? std::string("alerts") : title;
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
    Text lines;
    for (std::size_t i = 0; i < std::min(group.alerts.size(), most_shown); ++i) {
        if (!lines.empty()) lines << "\n";
        lines << line_of(group.alerts[i]);
    }
    if (group.alerts.size() > most_shown)
        lines << "\nand " + std::to_string(group.alerts.size() - most_shown) + " more";
    if (!lines.empty()) card.blocks.emplace_back(Paragraph{std::move(lines)});
    Text foot;
    if (const int untold = group.untold(); untold > 0)
        foot << std::to_string(untold) + " more were not named by the sender" +
                    (group.firing() == 0 ? " and may fire still. " : ". ");
    if (const auto& who = group.facts.get("acknowledged"); !who.empty()) foot << "Acknowledged by " << who << ". ";
    if (const auto& url = group.facts.get("url"); !url.empty()) foot << linked(url, "Open the sender");
    if (!silence_api.empty() && group.row.state == "firing")
        foot << (foot.empty() ? "" : ", ") << linked(silence_api + "/#/silences/new", "make a silence");
    if (!foot.empty()) card.blocks.emplace_back(Footnote{std::move(foot)});
    if (group.row.state == "firing" && group.facts.get("acknowledged").empty())
        card.blocks.emplace_back(Buttons{{Button{
            .action = "alerts.acknowledge",
            .value = std::to_string(group.row.id),
            .label = "Acknowledge",
            .style = ButtonStyle::plain
        }}});
    return card;
}

} // namespace pilothouse::commands::alerts
