#include "commands/language/reader.hpp"
#include "commands/language/samples.hpp"
#include "commands/language/suggestions.hpp"
#include "commands/language/values.hpp"
#include "commands/language/words.hpp"
#include "core/utf8.hpp"

#include <algorithm>

namespace pilothouse::commands::language {

namespace {

constexpr std::size_t most_known = 20;
constexpr std::size_t longest_word = 80;

std::string in_quotes(std::string_view text) {
    const char mark = text.find('"') == std::string_view::npos ? '"' : '\'';
    return mark + std::string(text) + mark;
}

} // namespace

/// Notes a trouble, unless there is one already. Returns the new one, or nullptr.
Misunderstood* Reader::trouble(What what, std::string_view word, const Slot* slot) {
    if (trouble_) return nullptr;
    trouble_ = Misunderstood{.what = what, .word = shortened(printable(word), longest_word)};
    trouble_slot_ = slot;
    if (slot) {
        trouble_->expected = what == What::twice ? "one " + std::string(slot->name) : expected_in(*slot);
        for (const auto name : names_for(*slot)) {
            if (trouble_->known.size() == most_known) break;
            trouble_->known.emplace_back(name);
        }
    }
    return &*trouble_;
}

std::vector<std::string_view> Reader::names_for(const Slot& slot) const {
    if (slot.kind == Kind::service) return service_names(settings_);
    if (slot.kind == Kind::environment) return environment_names(settings_, service());
    if (slot.kind != Kind::command) return {};
    std::vector<std::string_view> verbs;
    for (const auto& command : catalogue_)
        verbs.push_back(command.verb);
    return verbs;
}

bool Reader::is_verb(std::string_view word) const {
    return std::ranges::any_of(catalogue_, [&](const Command& command) { return same_word(command.verb, word); });
}

std::string Reader::expected_in(const Slot& slot) const {
    std::string phrase(noun_phrase(slot.kind));
    const auto* owner = service();
    if (slot.kind == Kind::environment && owner) phrase += " of " + owner->name.value;
    if (slot.kind == Kind::text) phrase = "the " + std::string(slot.name) + ", in some words";
    return phrase;
}

/// Says that a word is not what the slot takes, and what is near.
void Reader::not_accepted(const Slot& slot, std::string_view word) {
    const auto names = names_for(slot);
    const bool named = slot.kind == Kind::service || slot.kind == Kind::environment || slot.kind == Kind::command;
    auto* problem = trouble(named ? What::unknown_name : What::malformed, word, &slot);
    if (!problem) return;
    problem->nearest = nearest(word, names);
    note_where_it_belongs(slot, word);
}

/// A word in the wrong place is often right in another one: the note says so, and the example shows it there.
void Reader::note_where_it_belongs(const Slot& slot, std::string_view word) {
    auto& note = trouble_->note;
    const auto* place = environment_anywhere(settings_, word);
    if (slot.kind == Kind::environment && service_named(settings_, word)) {
        note = "That is a service.";
    } else if (slot.kind == Kind::environment && place && service()) {
        note = "Other services have an environment of that name.";
    } else if (slot.kind == Kind::environment && free_version() && version_from(word) && trouble_->nearest.empty() &&
               word.find_first_of("0123456789") != std::string_view::npos) {
        note = "If it is the version, it goes before '" + std::string(slot.words[0]) + "'.";
        put(*free_version(), *version_from(word), word);
    } else if (slot.kind == Kind::service && place) {
        note = "That is an environment.";
    } else if (slot.kind == Kind::service && is_verb(word)) {
        note = "That is a command of its own.";
        trouble_->example = "help " + std::string(word);
    } else if (slot.kind == Kind::version && place) {
        note = "That is an environment. A version that is really called so goes in quotes.";
        const auto* free = slot_named("environment");
        if (free && !filled(*free).given) put(*free, place->name, word);
        trouble_slot_ = nullptr;
    } else if (slot.kind == Kind::version && version_from(word)) {
        note = "A version that is really called so goes in quotes.";
    }
}

/// A line of this command that is right here: what was understood, the nearest name for what was not, real names
/// for the rest.
std::string Reader::example() const {
    std::string line(command_->verb);
    for (const auto& slot : slots()) {
        const bool given = filled(slot).given;
        const bool asked_for = &slot == trouble_slot_;
        if (slot.optional && !given && !asked_for) continue;
        const auto value = example_value(slot);
        if (value.empty() && !slot.optional) return {};
        if (value.empty()) continue;
        line += ' ';
        if (slot.prefixed()) line += std::string(slot.words[0]) + ' ';
        line += value;
    }
    return line;
}

std::string Reader::example_value(const Slot& slot) const {
    const auto& value = filled(slot);
    if (slot.kind == Kind::flag) return "--" + std::string(slot.name);
    if (value.given) {
        if (const auto* name = std::get_if<ServiceName>(&value.value)) return name->value;
        if (const auto* name = std::get_if<EnvironmentName>(&value.value)) return name->value;
        if (const auto* person = std::get_if<PersonId>(&value.value)) return "@" + person->value;
        const auto typed = shortened(printable(value.typed), longest_word);
        return slot.kind == Kind::text ? in_quotes(typed) : typed;
    }
    if (&slot == trouble_slot_ && trouble_ && !trouble_->nearest.empty()) return trouble_->nearest.front();
    if (slot.kind == Kind::environment) {
        const auto names = environment_names(settings_, service());
        return names.empty() ? std::string() : std::string(names.front());
    }
    return sample(slot.kind, settings_);
}

} // namespace pilothouse::commands::language
