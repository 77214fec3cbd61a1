#pragma once

#include "commands/builds/run.hpp"
#include "commands/desk.hpp"

namespace pilothouse::commands::builds {

/// Who wrote what a run was about. When the line turned red they are all who wrote since it was last green, and with
/// `notify` those that the chat system knows (by e-mail address, or by a login they have linked) are notified; never
/// whoever only had it run again.
Text people(Desk& desk, const Run& run, bool notify);

} // namespace pilothouse::commands::builds
