#include "commands/language/help.hpp"

#include "commands/language/samples.hpp"
#include "commands/language/values.hpp"
#include "commands/language/words.hpp"

#include <algorithm>
#include <vector>

namespace pilothouse::commands::language {

namespace {

constexpr std::size_t most_names = 12;

/// The groups in the order in which the catalogue first names them.
std::vector<std::string_view> groups_of(std::span<const Command> catalogue) {
    std::vector<std::string_view> groups;
    for (const auto& command : catalogue)
        if (std::ranges::find(groups, command.group) == groups.end()) groups.push_back(command.group);
    return groups;
}

/// "`deploy api v1.4.2 to staging`: roll a version out", a line each.
Text lines_of(const std::vector<const Command*>& commands, const config::Settings& settings) {
    Text text;
    for (const auto* command : commands) {
        if (!text.empty()) text << "\n";
        const auto example = command->examples.empty() ? command->verb : command->examples.front();
        text << code(example_line(example, settings)) << "  " << command->summary;
    }
    return text;
}

std::string joined(const std::vector<std::string_view>& names) {
    std::string text;
    for (std::size_t i = 0; i < names.size() && i < most_names; ++i)
        text += (i == 0 ? "" : ", ") + std::string(names[i]);
    if (names.size() > most_names) text += " and " + std::to_string(names.size() - most_names) + " more";
    return text;
}

/// What a slot takes, with the names that are known here.
std::string takes(const Slot& slot, const config::Settings& settings) {
    std::string text(noun_phrase(slot.kind));
    if (slot.kind == Kind::text) text = "some words; quotes keep them apart from what follows";
    if (slot.kind == Kind::service) text += ": " + joined(service_names(settings));
    if (slot.kind == Kind::environment) text += ": " + joined(environment_names(settings, nullptr));
    if (slot.prefixed()) {
        text += ", after ";
        for (std::size_t i = 0; i < slot.words.size() && !slot.words[i].empty(); ++i)
            text += (i == 0 ? "" : " or ") + std::string(slot.words[i]);
    }
    if (slot.optional) text += " (may be left out)";
    return text;
}

} // namespace

Card help_overview(
    std::span<const Command> catalogue, const config::Settings& settings, const std::function<bool(const Command&)>& may
) {
    Card card{.title = "What I can do", .tone = Tone::neutral};
    std::vector<const Command*> barred;
    for (const auto group : groups_of(catalogue)) {
        std::vector<const Command*> allowed;
        for (const auto& command : catalogue)
            if (command.group == group) (may(command) ? allowed : barred).push_back(&command);
        if (allowed.empty()) continue;
        Text text;
        if (!group.empty()) text << bold(std::string(group)) << "\n";
        card.blocks.emplace_back(Paragraph{text + lines_of(allowed, settings)});
    }
    if (!barred.empty()) {
        Text text = "Not for you here:";
        for (const auto* command : barred)
            text << " " << code(std::string(command->verb));
        card.blocks.emplace_back(Paragraph{std::move(text)});
    }
    card.blocks.emplace_back(Footnote{
        "The order of the parts is free. More on one: " +
        code("help " + std::string(catalogue.empty() ? std::string_view("help") : catalogue.front().verb))
    });
    return card;
}

Card help_for(const Command& command, const config::Settings& settings) {
    Card card{.title = bold(std::string(command.verb)) + "  " + Text(command.summary), .tone = Tone::neutral};
    card.blocks.emplace_back(Verbatim{command.pattern.readable()});
    Fields parts;
    for (const auto& slot : command.pattern.slots())
        parts.fields.push_back({(slot.kind == Kind::flag ? "--" : "") + std::string(slot.name), takes(slot, settings)});
    if (!parts.fields.empty()) card.blocks.emplace_back(std::move(parts));
    if (!command.details.empty()) card.blocks.emplace_back(Paragraph{Text(command.details)});
    Text examples;
    for (const auto example : command.examples)
        examples << (examples.empty() ? "" : "\n") << code(example_line(example, settings));
    if (!examples.empty()) card.blocks.emplace_back(Paragraph{"For example:\n" + examples});
    if (command.effect == Effect::changes)
        card.blocks.emplace_back(Footnote{"Names must be typed in full; nothing is guessed."});
    return card;
}

} // namespace pilothouse::commands::language
