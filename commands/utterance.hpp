#pragma once

#include "core/ids.hpp"

#include <string>
#include <variant>
#include <vector>

/// What a person typed, with the chat system's own markup undone by its adapter. Not trusted.
namespace pilothouse::commands {

/// Typed text; smart quotes, long dashes and odd spaces are still in it. The language undoes those.
struct PlainWords {
    std::string text;
    friend bool operator==(const PlainWords&, const PlainWords&) = default;
};

/// Text between backticks: taken as it is, letter by letter.
struct VerbatimWords {
    std::string text;
    friend bool operator==(const VerbatimWords&, const VerbatimWords&) = default;
};

struct PersonNamed {
    PersonId person;
    friend bool operator==(const PersonNamed&, const PersonNamed&) = default;
};

struct ChannelNamed {
    ChannelId channel;
    friend bool operator==(const ChannelNamed&, const ChannelNamed&) = default;
};

using Utterance = std::vector<std::variant<PlainWords, VerbatimWords, PersonNamed, ChannelNamed>>;

/// An utterance of plain words alone: from the terminal, and in tests.
inline Utterance plain_words(std::string text) {
    return {PlainWords{std::move(text)}};
}

} // namespace pilothouse::commands
