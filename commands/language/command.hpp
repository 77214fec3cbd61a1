#pragma once

#include "commands/conversation.hpp"
#include "commands/decide.hpp"
#include "commands/language/arguments.hpp"
#include "commands/language/pattern.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

/// A command is one declaration and one function. The whole language (reading, errors, help, the generated page
/// of commands) is made from these declarations.
namespace pilothouse::commands::language {

/// A command that changes something is never guessed at: every word of it must have been typed in full.
enum class Effect { reads, changes };

/// Answers a command. Whatever a person can do wrong is an answer in the Decision.
using Handler = Decision (*)(const Conversation&, const Arguments&);

struct Command {
    std::string_view verb;    ///< what the pattern begins with, e.g. "deploy"
    Pattern pattern;          ///< a literal; see pattern.hpp
    std::string_view summary; ///< one line for help, e.g. "Roll a version out"
    /// Lines that run, with slots for what differs between installations: "deploy <service> v1.4.2 to <environment>".
    /// `<service>`, `<environment>`, `<version>`, `<deploy>`, … are filled from the configuration when shown.
    std::vector<std::string_view> examples;
    Effect effect = Effect::reads;
    Handler handler = nullptr;
    std::string_view group = {};             ///< heading in help, e.g. "Deploys"; commands of a group need not adjoin
    std::vector<std::string_view> also = {}; ///< other verbs people try: understood for a command that only reads,
                                             ///< otherwise only suggested
    std::string_view details = {};           ///< more for `help <verb>`; may be empty
};

/// What is wrong with a catalogue: verbs given twice, a pattern of another verb, no example, an example that does
/// not read as its own command. Empty when all is well; a test asks for that.
std::vector<std::string> faults(std::span<const Command> catalogue);

} // namespace pilothouse::commands::language
