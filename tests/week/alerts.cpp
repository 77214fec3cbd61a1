#include "tests/week/week.hpp"

#include <algorithm>
#include <array>

namespace pilothouse::week {

namespace {

using commands::Alert;
using commands::AlertChanged;
using namespace std::chrono_literals;

constexpr std::array<const char*, 6> kinds{"HighErrorRate", "SlowResponses", "QueueGrows",
                                           "DiskFills",     "PodRestarts",   "CertificateEnds"};
constexpr Duration repeats = 4h;

constexpr int alone = 300;    ///< alerts that fire by themselves
constexpr int grown = 100;    ///< in groups of five that grow
constexpr int flapping = 50;  ///< one alert again and again
constexpr int in_storm = 150; ///< all at once, everywhere
static_assert(alone + grown + flapping + in_storm == alerts);

/// A group of alerts of one kind and service, as Alertmanager tells of it.
class Group {
public:
    Group(std::vector<Happening>& all, std::string kind, int service) : all_(all), service_(service) {
        change_.group = "alertmanager/" + kind + "/" + service_name(service);
        change_.title = kind + ": " + service_name(service);
        change_.repeats = repeats;
        kind_ = std::move(kind);
    }

    void fire(Time at, const std::string& severity) {
        Alert one{
            .id = kind_ + "/" + std::to_string(change_.alerts.size()) + "/" + std::to_string(to_unix_ms(at)),
            .name = kind_,
            .severity = severity,
            .summary = kind_ + " of " + service_name(service_)
        };
        one.labels = {{"service", service_name(service_)}, {"team", team_name(team_of(service_))}};
        one.began = at;
        change_.alerts.push_back(std::move(one));
        tell(at, change_.alerts.size() == 1);
    }

    /// Tells of it again while it fires, and of its end.
    void end(Time from, Time at) {
        for (auto again = from + repeats; again < at; again += repeats)
            tell(again, false);
        for (auto& one : change_.alerts) {
            one.firing = false;
            one.ended = at;
        }
        tell(at, true);
    }

private:
    void tell(Time at, bool end) {
        change_.at = at;
        all_.push_back({at, team_of(service_), change_, false, end});
    }

    std::vector<Happening>& all_;
    int service_;
    std::string kind_{};
    AlertChanged change_{};
};

std::string severity(Chance& chance) {
    return chance.in_hundred(15) ? "critical" : "warning";
}

void add_single(Chance& chance, std::vector<Happening>& all) {
    for (int i = 0; i < alone; ++i) {
        const auto at = chance.at_all();
        Group group(all, kinds.at(static_cast<std::size_t>(chance.below(6))), chance.below(services));
        group.fire(at, severity(chance));
        // Most are over soon; one in ten is left until somebody comes to it.
        group.end(
            at, at + std::chrono::minutes{chance.in_hundred(10) ? 300 + chance.below(400) : 6 + chance.below(50)}
        );
    }
}

void add_growing(Chance& chance, std::vector<Happening>& all) {
    constexpr int each = 5;
    for (int i = 0; i < grown / each; ++i) {
        auto at = chance.at_all();
        Group group(all, kinds.at(static_cast<std::size_t>(chance.below(6))), chance.below(services));
        for (int member = 0; member < each; ++member) {
            group.fire(at, severity(chance));
            at += std::chrono::minutes{5 + chance.below(10)};
        }
        group.end(at, at + std::chrono::minutes{20 + chance.below(60)});
    }
}

void add_flapping(Chance& chance, std::vector<Happening>& all) {
    auto at = monday + std::chrono::days{2} + 13h;
    for (int i = 0; i < flapping; ++i) {
        Group group(all, "PodRestarts", 3);
        group.fire(at, "warning");
        group.end(at, at + std::chrono::minutes{2 + chance.below(4)});
        at += std::chrono::minutes{7 + chance.below(4)};
    }
}

/// A network is gone for half an hour in the night to Thursday.
void add_storm(Chance& chance, std::vector<Happening>& all) {
    const auto begin = monday + std::chrono::days{3} + 2h + 41min;
    for (int i = 0; i < in_storm; ++i) {
        const auto at = begin + std::chrono::seconds{chance.below(120)};
        Group group(all, kinds.at(static_cast<std::size_t>(i / services)), i % services);
        group.fire(at, severity(chance));
        group.end(at, begin + 31min + std::chrono::seconds{chance.below(180)});
    }
}

} // namespace

void add_alerts(Chance& chance, std::vector<Happening>& all) {
    add_single(chance, all);
    add_growing(chance, all);
    add_flapping(chance, all);
    add_storm(chance, all);
}

} // namespace pilothouse::week
