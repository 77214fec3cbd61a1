#include "commands/subscriptions/rehearsal.hpp"

#include "commands/web_address.hpp"
#include "core/utf8.hpp"

#include <algorithm>

namespace pilothouse::commands::subscriptions {

namespace {

constexpr std::size_t most_shown = 12;
constexpr std::size_t lines_in_block = 4;
constexpr std::size_t longest_line = 200;

} // namespace

Rehearsal rehearse(Desk& desk, const Filter& filter) {
    auto recent = recent_things(desk, filter.kind);
    Rehearsal rehearsal{.shown = {}, .of = recent.things.size(), .cut = recent.cut};
    for (auto& thing : recent.things)
        if (matches(filter, thing.topic)) rehearsal.shown.push_back(std::move(thing));
    return rehearsal;
}

std::string counted(const Rehearsal& rehearsal, std::string_view kind) {
    const auto shown = rehearsal.shown.size();
    const auto things = kind == "builds" ? std::string("builds") : std::string("groups of alerts");
    auto text = std::to_string(shown) + (shown == 1 ? " message" : " messages") + " in the last 7 days, of ";
    if (rehearsal.cut) text += "the latest ";
    return text + std::to_string(rehearsal.of) + " " + things;
}

Card card_of(const Rehearsal& rehearsal, const Filter& filter) {
    Card card{.title = Text("That would have been " + counted(rehearsal, filter.kind))};
    card.blocks.emplace_back(Paragraph{code("subscribe " + filter.text())});
    const auto count = std::min(rehearsal.shown.size(), most_shown);
    Text lines;
    for (std::size_t i = 0; i < count; ++i) {
        const auto& thing = rehearsal.shown[i];
        lines << (lines.empty() ? "" : "\n") << linked(thing.url, shortened(thing.title, longest_line)) << ", "
              << when(thing.heard_at);
        if ((i + 1) % lines_in_block != 0 && i + 1 != count) continue;
        card.blocks.emplace_back(Paragraph{std::exchange(lines, {})});
    }
    if (rehearsal.shown.size() > count)
        card.blocks.emplace_back(Footnote{"and " + std::to_string(rehearsal.shown.size() - count) + " more"});
    card.blocks.emplace_back(Footnote{"Nothing was changed."});
    return card;
}

} // namespace pilothouse::commands::subscriptions
