#include "commands/language/look_alike.hpp"
#include "commands/language/reader.hpp"
#include "commands/language/values.hpp"
#include "commands/language/words.hpp"
#include "core/utf8.hpp"

#include <algorithm>

namespace pilothouse::commands::language {

namespace {

/// Kinds whose values can be told from other words by themselves.
bool telling(Kind kind) {
    return kind != Kind::version && kind != Kind::text && kind != Kind::flag;
}

/// A channel as the chat system names it, or as it is written: "#api", "here".
std::optional<ChannelId> channel_from(const Token& token, std::string_view word) {
    const bool written =
        token.kind == Token::Kind::word && ((word.starts_with('#') && word.size() > 1) || same_word(word, "here"));
    if (token.kind != Token::Kind::channel && !written) return std::nullopt;
    return ChannelId{written ? lower(word) : std::string(word)};
}

template <class Value>
std::optional<Argument> argument(std::optional<Value> value) {
    if (!value) return std::nullopt;
    return Argument(std::in_place_type<Value>, *std::move(value));
}

} // namespace

std::optional<Argument> Reader::environment(std::string_view word) const {
    const auto* owner = service();
    const auto* found = owner ? environment_of(*owner, word) : nullptr;
    if (!found) found = environment_anywhere(settings_, word);
    // The beginning of a name is enough to read something, never to change it.
    if (!found && command_->effect == Effect::reads) found = environment_beginning(settings_, owner, word);
    if (!found) return std::nullopt;
    return found->name;
}

std::optional<Argument> Reader::verb_named(std::string_view word) const {
    for (const auto& command : catalogue_)
        if (same_word(command.verb, word)) return Verb{std::string(command.verb)};
    return std::nullopt;
}

std::optional<Argument> Reader::accepted(const Slot& slot, const Token& token, std::string_view word) const {
    if (slot.kind == Kind::person)
        return token.kind == Token::Kind::person ? std::optional<Argument>(PersonId{std::string(word)}) : std::nullopt;
    if (slot.kind == Kind::channel) return argument(channel_from(token, word));
    if (token.kind != Token::Kind::word && slot.kind != Kind::text) return std::nullopt;
    switch (slot.kind) {
    case Kind::service: {
        const auto* found = service_named(settings_, word);
        return found ? std::optional<Argument>(found->name) : std::nullopt;
    }
    case Kind::environment:
        return environment(word);
    case Kind::version:
        return argument(version_from(word));
    case Kind::deploy:
        if (!token.literal && sense_changing(word)) return std::nullopt;
        return argument(deploy_from(word));
    case Kind::duration:
        return argument(duration_from(word));
    case Kind::count:
        return argument(count_from(word));
    case Kind::command:
        return verb_named(word);
    case Kind::text: {
        auto text = printable(word);
        return text.empty() ? std::nullopt : std::optional<Argument>(std::move(text));
    }
    case Kind::word:
        // Two slots take one word only where it can't be the other: a span of time is none of these.
        if (word.empty() || (!token.literal && (noise(word) || duration_from(word)))) return std::nullopt;
        return Argument(printable(word));
    case Kind::person:
    case Kind::channel:
    case Kind::flag:
        break;
    }
    return std::nullopt;
}

/// The free slots that surely take this word.
std::vector<const Slot*> Reader::open_places(const Token& token, std::string_view word) const {
    std::vector<const Slot*> places;
    const bool any_version = free_version() != nullptr;
    for (const auto& slot : slots()) {
        if (!telling(slot.kind) || filled(slot).given || token.unclosed) continue;
        const bool shape_only = slot.kind == Kind::count || slot.kind == Kind::duration || slot.kind == Kind::deploy;
        if (shape_only && any_version) continue; // 20 may be a version
        if (accepted(slot, token, word)) places.push_back(&slot);
    }
    return places;
}

const Slot* Reader::free_version() const {
    for (const auto& slot : slots())
        if (slot.kind == Kind::version && !slot.prefixed() && !filled(slot).given) return &slot;
    return nullptr;
}

const config::Service* Reader::service() const {
    for (const auto& slot : slots()) {
        const auto& value = filled(slot);
        if (slot.kind != Kind::service || !value.given) continue;
        return settings_.find(std::get<ServiceName>(value.value));
    }
    return nullptr;
}

/// False for words that mean something else here, although a branch could have that name; those need quotes.
bool Reader::plausible_version(std::string_view word) const {
    return !sense_changing(word) && !noise(word) && !service_named(settings_, word) &&
           !environment_anywhere(settings_, word) && !verb_named(word);
}

/// Puts a word into a slot, or says why not. `explicitly`: quoted, or given by a flag.
bool Reader::place(const Slot& slot, const Token& token, std::string_view word, bool explicitly) {
    if (token.unclosed) {
        trouble(What::open_quote, word, &slot);
        return false;
    }
    auto value = accepted(slot, token, word);
    if (value && slot.kind == Kind::version && !explicitly && !plausible_version(word)) value.reset();
    if (!value) {
        if (slot.kind == Kind::text || !masked(word)) not_accepted(slot, word);
        return false;
    }
    put(slot, *std::move(value), word);
    return true;
}

void Reader::put(const Slot& slot, Argument value, std::string_view typed) {
    auto& place = filled(slot);
    if (place.given && place.value != value) {
        if (auto* problem = trouble(What::twice, typed, &slot))
            problem->readings = {printable(place.typed), printable(typed)};
        return;
    }
    place = {.given = true, .value = std::move(value), .typed = std::string(typed)};
}

/// Refuses a word that is not what it looks like.
bool Reader::masked(std::string_view word) {
    if (std::ranges::all_of(word, [](char c) { return c >= ' ' && c < 0x7F; })) return false;
    auto known = service_names(settings_);
    std::ranges::copy(environment_names(settings_, nullptr), std::back_inserter(known));
    const auto disguise = masquerade(word, known);
    if (!disguise) return false;
    if (auto* problem = trouble(What::look_alike, word)) problem->note = *disguise;
    return true;
}

} // namespace pilothouse::commands::language
