#include "tests/week/week.hpp"

#include <array>
#include <map>
#include <utility>

namespace pilothouse::week {

namespace {

constexpr std::array<const char*, teams> team_names{"payments", "search", "accounts", "catalogue",
                                                    "delivery", "mobile", "insight",  "platform"};
constexpr std::array<const char*, services / teams> parts{"api", "worker", "web", "gateway", "jobs"};

} // namespace

Time Chance::at_work() {
    constexpr auto first = std::chrono::hours{8};
    constexpr int minutes = 10 * 60;
    return monday + std::chrono::days{below(5)} + first + std::chrono::minutes{below(minutes)} +
           std::chrono::seconds{below(60)};
}

Time Chance::at_all() {
    constexpr int minutes = 7 * 24 * 60 - 12 * 60; // half a day is left for what follows
    return monday + std::chrono::minutes{below(minutes)} + std::chrono::seconds{below(60)};
}

int team_of(int service) {
    return service % teams;
}

std::string team_name(int team) {
    return team_names.at(static_cast<std::size_t>(team));
}

std::string service_name(int service) {
    return team_name(team_of(service)) + "-" + parts.at(static_cast<std::size_t>(service / teams));
}

std::vector<Happening> happenings() {
    Chance chance(seed);
    std::vector<Happening> all;
    add_builds(chance, all);
    add_alerts(chance, all);
    // What happens at the same moment stays in the order it was made in.
    std::multimap<Time, Happening> in_order;
    for (auto& one : all)
        in_order.emplace(Time(one.at), std::move(one));
    all.clear();
    for (auto& [at, one] : in_order)
        all.push_back(std::move(one));
    return all;
}

} // namespace pilothouse::week
