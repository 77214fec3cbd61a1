#pragma once

#include "commands/change.hpp"
#include "commands/desk.hpp"

#include <cstdint>
#include <string>

/// Builds: which run is shown where, once, as one message that follows it.
namespace pilothouse::commands::builds {

/// A run or a job has changed: what was told is kept, and the cards of the run, and of the run after it in the line,
/// are drawn again where they are shown.
void heard(Desk& desk, const std::string& route, const PipelineChanged& change);
/// Draws the card of a run again wherever it is shown.
void redraw(Desk& desk, std::int64_t run);

} // namespace pilothouse::commands::builds
