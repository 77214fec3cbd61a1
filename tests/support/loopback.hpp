#pragma once

#include <cstdint>
#include <string>

/// Where a server of a test listens.
namespace pilothouse::tests {

/// An address of this machine that no other server of a test uses, so that a port that is free there stays free.
std::string unused_address();
/// A port that is free at that address.
std::uint16_t free_port(const std::string& address);

} // namespace pilothouse::tests
