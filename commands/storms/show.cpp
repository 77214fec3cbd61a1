#include "commands/storms/show.hpp"

#include "commands/audience.hpp"
#include "commands/lines.hpp"

#include <algorithm>
#include <vector>

namespace pilothouse::commands::storms {

namespace {

using storage::StormCounts;
using storage::StormLineRow;
using storage::StormRow;

std::string_view mark_of(int weight) {
    switch (weight) {
    case Line::critical:
    case Line::firing_on:
        return "● ";
    case Line::broke:
        return "✗ ";
    case Line::well:
        return "✓ ";
    default:
        return "· ";
    }
}

std::vector<Text> texts_of(std::span<const StormLineRow> lines) {
    std::vector<Text> texts;
    texts.reserve(lines.size());
    for (const auto& line : lines)
        texts.push_back(
            bounded_line(mark_of(line.weight), line.weight == Line::critical ? "critical" : "", line.title, line.url)
        );
    return texts;
}

/// "1,234 alerts of 87 groups and 12 builds"
std::string amount(const StormCounts& counts, std::string_view more) {
    std::string text;
    const auto kind = [&](std::string_view one) { return std::string(text.empty() ? more : "") + std::string(one); };
    if (counts.groups > 0) text = counted(counts.alerts, kind("alert")) + " of " + counted(counts.groups, "group");
    if (counts.builds > 0) text += (text.empty() ? "" : " and ") + counted(counts.builds, kind("build"));
    return text;
}

/// "3 critical groups of alerts"
std::string critical_groups(const StormCounts& counts) {
    return std::to_string(counts.critical) + " critical " + (counts.critical == 1 ? "group" : "groups") + " of alerts";
}

/// What is not over, and what is: in numbers.
Text state(const StormCounts& counts) {
    std::string text;
    const auto add = [&](const std::string& part) { text += (text.empty() ? "" : ", ") + part; };
    if (counts.groups > 0) {
        if (counts.firing_groups > 0)
            add(counted(counts.firing, "alert") + " of " + counted(counts.firing_groups, "group") + " firing");
        add(counted(counts.groups - counts.firing_groups, "group") + " over");
    }
    if (counts.broken > 0) add(counted(counts.broken, "build") + " broken");
    return text;
}

Tone tone_of(const StormRow& storm) {
    if (storm.counts.critical > 0) return Tone::bad;
    if (storm.counts.firing_groups > 0) return storm.open ? Tone::bad : Tone::warning;
    return storm.open ? Tone::warning : Tone::neutral;
}

} // namespace

MessageKey card_key(const StormRow& storm) {
    return MessageKey{"storm/" + std::to_string(storm.id) + "/" + storm.named.value};
}

MessageKey alarm_key(const StormRow& storm) {
    return MessageKey{
        "storm/" + std::to_string(storm.id) + "/critical/" + std::to_string(storm.rises) + "/" + storm.named.value
    };
}

MessageKey page_key(const StormRow& storm, std::int64_t page) {
    return MessageKey{card_key(storm).value + "/" + std::to_string(page)};
}

Card card_of(const StormRow& storm, std::span<const StormLineRow> first) {
    Text title;
    if (storm.open)
        title << "Storm: " + (storm.counts.critical > 0 ? std::to_string(storm.counts.critical) + " critical, " : "") +
                     amount(storm.counts, "more ") + " since "
              << when(storm.began_at);
    else
        title << "Storm of " + spoken(storm.last_at - storm.began_at) + " is over: " + amount(storm.counts, "") +
                     " from "
              << when(storm.began_at) << " to " << when(storm.last_at);
    Card card{.title = std::move(title), .tone = tone_of(storm)};
    if (auto words = state(storm.counts); !words.plain().empty()) card.blocks.emplace_back(Paragraph{std::move(words)});
    add_lines(card, texts_of(first));
    const auto rest = storm.lines - static_cast<std::int64_t>(first.size());
    std::string foot;
    if (rest > 0) foot = "and " + counted(rest, "more line") + ". ";
    foot += "All of it stands below, as it is now. ";
    if (storm.open) foot += "New ones are added here until it is calm.";
    card.blocks.emplace_back(Footnote{foot});
    return card;
}

Card alarm_of(const StormRow& storm, std::span<const StormLineRow> first) {
    const auto end = std::ranges::find_if(first, [](const auto& line) { return line.weight != Line::critical; });
    const auto lines = first.first(static_cast<std::size_t>(end - first.begin()));
    Card card{.title = Text("In the storm: " + critical_groups(storm.counts)), .tone = Tone::bad};
    add_lines(card, texts_of(lines));
    const auto rest = storm.counts.critical - static_cast<std::int64_t>(lines.size());
    const auto more = rest > 0 ? "and " + counted(rest, "more line") + ". " : std::string();
    card.blocks.emplace_back(Footnote{more + "The storm's message is kept up to date."});
    return card;
}

Card page_of(const StormRow&, std::int64_t page, std::span<const StormLineRow> lines) {
    const auto from = page * static_cast<std::int64_t>(lines_in_page);
    Card card{
        .title =
            Text(std::to_string(from + 1) + " to " + std::to_string(from + static_cast<std::int64_t>(lines.size())))
    };
    add_lines(card, texts_of(lines));
    return card;
}

} // namespace pilothouse::commands::storms
