#pragma once

#include "commands/alerts/group.hpp"
#include "commands/desk.hpp"

#include <cstdint>
#include <string_view>

/// Silences, which a button has the sender of alerts make: asked for by a form, told on the card until they end.
namespace pilothouse::commands::alerts {

inline constexpr std::string_view silence_form = "alerts.silence";
/// The part of a timer's name in front of the group's number.
inline constexpr std::string_view silence_timer = "silence/";

/// Whether the group can be told from others by labels, and nobody has silenced it.
bool may_be_silenced(const Group& group);
/// "Silenced by Ana until 14:03. "; empty where that is not so.
Text silence_words(const Group& group);

/// Opens the form.
Reply ask_how_long(Desk& desk, const Pressed& event, const Group& group);
/// The form was sent, from a card at `where`: the silence is asked of the sender.
Reply silence_form_sent(Desk& desk, const Submitted& event, const Place& where);
/// The sender is silent.
void silenced(Desk& desk, const SilenceMade& event);
/// It is not: whoever asked for it is told why.
void gave_up(Desk& desk, const MakeSilence& task, const Error& error);
/// The time of a silence is over.
void silence_over(Desk& desk, std::int64_t group);

} // namespace pilothouse::commands::alerts
