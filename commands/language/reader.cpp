#include "commands/language/reader.hpp"

#include "commands/language/values.hpp"
#include "commands/language/words.hpp"
#include "core/utf8.hpp"

#include <algorithm>

namespace pilothouse::commands::language {

namespace {

constexpr auto npos = std::string_view::npos;

/// A flag taken apart: "--reason=", "-reason", "reason:".
struct Flag {
    std::size_t dashes = 0;
    std::string_view name{};
    std::string_view value{};
    bool separated = false; ///< by '=' or ':'
};

Flag flag_in(std::string_view text) {
    Flag flag;
    flag.dashes = std::min(text.find_first_not_of('-'), text.size());
    const auto rest = text.substr(flag.dashes);
    const auto separator = rest.find_first_of("=:");
    flag.name = rest.substr(0, separator);
    flag.separated = separator != npos;
    if (flag.separated) flag.value = rest.substr(separator + 1);
    return flag;
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && static_cast<unsigned char>(text.front()) <= ' ')
        text.remove_prefix(1);
    while (!text.empty() && static_cast<unsigned char>(text.back()) <= ' ')
        text.remove_suffix(1);
    return text;
}

} // namespace

std::string_view bare_word(const Token& token) {
    auto word = token.text;
    if (token.literal) return word;
    while (!word.empty() && std::string_view(",;?!.").find(word.back()) != npos)
        word.remove_suffix(1);
    return word;
}

Reading Reader::read() {
    if (find_verb()) {
        read_arguments();
        settle();
    }
    if (trouble_) {
        trouble_->command = command_;
        if (trouble_->example.empty() && command_) trouble_->example = example();
        return *std::move(trouble_);
    }
    Understood understood{.command = command_, .arguments = {}};
    for (const auto& slot : slots())
        if (auto& value = filled(slot); value.given) understood.arguments.set(slot.name, std::move(value.value));
    return understood;
}

const Slot* Reader::slot_named(std::string_view name) const {
    for (const auto& slot : slots())
        if (same_word(slot.name, name)) return &slot;
    for (const auto& slot : slots())
        if (slot.name == slot_alias(name)) return &slot;
    return nullptr;
}

Reader::Filled& Reader::filled(const Slot& slot) {
    return filled_[static_cast<std::size_t>(&slot - slots().data())];
}

const Reader::Filled& Reader::filled(const Slot& slot) const {
    return filled_[static_cast<std::size_t>(&slot - slots().data())];
}

void Reader::read_arguments() {
    // Each turn takes one token at least, and there are at most as many as characters.
    while (next_ < tokens_.size()) {
        if (take_flag() || take_keyword()) continue;
        take_bare();
    }
}

bool Reader::known_flag(const Token& token) const {
    const auto& source = token.literal ? token.head : token.text;
    const auto flag = flag_in(source);
    return flag.dashes == 2 && slot_named(flag.name) != nullptr;
}

bool Reader::take_flag() {
    const auto& token = tokens_[next_];
    if (token.kind != Token::Kind::word && token.head.empty()) return false;
    if (token.literal && token.head.empty()) return false;
    auto flag = flag_in(token.literal ? token.head : token.text);
    const bool only_dashes = flag.dashes > 0 && flag.name.empty() && !flag.separated;
    if (only_dashes || (flag.dashes == 0 && !flag.separated)) return false;
    const auto* slot = flag.dashes <= 2 ? slot_named(flag.name) : nullptr;
    if (!slot) {
        if (flag.dashes == 0 && !token.literal) return false; // api:v1.4.2 is no flag
        ++next_;
        trouble(What::unexpected, line_.text().substr(token.begin, token.end - token.begin));
        return true;
    }
    if (token.literal) {
        ++next_;
        place(*slot, token, token.text, true);
        return true;
    }
    take_value_of_flag(*slot, flag.value, flag.separated);
    return true;
}

void Reader::take_value_of_flag(const Slot& slot, std::string_view value, bool separated) {
    const auto& token = tokens_[next_];
    if (slot.kind == Kind::flag) {
        ++next_;
        if (separated)
            trouble(What::unexpected, token.text);
        else
            put(slot, true, token.text);
        return;
    }
    if (value.empty()) {
        if (++next_ == tokens_.size()) {
            trouble(What::missing, token.text, &slot);
        } else if (slot.kind == Kind::text) {
            take_text(slot, tokens_[next_].begin);
        } else {
            const auto& given = tokens_[next_++];
            place(slot, given, bare_word(given), true);
        }
        return;
    }
    if (slot.kind == Kind::text) {
        take_text(slot, token.end - value.size());
    } else {
        ++next_;
        place(slot, token, value, true);
    }
}

/// `to staging`, `because …`: a word of a slot, then its value.
bool Reader::take_keyword() {
    const auto& token = tokens_[next_];
    if (token.kind != Token::Kind::word || token.literal) return false;
    const auto word = bare_word(token);
    if (word.empty()) return false;
    const auto leads = [&](const Slot& slot) {
        return std::ranges::any_of(slot.words, [&](auto known) { return !known.empty() && same_word(known, word); });
    };
    const auto first = std::ranges::find_if(slots(), leads);
    if (first == slots().end()) return false;
    ++next_;
    if (first->kind != Kind::text) skip_noise();
    if (next_ == tokens_.size()) {
        trouble(What::missing, word, &*first);
        return true;
    }
    if (first->kind == Kind::text) {
        take_text(*first, tokens_[next_].begin);
        return true;
    }
    const auto& value = tokens_[next_++];
    const Slot* target = &*first; // of several slots with this word, the first free one that takes the value
    for (const auto& slot : slots()) {
        if (!leads(slot) || filled(slot).given || !accepted(slot, value, bare_word(value))) continue;
        target = &slot;
        break;
    }
    place(*target, value, bare_word(value), value.literal);
    return true;
}

void Reader::skip_noise() {
    while (next_ < tokens_.size()) {
        const auto& token = tokens_[next_];
        const auto word = bare_word(token);
        if (token.literal || !noise(word) || !open_places(token, word).empty()) return;
        ++next_;
    }
}

/// A text takes the rest of the line, up to a flag; a quoted one only itself.
void Reader::take_text(const Slot& slot, std::size_t begin) {
    const auto& first = tokens_[next_];
    if (first.literal && first.begin == begin && first.head.empty() && first.kind == Token::Kind::word) {
        ++next_;
        place(slot, first, first.text, true);
        return;
    }
    auto end = line_.text().size();
    for (++next_; next_ < tokens_.size(); ++next_) {
        if (!known_flag(tokens_[next_])) continue;
        end = tokens_[next_].begin;
        break;
    }
    ran_on_ = ran_on_ || end == line_.text().size();
    place(slot, Token{}, trimmed(line_.text().substr(begin, end - begin)), true);
}

void Reader::take_bare() {
    const auto& token = tokens_[next_];
    const auto word = bare_word(token);
    if (word.find_first_not_of('-') == npos && !token.literal) {
        ++next_;
        return;
    }
    if (take_known(token, word)) return;
    if (text_begins()) {
        if (!token.literal && (polite(word) || same_word(word, "because"))) {
            ++next_;
            return;
        }
        for (const auto& slot : slots())
            if (slot.kind == Kind::text && !slot.prefixed()) take_text(slot, token.begin);
        return;
    }
    ++next_;
    if (take_compound(token, word)) return;
    const bool everything =
        command_->effect == Effect::reads && (same_word(word, "all") || same_word(word, "everything"));
    if (!token.literal && (noise(word) || everything)) return;
    if (masked(word) || take_open(token, word)) return;
    leftovers_.push_back(&token);
}

/// A word that one of the free slots surely takes, or that names what another word named already.
bool Reader::take_known(const Token& token, std::string_view word) {
    const auto places = open_places(token, word);
    if (places.size() == 1) place(*places.front(), token, word, false);
    if (places.size() > 1) doubtful_.push_back(&token);
    if (!places.empty()) {
        ++next_;
        return true;
    }
    if (text_begins()) return false;
    for (const auto& slot : slots()) {
        const bool named = slot.kind == Kind::service || slot.kind == Kind::environment;
        if (!named || !filled(slot).given || !accepted(slot, token, word)) continue;
        ++next_;
        place(slot, token, word, false);
        return true;
    }
    return false;
}

/// `api@v1.4.2`, `api:v1.4.2`.
bool Reader::take_compound(const Token& token, std::string_view word) {
    const auto at = word.find_first_of("@:");
    const auto* version = free_version();
    const auto* slot = slot_named("service");
    if (token.literal || at == npos || at == 0 || at + 1 == word.size() || !version || !slot) return false;
    const auto name = word.substr(0, at), rest = word.substr(at + 1);
    if (masked(name) || !place(*slot, Token{}, name, true)) return true;
    place(*version, Token{}, rest, true);
    return true;
}

bool Reader::take_open(const Token& token, std::string_view word) {
    const auto* version = free_version();
    const bool usable = token.kind == Token::Kind::word && version_from(word) && !token.unclosed &&
                        (token.literal || plausible_version(word));
    // A second version is trouble, but not a word that nothing takes.
    const bool has_version =
        std::ranges::any_of(slots(), [](const Slot& slot) { return slot.kind == Kind::version && !slot.prefixed(); });
    if (!usable || (!version && !has_version)) return false;
    versions_.push_back(&token);
    return true;
}

/// True when the next word that is nothing else begins the text at the end of the pattern.
bool Reader::text_begins() const {
    bool has_text = false;
    for (const auto& slot : slots()) {
        if (slot.kind == Kind::text && !slot.prefixed())
            has_text = !filled(slot).given;
        else if (!slot.optional && !filled(slot).given)
            return false;
    }
    return has_text;
}

} // namespace pilothouse::commands::language
