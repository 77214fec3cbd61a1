#include "config/nearest.hpp"

#include "core/edit_distance.hpp"

#include <algorithm>

namespace pilothouse::config {

namespace {
constexpr std::size_t list_limit = 8;
} // namespace

std::string_view nearest(std::string_view word, const std::vector<std::string_view>& known) {
    if (word.empty()) return {};
    std::string_view best;
    std::size_t best_distance = std::max<std::size_t>(1, word.size() / 3) + 1;
    for (const std::string_view candidate : known) {
        const std::size_t d = edit_distance(word, candidate, best_distance);
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
