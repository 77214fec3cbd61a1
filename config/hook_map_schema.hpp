#pragma once

#include "config/hook_map.hpp"
#include "config/reader.hpp"
#include "config/schema.hpp"

#include <span>
#include <string>
#include <string_view>

namespace pilothouse::config {

/// The settings of `map = { … }`.
Table<HookMap> hook_map_settings();

/// What a phase may be called on the right of `phases = { … }`, for a kind of map; "ignore" tells nothing.
std::span<const std::string_view> phase_words(std::string_view kind);

/// Reads `map` and `phases` of the hook at `path`, and notes every problem: what its kind needs and what it has no use
/// for, and a vendor that can't do without a map, or with one.
void read_hook_map(
    Reader& reader, Problems& problems, const Node& hook, const std::string& path, std::string_view vendor, HookMap& map
);

} // namespace pilothouse::config
