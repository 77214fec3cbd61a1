#pragma once

#include "commands/event.hpp"

#include <string>
#include <string_view>
#include <utility>

/// The place a form was opened at, carried in the form's context: what is sent back names no place by itself.
namespace pilothouse::commands::deploy {

/// "C024BE91L 1700000000.000100 -s": channel, thread, and one letter each for direct and strangers ('-': no).
std::string text_of(const Place& place);
/// The inverse. What can't be read becomes a place with strangers, where nothing may be started.
Place place_in(std::string_view text);

} // namespace pilothouse::commands::deploy
