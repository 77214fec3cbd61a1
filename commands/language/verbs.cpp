#include "commands/language/look_alike.hpp"
#include "commands/language/reader.hpp"
#include "commands/language/samples.hpp"
#include "commands/language/suggestions.hpp"
#include "commands/language/values.hpp"
#include "commands/language/words.hpp"
#include "core/utf8.hpp"

#include <algorithm>

namespace pilothouse::commands::language {

/// How many tokens, from `from` on, spell the verb; 0 when they don't.
std::size_t Reader::verb_length(std::string_view verb, std::size_t from) const {
    const auto tokens = line_.tokens();
    std::size_t count = 0;
    while (!verb.empty()) {
        const auto end = std::min(verb.find(' '), verb.size());
        if (from + count >= tokens.size()) return 0;
        const auto& token = tokens[from + count];
        if (token.kind != Token::Kind::word || !same_word(bare_word(token), verb.substr(0, end))) return 0;
        verb.remove_prefix(std::min(end + 1, verb.size()));
        ++count;
    }
    return count;
}

bool Reader::find_verb() {
    const auto tokens = line_.tokens();
    std::size_t first = 0;
    while (first < tokens.size() && !tokens[first].literal) {
        const auto word = bare_word(tokens[first]);
        const bool is_verb = std::ranges::any_of(catalogue_, [&](const Command& command) {
            return verb_length(command.verb, first) > 0;
        });
        if (is_verb || (!word.empty() && !polite(word))) break;
        ++first;
    }
    if (first == tokens.size()) {
        nothing_said();
        return false;
    }
    std::size_t longest = 0;
    const auto consider = [&](const Command& command, std::string_view verb) {
        const auto length = verb_length(verb, first);
        if (length <= longest) return;
        longest = length;
        command_ = &command;
    };
    for (const auto& command : catalogue_)
        consider(command, command.verb);
    for (const auto& command : catalogue_)
        if (longest == 0 && command.effect == Effect::reads)
            for (const auto verb : command.also)
                consider(command, verb);
    if (!command_) unknown_verb(tokens[first]);
    tokens_ = tokens.subspan(std::min(tokens.size(), first + longest));
    return command_ != nullptr;
}

void Reader::nothing_said() {
    auto* problem = trouble(What::nothing_said, "");
    for (const auto& command : catalogue_)
        problem->known.emplace_back(command.verb);
    const auto first = std::ranges::find(catalogue_, Effect::reads, &Command::effect);
    if (first != catalogue_.end() && !first->examples.empty())
        problem->example = example_line(first->examples.front(), settings_);
}

void Reader::unknown_verb(const Token& token) {
    const auto word =
        token.kind == Token::Kind::word ? bare_word(token) : line_.text().substr(token.begin, token.end - token.begin);
    std::vector<std::string_view> verbs;
    for (const auto& command : catalogue_)
        verbs.push_back(command.verb);
    auto* problem = trouble(What::unknown_verb, word);
    if (const auto disguise = masquerade(word, verbs)) {
        problem->what = What::look_alike;
        problem->note = *disguise;
    }
    for (const auto& command : catalogue_)
        for (const auto verb : command.also)
            if (same_word(verb, word)) problem->nearest.emplace_back(command.verb);
    if (problem->nearest.empty()) problem->nearest = nearest(word, verbs);
    if (service_named(settings_, word)) problem->note = "That is a service. A command comes first.";
    if (environment_anywhere(settings_, word)) problem->note = "That is an environment. A command comes first.";
    for (const auto verb : verbs)
        problem->known.emplace_back(verb);
    if (problem->nearest.empty() || !correct_) return;
    problem->example = corrected_line(problem->nearest.front(), token);
}

/// What was typed, with another verb, when that can be run; else an example of that verb.
std::string Reader::corrected_line(std::string_view verb, const Token& token) const {
    constexpr std::size_t longest_shown = 200;
    auto text = std::string(verb) + printable(line_.text().substr(token.end));
    if (text.size() <= longest_shown) {
        const Line line(plain_words(text));
        if (std::holds_alternative<Understood>(Reader(catalogue_, settings_, line, false).read())) return text;
    }
    const auto command = std::ranges::find(catalogue_, verb, &Command::verb);
    if (command == catalogue_.end() || command->examples.empty()) return {};
    return example_line(command->examples.front(), settings_);
}

} // namespace pilothouse::commands::language
