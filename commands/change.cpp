#include "commands/change.hpp"

#include <algorithm>
#include <array>

namespace pilothouse::commands {

const char* name(Phase phase) {
    switch (phase) {
    case Phase::queued:
        return "queued";
    case Phase::waiting:
        return "waiting";
    case Phase::needs_action:
        return "needs_action";
    case Phase::running:
        return "running";
    case Phase::succeeded:
        return "succeeded";
    case Phase::neutral:
        return "neutral";
    case Phase::skipped:
        return "skipped";
    case Phase::cancelled:
        return "cancelled";
    case Phase::timed_out:
        return "timed_out";
    case Phase::failed:
        return "failed";
    }
    return "";
}

Phase phase_named(std::string_view text) {
    constexpr std::array all{Phase::queued,  Phase::waiting, Phase::needs_action, Phase::running,   Phase::succeeded,
                             Phase::neutral, Phase::skipped, Phase::cancelled,    Phase::timed_out, Phase::failed};
    const auto found = std::ranges::find_if(all, [&](Phase phase) { return text == name(phase); });
    return found == all.end() ? Phase::queued : *found;
}

} // namespace pilothouse::commands
