#include "bot/retry_rule.hpp"

#include <algorithm>
#include <cstdint>

namespace pilothouse::bot {

using namespace std::chrono;

Duration patience(std::string_view task_kind) {
    struct Rule {
        std::string_view kind;
        Duration patience;
    };

    static constexpr Rule rules[] = {
        {"start_rollout", minutes{5}}, // later, people would have given up on it and a start would surprise them
        {"make_silence", minutes{10}}, {"check_alerts", minutes{30}}, {"rerun_build", minutes{5}},
        {"stop_rollout", minutes{5}},  {"watch_rollout", days{1}},    {"open_form", seconds{3}}, // the trigger's life
        {"whisper", minutes{30}}, // the response_url's life
    };
    const auto* found = std::ranges::find(rules, task_kind, &Rule::kind);
    return found == std::end(rules) ? Duration{days{1}} : found->patience;
}

Duration pause_before(int next_try, const Error& error, std::uint64_t random) {
    if (error.retry_after) return *error.retry_after;
    constexpr Duration cap = seconds{64};
    const int doublings = std::clamp(next_try - 2, 0, 6);
    const auto longest = std::min<std::int64_t>(Duration{seconds{1} * (1 << doublings)}.count(), cap.count());
    const auto shortest = longest / 4; // never at once: the other side has just failed
    const auto span = static_cast<std::uint64_t>(longest - shortest + 1);
    return Duration{shortest + static_cast<std::int64_t>(random % span)};
}

} // namespace pilothouse::bot
