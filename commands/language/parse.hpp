#pragma once

#include "commands/card.hpp"
#include "commands/language/command.hpp"
#include "commands/utterance.hpp"
#include "config/settings.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <variant>
#include <vector>

/// From what was typed to a command with typed arguments, or to an explanation.
namespace pilothouse::commands::language {

/// Longer input than this many characters is refused with words.
inline constexpr std::size_t longest_input = 4'000;

struct Understood {
    const Command* command = nullptr; ///< into the catalogue that was given
    Arguments arguments;
};

/// Why the words were not understood, with all that `explain` needs; owns its strings.
struct Misunderstood {
    enum class What {
        nothing_said, ///< an empty message: the answer is a short help
        too_long,
        not_text, ///< bytes that are not UTF-8
        unknown_verb,
        unknown_name, ///< no such service, environment or command
        malformed,    ///< not a version, a deploy, a count, a duration
        missing,      ///< a required part is not there
        unexpected,   ///< a word too many
        twice,        ///< one part given two values
        ambiguous,    ///< more than one reading
        look_alike,   ///< letters of another alphabet, or invisible ones, in a name
        open_quote,   ///< a quotation mark that is never closed
    };
    What what = What::nothing_said;
    const Command* command = nullptr;    ///< where the verb was understood
    std::string word{};                  ///< the word it is about, as typed; empty: none
    std::string expected{};              ///< what was expected there: "an environment of `api`"
    std::vector<std::string> known{};    ///< what would have been right; at most a screenful
    std::vector<std::string> nearest{};  ///< "did you mean"; at most three
    std::vector<std::string> readings{}; ///< for ambiguous and twice: what it could mean
    std::string note{};                  ///< one more sentence; may be empty
    std::string example{};               ///< a whole line that is right in this installation; may be empty
};

using Reading = std::variant<Understood, Misunderstood>;

/// Reads an utterance. Takes microseconds, never throws but for lack of memory, and never guesses: every value of a
/// command that changes something was typed, in full. `catalogue` and `settings` must outlive the reading.
Reading read(std::span<const Command> catalogue, const config::Settings& settings, const Utterance& utterance);

/// The answer to words that were not understood: which word, what was expected, the nearest thing known, and one
/// right example.
Card explain(const Misunderstood& misunderstood);

} // namespace pilothouse::commands::language
