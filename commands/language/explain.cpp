#include "commands/language/parse.hpp"

#include <fmt/format.h>

#include <span>

namespace pilothouse::commands::language {

namespace {

using What = Misunderstood::What;

/// "`a`, `b` or `c`"
Text alternatives(std::span<const std::string> names, std::string_view last = " or ") {
    Text text;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (i > 0) text << (i + 1 == names.size() ? last : std::string_view(", "));
        text << code(names[i]);
    }
    return text;
}

std::string verb_of(const Misunderstood& m) {
    return m.command ? std::string(m.command->verb) : std::string("this");
}

Text unknown(const Misunderstood& m) {
    if (m.what == What::unknown_verb) return "I don't know the command " + code(m.word) + ".";
    return code(m.word) + " is not " + Text(m.expected) + ".";
}

Text missing(const Misunderstood& m) {
    if (!m.word.empty()) return "After " + code(m.word) + " comes " + Text(m.expected) + ".";
    return code(verb_of(m)) + " needs " + Text(m.expected) + ".";
}

/// The first sentence: which word, and what was expected there.
Text headline(const Misunderstood& m) {
    switch (m.what) {
    case What::nothing_said:
        return "Tell me what to do: a command, then what it is about.";
    case What::too_long:
        return fmt::format("That is too long for a command: I read {} characters at most.", longest_input);
    case What::not_text:
        return "That is not text I can read: it has bytes that are no UTF-8.";
    case What::unknown_verb:
    case What::unknown_name:
    case What::malformed:
        return unknown(m);
    case What::missing:
        return missing(m);
    case What::unexpected:
        return "I don't understand " + code(m.word) + " here.";
    case What::twice:
        return Text("Only ") + Text(m.expected) + " can be given, not " + alternatives(m.readings, " and ") + ".";
    case What::ambiguous:
        return code(m.word) + " can be read in more than one way: " + alternatives(m.readings) + ".";
    case What::look_alike:
        return code(m.word) + " is not what it looks like.";
    case What::open_quote:
        return "The quotation mark before " + code(m.word) + " is never closed.";
    }
    return {};
}

/// "Did you mean", or what is known.
Text choices(const Misunderstood& m) {
    if (!m.nearest.empty()) return "Did you mean " + alternatives(m.nearest) + "?";
    if (m.known.empty() || m.what == What::twice) return {};
    const bool verbs = m.what == What::unknown_verb || m.what == What::nothing_said;
    const auto kind = verbs ? Text("I know ") : Text("Known here: ");
    return kind + alternatives(m.known, verbs ? " and " : ", ") + ".";
}

} // namespace

Card explain(const Misunderstood& misunderstood) {
    const auto& m = misunderstood;
    Card card{.title = headline(m), .tone = m.what == What::nothing_said ? Tone::neutral : Tone::warning};
    if (auto text = choices(m); !text.empty()) card.blocks.emplace_back(Paragraph{std::move(text)});
    if (!m.note.empty()) card.blocks.emplace_back(Paragraph{Text(m.note)});
    if (!m.example.empty()) card.blocks.emplace_back(Paragraph{"For example: " + code(m.example)});
    const auto verb = m.command ? "help " + std::string(m.command->verb) : std::string("help");
    Text more = m.command ? "All about it: " + code(verb) : "All commands: " + code(verb);
    if (m.command && m.command->effect == Effect::changes) more = "Nothing was done. " + more;
    card.blocks.emplace_back(Footnote{std::move(more)});
    return card;
}

} // namespace pilothouse::commands::language
