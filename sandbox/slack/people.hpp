#pragma once

#include "sandbox/slack/world.hpp"

/// What people do in the workspace, as the page and tests ask for it. Each takes the JSON of the control API and
/// gives its answer: {ok:true,…} or {ok:false,error:…}.
namespace pilothouse::sandbox {

Json say(World& world, const Json& wish);
Json edit_said(World& world, const Json& wish);
Json delete_said(World& world, const Json& wish);
Json react_as(World& world, const Json& wish);
Json join_as(World& world, const Json& wish);
/// Opens the app's home tab.
Json open_home(World& world, const Json& wish);

net::awaitable<Json> command_as(World& world, const Json& wish);
net::awaitable<Json> press_as(World& world, const Json& wish);
net::awaitable<Json> submit_as(World& world, const Json& wish);
net::awaitable<Json> close_as(World& world, const Json& wish);
net::awaitable<Json> shortcut_as(World& world, const Json& wish);
/// Options of an external select: block_suggestion.
net::awaitable<Json> suggest_as(World& world, const Json& wish);

} // namespace pilothouse::sandbox
