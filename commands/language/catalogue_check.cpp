#include "commands/language/command.hpp"
#include "commands/language/help.hpp"
#include "commands/language/parse.hpp"
#include "commands/language/samples.hpp"
#include "commands/language/words.hpp"

#include <algorithm>

namespace pilothouse::commands::language {

namespace {

/// An installation to try examples and to write documentation with.
config::Settings model() {
    config::Settings settings;
    config::Service service;
    service.name = ServiceName{"api"};
    for (const auto* name : {"staging", "production"}) {
        config::Environment environment;
        environment.name = EnvironmentName{name};
        service.environments.push_back(std::move(environment));
    }
    settings.services.push_back(std::move(service));
    return settings;
}

/// An example as an utterance: `@ana` stands for a person.
Utterance utterance_of(std::string_view line) {
    Utterance utterance;
    const auto at = line.find(" @");
    utterance.emplace_back(PlainWords{std::string(line.substr(0, at))});
    if (at == std::string_view::npos) return utterance;
    const auto end = std::min(line.find(' ', at + 1), line.size());
    utterance.back() = PlainWords{std::string(line.substr(0, at + 1))};
    utterance.emplace_back(PersonNamed{PersonId{std::string(line.substr(at + 2, end - at - 2))}});
    utterance.emplace_back(PlainWords{std::string(line.substr(end))});
    return utterance;
}

void check_example(
    const Command& command, std::string_view example, std::span<const Command> catalogue,
    const config::Settings& settings, std::vector<std::string>& found
) {
    const auto line = example_line(example, settings);
    const auto reading = read(catalogue, settings, utterance_of(line));
    const auto* understood = std::get_if<Understood>(&reading);
    if (understood && understood->command == &command) return;
    found.push_back("the example \"" + line + "\" of " + std::string(command.verb) + " does not read as that command");
}

std::string cell(std::string_view text) {
    std::string escaped;
    for (const char c : text) {
        if (c == '|') escaped += '\\';
        escaped += c;
    }
    return escaped;
}

std::string section(const Command& command, const config::Settings& settings) {
    std::string page = "### " + std::string(command.verb) + "\n\n" + std::string(command.summary) + ".\n\n```\n" +
                       command.pattern.readable() + "\n```\n\n";
    if (!command.details.empty()) page += std::string(command.details) + "\n\n";
    if (!command.pattern.slots().empty()) page += "| part | what it is | needed |\n|---|---|---|\n";
    for (const auto& slot : command.pattern.slots()) {
        const auto what = slot.kind == Kind::text ? std::string_view("some words") : noun_phrase(slot.kind);
        page += "| `" + cell(slot.name) + "` | " + cell(what) + " | " + (slot.optional ? "no" : "yes") + " |\n";
    }
    if (!command.pattern.slots().empty()) page += '\n';
    for (const auto example : command.examples)
        page += "- `" + example_line(example, settings) + "`\n";
    for (const auto other : command.also)
        page += (other == command.also.front() ? "\nOther words: `" : "`, `") + std::string(other);
    if (!command.also.empty())
        page += command.effect == Effect::reads ? "`.\n" : "`: not run, but answered with the right command.\n";
    return page + '\n';
}

} // namespace

std::vector<std::string> faults(std::span<const Command> catalogue) {
    std::vector<std::string> found;
    const auto settings = model();
    for (const auto& command : catalogue) {
        const std::string verb(command.verb);
        if (command.verb != command.pattern.verb()) found.push_back("the pattern of " + verb + " has another verb");
        if (std::ranges::count(catalogue, command.verb, &Command::verb) > 1) found.push_back(verb + " is there twice");
        if (command.summary.empty()) found.push_back(verb + " has no summary");
        if (!command.handler) found.push_back(verb + " has no function");
        if (command.examples.empty()) found.push_back(verb + " has no example");
        for (const auto example : command.examples)
            check_example(command, example, catalogue, settings, found);
    }
    return found;
}

std::string commands_markdown(std::span<const Command> catalogue) {
    const auto settings = model();
    std::string page =
        "# Commands\n\nThe same words work as a slash command, in a mention, in a direct message and in "
        "the terminal.\nThe parts of a command may come in any order; `[…]` may be left out, of `a|b` one "
        "is typed.\nNames are not case-sensitive. A command that changes something is never guessed.\n\n";
    std::vector<std::string_view> groups;
    for (const auto& command : catalogue)
        if (std::ranges::find(groups, command.group) == groups.end()) groups.push_back(command.group);
    for (const auto group : groups) {
        page += "## " + std::string(group.empty() ? std::string_view("Commands") : group) + "\n\n";
        for (const auto& command : catalogue)
            if (command.group == group) page += section(command, settings);
    }
    page.pop_back();
    return page;
}

} // namespace pilothouse::commands::language
