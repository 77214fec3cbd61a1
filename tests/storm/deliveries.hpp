#pragma once

#include "integrations/net/http.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

/// What a storm consists of: deliveries of Alertmanager and of GitHub, as they send them.
namespace pilothouse::storm {

inline constexpr const char* hook_secret = "storm-secret";
inline constexpr int alert_routes = 4;
inline constexpr int build_routes = 2;
inline constexpr int alerts_in_group = 8;
inline constexpr int still_firing_in_some = 5;

struct Size {
    int groups = 0; ///< of 8 alerts
    int runs = 0;   ///< of five events, two of them told twice
};

/// The channel that a route tells, "#alerts-2".
std::string channel_of_alerts(int route);
std::string channel_of_builds(int route);

/// Every delivery there is, as a number, in the order in which they are sent. In a group the second one comes after
/// the first, as Alertmanager sends them; a run's events come in any order.
std::vector<std::uint32_t> shuffled(const Size& size, std::uint64_t seed);
/// The delivery as a request.
net::HttpRequest delivery(const Size& size, std::uint32_t number);

/// What has to stand in each channel in the end, once: the beginning of a line, as a person reads it.
std::map<std::string, std::vector<std::string>> last_lines(const Size& size);

} // namespace pilothouse::storm
