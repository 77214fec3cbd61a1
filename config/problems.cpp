#include "config/problems.hpp"

#include <algorithm>

namespace pilothouse::config {

namespace {
constexpr std::size_t shown_limit = 100;
} // namespace

Error Problems::error() const {
    std::vector<Problem> sorted = list_;
    std::ranges::sort(sorted);
    const std::size_t shown = std::min(sorted.size(), shown_limit);
    std::string text;
    for (std::size_t i = 0; i < shown; ++i) {
        const auto& [at, words] = sorted[i];
        text += (i == 0 ? "" : "\n") + file_ + ":" + std::to_string(at.line) + ":" + std::to_string(at.column) + ": " +
                words;
    }
    if (shown < sorted.size()) text += "\n" + file_ + ": and " + std::to_string(sorted.size() - shown) + " more";
    return Error{Errc::bad_input, std::move(text), {}, std::nullopt};
}

} // namespace pilothouse::config
