#pragma once

#include "commands/change.hpp"
#include "core/clock.hpp"

#include <cstdint>
#include <random>
#include <string>
#include <vector>

/// A made-up week of a busy team: the same for the same seed, on every machine.
namespace pilothouse::week {

inline constexpr std::uint64_t seed = 812;
inline constexpr int services = 40;
inline constexpr int teams = 8;
inline constexpr int builds = 2'000;
inline constexpr int alerts = 600;
inline constexpr Time monday{Duration{1'800'230'400'000}}; ///< 2027-01-18T00:00:00Z

/// A sender tells something that is about services of one team.
struct Happening {
    Time at{};
    int team = 0;
    commands::Change change{};
    bool job = false; ///< about a part of a build: no bot posts these one by one
    bool end = false; ///< a build's result, or a group of alerts that begins or is over
};

/// The standard's distributions differ between libraries; these do not.
class Chance {
public:
    explicit Chance(std::uint64_t from) : random_(from) {}

    int below(int bound) { return static_cast<int>(random_() % static_cast<std::uint64_t>(bound)); }

    bool in_hundred(int part) { return below(100) < part; }

    /// A moment of working hours, Monday to Friday.
    Time at_work();
    /// Any moment of the week.
    Time at_all();

private:
    std::mt19937_64 random_;
};

/// "checkout-api"
std::string service_name(int service);
int team_of(int service);
std::string team_name(int team);

/// Both add to `all`, in no order.
void add_builds(Chance& chance, std::vector<Happening>& all);
void add_alerts(Chance& chance, std::vector<Happening>& all);

/// All that happens, in order.
std::vector<Happening> happenings();

} // namespace pilothouse::week
