#pragma once

#include "commands/incident/incident.hpp"

#include <map>
#include <string>

/// Numbers of incidents, each with what it is made of.
namespace pilothouse::commands::incident {

/// A mean, and what it was taken of.
struct Mean {
    Duration sum{0};
    int count = 0;
    int left_out = 0; ///< incidents of the time that lack one of the two moments

    [[nodiscard]] Duration value() const { return count == 0 ? Duration{0} : sum / count; }
};

struct Numbers {
    int counted = 0;
    int drills = 0; ///< left out of everything
    int merged = 0; ///< the same: what they are a part of counts
    int hidden = 0; ///< counted, but not by name
    int open = 0;
    std::map<std::string, int> by_severity{};
    std::map<std::string, int> by_service{};
    Mean to_acknowledge{}; ///< from detected to acknowledged
    Mean to_resolve{};     ///< from started to resolved
    int updates = 0;
    int follow_ups = 0; ///< still to be done
    int overdue_follow_ups = 0;
};

/// Of the incidents that were declared since then.
Numbers numbers_since(Desk& desk, Time begin);
Reply report(Desk& desk, Duration span);

} // namespace pilothouse::commands::incident
