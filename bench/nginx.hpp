#pragma once

#include "bot/program/child.hpp"

#include <cstdint>
#include <filesystem>

namespace pilothouse::bench {

/// True when there is an nginx on this machine.
bool has_nginx();

/// A port that was free a moment ago.
std::uint16_t free_port();

/// Starts nginx as one process that answers 204 to everything at that port and logs nothing; its files are in
/// `folder`. Errors: unavailable.
Result<program::Child> start_nginx(const std::filesystem::path& folder, std::uint16_t port);

} // namespace pilothouse::bench
