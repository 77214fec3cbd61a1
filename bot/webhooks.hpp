#pragma once

#include "config/settings.hpp"
#include "integrations/hooks/route.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Which systems may tell us something, and where: the only place that knows all their vendors.
namespace pilothouse::bot {

/// Every vendor whose webhooks are read.
std::span<const hooks::Vendor* const> vendors();

/// What the receiver listens at, from the configuration (whose vendors are ours: the loader checks that).
std::vector<hooks::Route> routes_of(const config::Settings& settings);

/// For each hook of the configuration its address, and what to enter at the sender: for `pilothouse hooks`.
std::string hooks_help(const config::Settings& settings);

} // namespace pilothouse::bot
