#include "integrations/azure/states.hpp"

#include "integrations/hooks/fields.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace pilothouse::azure {

namespace {
using commands::Phase;
using hooks::PhaseName;

// Cancelling is the will of a person; nothing else will come of it. Builds of the old kind (XAML) have their result as
// their state.
constexpr std::array states = {
    PhaseName{"notstarted", Phase::queued},   PhaseName{"postponed", Phase::queued},
    PhaseName{"pending", Phase::queued},      PhaseName{"waiting", Phase::queued},
    PhaseName{"inprogress", Phase::running},  PhaseName{"running", Phase::running},
    PhaseName{"canceling", Phase::cancelled}, PhaseName{"cancelling", Phase::cancelled},
    PhaseName{"stopped", Phase::cancelled},
};

// Of what succeeded in part, a step failed that may.
constexpr std::array results = {
    PhaseName{"succeeded", Phase::succeeded},
    PhaseName{"partiallysucceeded", Phase::neutral},
    PhaseName{"succeededwithissues", Phase::neutral},
    PhaseName{"failed", Phase::failed},
    PhaseName{"rejected", Phase::failed},
    PhaseName{"abandoned", Phase::failed},
    PhaseName{"canceled", Phase::cancelled},
    PhaseName{"skipped", Phase::skipped},
};

struct Reason {
    std::string_view result;
    std::string_view words;
};

constexpr std::array reasons = {
    Reason{"partiallysucceeded", "a step failed, as it may"},
    Reason{"succeededwithissues", "a step failed, as it may"},
    Reason{"rejected", "an approval or a check refused it"},
    Reason{"abandoned", "its agent was lost"},
};

std::string lower_case(std::string_view text) {
    std::string lower(text);
    std::ranges::transform(lower, lower.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return lower;
}
} // namespace

std::optional<Phase> phase_of(std::string_view state, std::string_view result) {
    const auto is = lower_case(state);
    if (is == "completed") return hooks::phase_named(results, lower_case(result)).value_or(Phase::neutral);
    const auto going = hooks::phase_named(states, is);
    return going ? going : hooks::phase_named(results, is);
}

std::string_view reason_of(std::string_view result) {
    const auto* found = std::ranges::find(reasons, lower_case(result), &Reason::result);
    return found == reasons.end() ? std::string_view{} : found->words;
}

} // namespace pilothouse::azure
