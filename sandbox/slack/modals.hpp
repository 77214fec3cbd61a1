#pragma once

#include "sandbox/slack/world.hpp"

#include <string>

namespace pilothouse::sandbox {

/// Checks `view` as Slack does. Null when it is good, else the refusal.
Json view_refusal(World& world, const Json& view, std::string_view type, const std::string& own_id);
/// Puts a view on top of the person's stack (as the root where `on_top_of` is empty).
View& show_view(World& world, const std::string& user, Json body, const std::string& on_top_of);
/// Replaces what a view shows; input state of blocks that stay is kept.
void change_view(World& world, View& view, Json body);
/// Takes a view, or the person's whole stack, off the screen.
void close_view(World& world, const std::string& view_id);
void close_all_views(World& world, const std::string& user);
/// The values that a fresh view's inputs have.
Json initial_values(const Json& blocks);
/// The value of one input element, `given` by the person: a string, or {selected_option:…} and the like.
Json input_value(const Json& element, const Json& given);

} // namespace pilothouse::sandbox
