#include "config/nearest.hpp"

#include <algorithm>
#include <cctype>

namespace pilothouse::config {

namespace {
constexpr std::size_t word_limit = 64;
constexpr std::size_t list_limit = 8;

char lower(char c) {
    return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
}

/// Optimal string alignment distance, letter case ignored.
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j)
        last[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const bool same = lower(a[i - 1]) == lower(b[j - 1]);
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0U : 1U)});
            const bool swapped =
                i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1]);
            if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
        }
        std::swap(before, last);
        std::swap(last, row);
    }
    return last[b.size()];
}
} // namespace

std::string_view nearest(std::string_view word, const std::vector<std::string_view>& known) {
    if (word.empty() || word.size() > word_limit) return {};
    std::string_view best;
    std::size_t best_distance = std::max<std::size_t>(1, word.size() / 3) + 1;
    for (const std::string_view candidate : known) {
        const std::size_t d = distance(word, candidate);
        if (d < best_distance) {
            best = candidate;
            best_distance = d;
        }
    }
    if (!best.empty() || word.size() < 3) return best;
    const auto begins_alike = [&](std::string_view candidate) {
        return candidate.starts_with(word) || (candidate.size() >= 3 && word.starts_with(candidate));
    };
    const auto alike = std::ranges::find_if(known, begins_alike);
    return alike == known.end() ? std::string_view{} : *alike;
}

std::string suggestion(std::string_view word, const std::vector<std::string_view>& known) {
    if (const std::string_view near = nearest(word, known); !near.empty())
        return ", did you mean '" + std::string(near) + "'?";
    if (known.empty() || known.size() > list_limit) return {};
    std::string list = "; known: ";
    for (std::size_t i = 0; i < known.size(); ++i)
        list.append(i == 0 ? "" : ", ").append(known[i]);
    return list;
}

} // namespace pilothouse::config
