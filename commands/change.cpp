#include "commands/change.hpp"

namespace pilothouse::commands {

const char* name(Phase phase) {
    switch (phase) {
    case Phase::queued:
        return "queued";
    case Phase::waiting:
        return "waiting";
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
    case Phase::needs_action:
        return "needs_action";
    case Phase::timed_out:
        return "timed_out";
    case Phase::failed:
        return "failed";
    }
    return "";
}

} // namespace pilothouse::commands
