#pragma once

#include "commands/desk.hpp"
#include "commands/event.hpp"

/// Buttons and forms about deploys.
namespace pilothouse::commands::deploy {

/// Answers a press of one of our buttons. An empty card in the reply: nothing is to be said.
Reply pressed(Desk& desk, const Pressed& event);

/// Answers a form that was sent. `Reply::field` names the question whose answer is wrong; the form stays open then.
Reply submitted(Desk& desk, const Submitted& event);

/// Where a form was opened.
Place opened_at(const Submitted& event);

} // namespace pilothouse::commands::deploy
