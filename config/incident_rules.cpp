#include "config/incident_rules.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace pilothouse::config {

namespace {

constexpr std::array<std::string_view, 4> room_parts{"{number}", "{title}", "{severity}", "{date}"};

Position at(const Places& places, const std::string& path) {
    const auto found = places.find(path);
    return found == places.end() ? Position{} : found->second;
}

/// The first text that stands in a list twice; empty: none.
std::string repeated(const std::vector<std::string>& names) {
    std::set<std::string_view> seen;
    for (const auto& name : names)
        if (!seen.insert(name).second) return name;
    return {};
}

std::string unknown_part(std::string_view room) {
    for (auto open = room.find('{'); open != std::string_view::npos; open = room.find('{', open + 1)) {
        const auto close = room.find('}', open);
        const auto part = room.substr(open, close == std::string_view::npos ? close : close - open + 1);
        if (std::ranges::find(room_parts, part) == room_parts.end()) return std::string(part);
    }
    return {};
}

} // namespace

void check_incidents(const IncidentSettings& incidents, const Places& places, Problems& problems) {
    const auto complain = [&](const std::string& path, const std::string& what) {
        problems.add(at(places, path), path + " " + what);
    };
    if (!incidents.room.contains("{number}"))
        complain(
            "incidents.room",
            "needs {number}, so that no two incidents have the same channel; write \"inc-{number}-{title}\""
        );
    if (const auto part = unknown_part(incidents.room); !part.empty())
        complain(
            "incidents.room",
            "has '" + part + "', which is never filled in; there are {number}, {title}, {severity} and {date}"
        );
    if (const auto twice = repeated(incidents.roles); !twice.empty())
        complain("incidents.roles", "names '" + twice + "' twice; take one away");
    if (const auto twice = repeated(incidents.statuses); !twice.empty())
        complain("incidents.statuses", "names '" + twice + "' twice; take one away");
    if (incidents.statuses.size() < 2)
        complain("incidents.statuses", "needs two at least: the first of a new incident, and the last that ends it");
    else if (std::ranges::find(incidents.statuses, incidents.mitigated) == incidents.statuses.end())
        complain(
            "incidents.mitigated",
            "is '" + incidents.mitigated + "', which is none of incidents.statuses; name one of them"
        );
    std::vector<std::string> names;
    for (const auto& severity : incidents.severities)
        names.push_back(severity.name);
    if (const auto twice = repeated(names); !twice.empty())
        problems.add(at(places, "severity[1].name"), "severity '" + twice + "' is declared twice; rename one of them");
}

} // namespace pilothouse::config
