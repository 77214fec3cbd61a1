#include "commands/language/reader.hpp"
#include "commands/language/suggestions.hpp"
#include "commands/language/values.hpp"
#include "commands/language/words.hpp"
#include "core/utf8.hpp"

#include <algorithm>

namespace pilothouse::commands::language {

namespace {

/// v1.4.2, 20, 3f9c2ab: what nobody types for a name.
bool looks_like_version(std::string_view word) {
    return std::ranges::any_of(word, [](char c) { return c >= '0' && c <= '9'; });
}

} // namespace

void Reader::settle() {
    settle_doubtful();
    settle_leftovers();
    settle_versions();
    check_environment();
    check_required();
}

/// Words that two slots would take: what is left free decides, and where it does not, the person does.
void Reader::settle_doubtful() {
    for (bool moved = true; moved;) {
        moved = false;
        for (auto& token : doubtful_) {
            const auto places = token ? open_places(*token, bare_word(*token)) : std::vector<const Slot*>{};
            if (!token || places.size() > 1) continue;
            if (places.empty())
                trouble(What::unexpected, bare_word(*token));
            else
                place(*places.front(), *token, bare_word(*token), false);
            token = nullptr;
            moved = true;
        }
    }
    std::erase(doubtful_, nullptr);
    if (doubtful_.empty()) return;
    const auto word = bare_word(*doubtful_.front());
    const auto places = open_places(*doubtful_.front(), word);
    const bool alike =
        std::ranges::all_of(doubtful_, [&](const Token* token) { return same_word(bare_word(*token), word); });
    if (alike && doubtful_.size() == places.size()) {
        for (const auto* slot : places)
            place(*slot, *doubtful_.front(), word, false);
        return;
    }
    auto* problem = trouble(What::ambiguous, word);
    for (const auto* slot : places)
        if (problem) problem->readings.push_back("the " + std::string(slot->name) + " " + printable(word));
}

/// The first slot for a name that is required and free, else an optional one.
const Slot* Reader::missing_name() const {
    const auto free = [this](const Slot& slot) {
        return slot.kind != Kind::version && slot.kind != Kind::text && slot.kind != Kind::flag && !filled(slot).given;
    };
    for (const auto& slot : slots())
        if (free(slot) && !slot.optional) return &slot;
    for (const auto& slot : slots())
        if (free(slot) && !slot.prefixed()) return &slot;
    return nullptr;
}

void Reader::settle_leftovers() {
    if (leftovers_.empty() || trouble_) return;
    const auto& token = *leftovers_.front();
    const auto word =
        token.kind == Token::Kind::word ? bare_word(token) : line_.text().substr(token.begin, token.end - token.begin);
    if (token.unclosed) {
        trouble(What::open_quote, word);
        return;
    }
    const auto* slot = missing_name();
    if (!slot) slot = free_version();
    if (slot && (token.literal || !sense_changing(word)))
        not_accepted(*slot, word);
    else
        unexpected(token, word);
}

/// A word too many; says where it would be right.
void Reader::unexpected(const Token& token, std::string_view word) {
    auto* problem = trouble(What::unexpected, word);
    if (!problem) return;
    if (!token.literal && sense_changing(word)) {
        problem->note = "It changes what the sentence means.";
        return;
    }
    for (const auto& slot : slots()) {
        if (!slot.prefixed() || slot.kind == Kind::text || filled(slot).given) continue;
        auto value = accepted(slot, token, word);
        if (!value) continue;
        problem->note = "As the " + std::string(slot.name) + " it goes after '" + std::string(slot.words[0]) + "'.";
        put(slot, *std::move(value), word);
        return;
    }
    if (ran_on_ || token.literal) problem->note = "A text of several words needs quotes around all of it.";
}

void Reader::settle_versions() {
    if (versions_.empty()) return;
    const auto* name = trouble_ ? nullptr : missing_name();
    const bool needed = name && !name->optional;
    const auto known = needed ? names_for(*name) : std::vector<std::string_view>{};
    // A misspelt name looks like a branch: `deploy ap v2 to staging`.
    auto misspelt = std::ranges::find_if(versions_, [&](const Token* token) {
        return needed && !nearest(bare_word(*token), known).empty();
    });
    if (misspelt == versions_.end() && needed && versions_.size() > 1)
        misspelt = std::ranges::find_if_not(versions_, [](const Token* token) {
            return looks_like_version(bare_word(*token));
        });
    if (misspelt != versions_.end()) {
        not_accepted(*name, bare_word(**misspelt));
        versions_.erase(misspelt);
    }
    if (versions_.empty()) return;
    const auto* slot = free_version();
    if (versions_.size() > 1 && slot) {
        if (auto* problem = trouble(What::ambiguous, bare_word(*versions_[1])))
            for (const auto* token : versions_)
                problem->readings.push_back("the version " + printable(bare_word(*token)));
        return;
    }
    if (!slot) slot = slot_named("version");
    if (slot) place(*slot, *versions_.front(), bare_word(*versions_.front()), true);
}

/// The environment must be one of the service's own, and then has its spelling.
void Reader::check_environment() {
    const auto* owner = service();
    if (!owner) return;
    for (const auto& slot : slots()) {
        auto& value = filled(slot);
        if (slot.kind != Kind::environment || !value.given) continue;
        auto& name = std::get<EnvironmentName>(value.value);
        if (const auto* own = environment_of(*owner, name.value)) {
            name = own->name;
            continue;
        }
        const auto typed = value.typed;
        value.given = false;
        not_accepted(slot, typed);
    }
}

void Reader::check_required() {
    if (trouble_) return;
    const auto missing =
        std::ranges::find_if(slots(), [this](const Slot& slot) { return !slot.optional && !filled(slot).given; });
    if (missing == slots().end()) return;
    auto* problem = trouble(What::missing, "", &*missing);
    if (ran_on_)
        problem->note = "All that follows the reason was taken as a part of it; put the reason in quotes, or last.";
    else if (missing->kind == Kind::environment && command_->effect == Effect::changes)
        problem->note = "None is ever assumed.";
}

} // namespace pilothouse::commands::language
