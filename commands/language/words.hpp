#pragma once

#include "commands/language/pattern.hpp"

#include <string>
#include <string_view>
#include <vector>

/// The language's own words, as tables, and the comparison of words.
namespace pilothouse::commands::language {

/// Equal but for the case of ASCII letters.
bool same_word(std::string_view a, std::string_view b);
std::string lower(std::string_view text);

/// "please", "hey", "could you": skipped before the verb.
bool polite(std::string_view word);
/// "the", "of", "version", "now": skipped between arguments, unless something known here has that name.
bool noise(std::string_view word);
/// A word that changes the sense of a sentence ("not", "tomorrow", "and"): never taken for a version, so that
/// "deploy api to staging tomorrow" is not read as "deploy version tomorrow now".
bool sense_changing(std::string_view word);

/// The name of a slot as people abbreviate it: env -> environment. Other words come back as they are.
std::string_view slot_alias(std::string_view name);

/// Words that people use for `known` things elsewhere ("ship" for "deploy", "prod" for "production"). Only ever
/// suggested.
std::vector<std::string_view> meanings(std::string_view word);

/// What was expected in a slot, as a noun phrase: "an environment".
std::string_view noun_phrase(Kind kind);

} // namespace pilothouse::commands::language
