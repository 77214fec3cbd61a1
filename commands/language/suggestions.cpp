#include "commands/language/suggestions.hpp"

#include "commands/language/words.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace pilothouse::commands::language {

namespace {

constexpr std::size_t longest = 64;
constexpr std::size_t most = 3;
constexpr std::size_t most_compared = 5'000;

/// How far a known word may be from what was typed, and how good it is as a suggestion: less is better.
std::optional<std::size_t> rank(std::string_view typed, std::string_view known) {
    const std::size_t limit = typed.size() <= 2 ? 1 : typed.size() <= 4 ? 2 : 3;
    const auto apart = distance(typed, known, limit);
    // A word that shares no letter with a short one is no suggestion, however few letters differ.
    if (apart <= limit && apart < std::max(typed.size(), known.size())) return apart * 2;
    const auto least = std::min(typed.size(), known.size());
    if (least >= 3 && same_word(typed.substr(0, least), known.substr(0, least))) return 3;
    return std::nullopt;
}

} // namespace

std::size_t distance(std::string_view a, std::string_view b, std::size_t limit) {
    const auto gap = a.size() > b.size() ? a.size() - b.size() : b.size() - a.size();
    if (a.size() > longest || b.size() > longest || gap > limit) return limit + 1;
    const auto left = lower(a), right = lower(b);
    std::array<std::array<std::size_t, longest + 1>, 3> rows{};
    for (std::size_t j = 0; j <= right.size(); ++j)
        rows[0][j] = j;
    for (std::size_t i = 1; i <= left.size(); ++i) {
        auto& row = rows[i % 3];
        const auto& above = rows[(i + 2) % 3];
        const auto& two_above = rows[(i + 1) % 3];
        row[0] = i;
        auto best = i;
        for (std::size_t j = 1; j <= right.size(); ++j) {
            const std::size_t change = left[i - 1] == right[j - 1] ? 0 : 1;
            row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + change});
            const bool swapped = i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1];
            if (swapped) row[j] = std::min(row[j], two_above[j - 2] + 1);
            best = std::min(best, row[j]);
        }
        if (best > limit) return limit + 1;
    }
    return rows[left.size() % 3][right.size()];
}

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
