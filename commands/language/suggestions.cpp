#include "commands/language/suggestions.hpp"

#include "commands/language/words.hpp"
#include "core/edit_distance.hpp"

#include <algorithm>
#include <optional>

namespace pilothouse::commands::language {

namespace {

constexpr std::size_t most = 3;
constexpr std::size_t most_compared = 5'000;

/// How far a known word may be from what was typed, and how good it is as a suggestion: less is better.
std::optional<std::size_t> rank(std::string_view typed, std::string_view known) {
    const std::size_t limit = typed.size() <= 2 ? 1 : typed.size() <= 4 ? 2 : 3;
    const auto apart = edit_distance(typed, known, limit);
    // A word that shares no letter with a short one is no suggestion, however few letters differ.
    if (apart <= limit && apart < std::max(typed.size(), known.size())) return apart * 2;
    const auto least = std::min(typed.size(), known.size());
    if (least >= 3 && same_word(typed.substr(0, least), known.substr(0, least))) return 3;
    return std::nullopt;
}

} // namespace

std::vector<std::string> nearest(std::string_view word, std::span<const std::string_view> known) {
    struct Candidate {
        std::size_t rank;
        std::size_t place; ///< in the order of the configuration
        std::string_view name;
        auto operator<=>(const Candidate&) const = default;
    };

    std::vector<Candidate> candidates;
    const auto meant = meanings(word);
    for (const auto& name : known.first(std::min(known.size(), most_compared))) {
        const bool synonym = std::ranges::any_of(meant, [&](std::string_view other) { return same_word(other, name); });
        if (synonym)
            candidates.push_back({0, candidates.size(), name});
        else if (const auto place = rank(word, name))
            candidates.push_back({*place, candidates.size(), name});
    }
    std::ranges::sort(candidates);
    std::vector<std::string> names;
    for (const auto& candidate : candidates) {
        // Far ones are only noise beside a near one.
        if (candidate.rank > candidates.front().rank + 2) break;
        if (std::ranges::find(names, candidate.name) == names.end()) names.emplace_back(candidate.name);
        if (names.size() == most) break;
    }
    return names;
}

} // namespace pilothouse::commands::language
