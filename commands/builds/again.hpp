#pragma once

#include "commands/builds/run.hpp"
#include "commands/desk.hpp"

#include <optional>

/// The button that has a failed run started again by the system that ran it.
namespace pilothouse::commands::builds {

/// The button of a broken run, where its hook has an interface to ask and nobody has pressed it for this end.
std::optional<Button> again_button(const config::Settings& settings, const Run& run);
/// "Started again by Ana"; empty where nobody has.
Text again_words(const Run& run);

/// A button of a card was pressed.
Reply pressed(Desk& desk, const Pressed& event);
/// It runs again.
void started_again(Desk& desk, const RunStartedAgain& event);
/// It does not: whoever pressed is told why.
void gave_up(Desk& desk, const RerunBuild& task, const Error& error);

} // namespace pilothouse::commands::builds
