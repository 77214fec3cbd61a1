#include "commands/language/words.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace pilothouse::commands::language {

namespace {

constexpr char lowered(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

constexpr auto polite_words = std::to_array<std::string_view>({
    "please", "pls", "plz", "hey", "hi",  "hello", "can",  "could", "would", "you",
    "kindly", "now", "ok",  "so",  "and", "then",  "just", "let's", "lets",
});

constexpr auto noise_words = std::to_array<std::string_view>({
    "please", "pls",    "plz",    "the",     "a",   "an",     "of",      "for",
    "my",     "our",    "me",     "us",      "now", "just",   "version", "release",
    "tag",    "branch", "commit", "service", "app", "deploy", "number",  "environment",
    "env",    "with",   "thanks", "thank",   "thx", "you",    "kindly",  "deployment",
});

constexpr auto sense_words = std::to_array<std::string_view>({
    "not",   "no",     "never",      "don't", "dont",   "without", "except", "but",   "and",      "or",       "if",
    "when",  "unless", "until",      "after", "before", "later",   "soon",   "today", "tonight",  "tomorrow", "at",
    "into",  "onto",   "to",         "in",    "on",     "from",    "by",     "via",   "over",     "only",     "then",
    "stop",  "wait",   "instead",    "maybe", "again",  "because", "as",     "is",    "it",       "this",     "that",
    "every", "all",    "everything", "both",  "back",   "up",      "down",   "last",  "previous",
});

struct Pair {
    std::string_view word, means;
};

constexpr std::array aliases{
    Pair{"env", "environment"}, Pair{"svc", "service"}, Pair{"app", "service"}, Pair{"ver", "version"},
    Pair{"ref", "version"},     Pair{"tag", "version"}, Pair{"why", "reason"},  Pair{"because", "reason"},
    Pair{"message", "reason"},  Pair{"who", "person"},  Pair{"user", "person"}, Pair{"limit", "count"},
};

constexpr std::array synonyms{
    Pair{"ship", "deploy"},
    Pair{"release", "deploy"},
    Pair{"push", "deploy"},
    Pair{"promote", "deploy"},
    Pair{"rollout", "deploy"},
    Pair{"publish", "deploy"},
    Pair{"deliver", "deploy"},
    Pair{"install", "deploy"},
    Pair{"revert", "rollback"},
    Pair{"undo", "rollback"},
    Pair{"restore", "rollback"},
    Pair{"roll", "rollback"},
    Pair{"abort", "cancel"},
    Pair{"stop", "cancel"},
    Pair{"kill", "cancel"},
    Pair{"halt", "cancel"},
    Pair{"accept", "approve"},
    Pair{"lgtm", "approve"},
    Pair{"confirm", "approve"},
    Pair{"yes", "approve"},
    Pair{"ok", "approve"},
    Pair{"deny", "reject"},
    Pair{"decline", "reject"},
    Pair{"refuse", "reject"},
    Pair{"veto", "reject"},
    Pair{"no", "reject"},
    Pair{"logs", "log"},
    Pair{"output", "log"},
    Pair{"tail", "log"},
    Pair{"state", "status"},
    Pair{"list", "status"},
    Pair{"ls", "status"},
    Pair{"show", "status"},
    Pair{"where", "status"},
    Pair{"what", "status"},
    Pair{"deploys", "history"},
    Pair{"deployments", "history"},
    Pair{"past", "history"},
    Pair{"recent", "history"},
    Pair{"commands", "help"},
    Pair{"man", "help"},
    Pair{"usage", "help"},
    Pair{"?", "help"},
    Pair{"how", "help"},
    Pair{"who", "whoami"},
    Pair{"me", "whoami"},
    Pair{"alive", "ping"},
    Pair{"test", "ping"},
    Pair{"prod", "production"},
    Pair{"prd", "production"},
    Pair{"live", "production"},
    Pair{"production", "prod"},
    Pair{"production", "live"},
    Pair{"stage", "staging"},
    Pair{"stg", "staging"},
    Pair{"staging", "stage"},
    Pair{"preprod", "staging"},
    Pair{"dev", "development"},
    Pair{"development", "dev"},
    Pair{"test", "testing"},
    Pair{"qa", "testing"},
    Pair{"testing", "qa"},
    Pair{"uat", "acceptance"},
};

bool among(std::span<const std::string_view> words, std::string_view word) {
    return std::ranges::any_of(words, [word](std::string_view known) { return same_word(known, word); });
}

} // namespace

bool same_word(std::string_view a, std::string_view b) {
    return a.size() == b.size() &&
           std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lowered(x) == lowered(y); });
}

std::string lower(std::string_view text) {
    std::string result(text);
    std::ranges::transform(result, result.begin(), lowered);
    return result;
}

bool polite(std::string_view word) {
    return among(polite_words, word);
}

bool noise(std::string_view word) {
    return among(noise_words, word);
}

bool sense_changing(std::string_view word) {
    return among(sense_words, word);
}

std::string_view slot_alias(std::string_view name) {
    for (const auto& [word, means] : aliases)
        if (same_word(word, name)) return means;
    return name;
}

std::vector<std::string_view> meanings(std::string_view word) {
    std::vector<std::string_view> found;
    for (const auto& pair : synonyms)
        if (same_word(pair.word, word)) found.push_back(pair.means);
    return found;
}

std::string_view noun_phrase(Kind kind) {
    switch (kind) {
    case Kind::service:
        return "a service";
    case Kind::environment:
        return "an environment";
    case Kind::version:
        return "a version (a tag, a branch or a commit)";
    case Kind::deploy:
        return "a deploy's number or code (812, or K7QX)";
    case Kind::duration:
        return "a span of time (30m, 2h, 1d)";
    case Kind::person:
        return "a person (@name)";
    case Kind::count:
        return "a number from 1 to 1000";
    case Kind::text:
        return "some words";
    case Kind::command:
        return "a command";
    case Kind::flag:
        return "a flag";
    case Kind::word:
        return "a name";
    case Kind::channel:
        return "a channel (#name, or here)";
    }
    return "something else";
}

} // namespace pilothouse::commands::language
