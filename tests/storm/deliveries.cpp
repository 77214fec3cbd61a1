#include "deliveries.hpp"

#include "integrations/net/hmac.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <random>
#include <utility>

namespace pilothouse::storm {

namespace {

using nlohmann::json;

struct RunEvent {
    const char* action;
    const char* status;
};

/// The last two are what GitHub delivers again.
constexpr std::array<RunEvent, 5> run_events = {
    {{"requested", "queued"},
     {"in_progress", "in_progress"},
     {"completed", "completed"},
     {"in_progress", "in_progress"},
     {"completed", "completed"}}
};
constexpr int first_told_again = 3;

/// What becomes of a group by its second delivery.
enum class Course : std::uint8_t { ends, shrinks, stays };

Course course_of(int group) {
    return static_cast<Course>(group % 3);
}

std::string name_of(int group) {
    return "G" + std::to_string(10'000 + group);
}

bool is_red(int run) {
    return run % 2 == 0;
}

json alert_of(int group, int number, bool firing) {
    return {
        {"status", firing ? "firing" : "resolved"},
        {"labels", {{"alertname", name_of(group)}, {"instance", "host-" + std::to_string(number)}}},
        {"annotations", {{"summary", "Disk of host-" + std::to_string(number) + " is full"}}},
        {"startsAt", "2026-03-01T10:00:00Z"},
        {"endsAt", firing ? "0001-01-01T00:00:00Z" : "2026-03-01T10:07:00Z"},
        {"fingerprint", std::to_string(group) + "-" + std::to_string(number)}
    };
}

int firing_after(Course course, bool second) {
    if (!second || course == Course::stays) return alerts_in_group;
    return course == Course::ends ? 0 : still_firing_in_some;
}

std::string alerts_body(int group, bool second) {
    const int firing = firing_after(course_of(group), second);
    json alerts = json::array();
    for (int i = 0; i < alerts_in_group; ++i)
        alerts.push_back(alert_of(group, i, i < firing));
    const json body = {
        {"version", "4"},
        {"groupKey", "{}:{alertname=\"" + name_of(group) + "\"}"},
        {"truncatedAlerts", 0},
        {"status", firing > 0 ? "firing" : "resolved"},
        {"receiver", "bot"},
        {"groupLabels", {{"alertname", name_of(group)}}},
        {"commonLabels", {{"alertname", name_of(group)}}},
        {"commonAnnotations", json::object()},
        {"externalURL", "http://alertmanager.example.com"},
        {"alerts", std::move(alerts)}
    };
    return body.dump();
}

net::HttpRequest of_alerts(int group, bool second) {
    return {
        .method = "POST",
        .target = "/hooks/alertmanager/alerts-" + std::to_string(group % alert_routes),
        .headers = {{"Content-Type", "application/json"}, {"Authorization", std::string("Bearer ") + hook_secret}},
        .body = alerts_body(group, second)
    };
}

net::HttpRequest of_run(int run, int event) {
    const auto& [action, status] = run_events[static_cast<std::size_t>(event)];
    const bool ended = std::string(status) == "completed";
    const json body = {
        {"action", action},
        {"workflow_run",
         {{"id", 5'000'000 + run},
          {"name", "CI"},
          {"run_number", run + 1},
          {"run_attempt", 1},
          {"status", status},
          {"conclusion", ended ? json(is_red(run) ? "failure" : "success") : json()},
          {"head_branch", "branch-" + std::to_string(run)},
          {"head_sha", "0123456789012345678901234567890123456789"},
          {"event", "push"},
          {"html_url", "https://github.com/acme/api/actions/runs/" + std::to_string(5'000'000 + run)},
          {"created_at", "2026-03-01T10:00:00Z"},
          {"run_started_at", "2026-03-01T10:00:00Z"},
          {"updated_at", "2026-03-01T10:05:00Z"}}},
        {"repository", {{"full_name", "acme/api"}, {"html_url", "https://github.com/acme/api"}}}
    };
    const auto text = body.dump();
    const int first = event < first_told_again ? event : event - 2;
    return {
        .method = "POST",
        .target = "/hooks/github/builds-" + std::to_string(run % build_routes),
        .headers =
            {{"Content-Type", "application/json"},
             {"X-GitHub-Event", "workflow_run"},
             {"X-GitHub-Delivery", std::to_string(run) + "-" + std::to_string(first)},
             {"X-Hub-Signature-256", "sha256=" + net::hmac_sha256_hex(hook_secret, text)}},
        .body = text
    };
}

} // namespace

std::string channel_of_alerts(int route) {
    return "#alerts-" + std::to_string(route);
}

std::string channel_of_builds(int route) {
    return "#builds-" + std::to_string(route);
}

std::vector<std::uint32_t> shuffled(const Size& size, std::uint64_t seed) {
    const auto groups = static_cast<std::uint32_t>(size.groups);
    const auto events = static_cast<std::uint32_t>(size.runs) * static_cast<std::uint32_t>(run_events.size());
    std::vector<std::uint32_t> first, second;
    for (std::uint32_t i = 0; i < groups; ++i) {
        first.push_back(i);
        second.push_back(groups + i);
    }
    for (std::uint32_t i = 0; i < events; ++i)
        (i % 2 == 0 ? first : second).push_back(2 * groups + i);
    std::mt19937_64 random(seed);
    std::ranges::shuffle(first, random);
    std::ranges::shuffle(second, random);
    first.insert(first.end(), second.begin(), second.end());
    return first;
}

net::HttpRequest delivery(const Size& size, std::uint32_t number) {
    const auto groups = static_cast<std::uint32_t>(size.groups);
    if (number < 2 * groups) return of_alerts(static_cast<int>(number % groups), number >= groups);
    const auto event = number - 2 * groups;
    const auto events = static_cast<std::uint32_t>(run_events.size());
    return of_run(static_cast<int>(event / events), static_cast<int>(event % events));
}

std::map<std::string, std::vector<std::string>> last_lines(const Size& size) {
    std::map<std::string, std::vector<std::string>> lines;
    for (int group = 0; group < size.groups; ++group) {
        const int firing = firing_after(course_of(group), true);
        lines[channel_of_alerts(group % alert_routes)].push_back(
            firing == 0 ? "Resolved: " + name_of(group)
                        : "Firing: " + name_of(group) + " (" + std::to_string(firing) + ")"
        );
    }
    for (int run = 0; run < size.runs; ++run)
        lines[channel_of_builds(run % build_routes)].push_back(
            "CI #" + std::to_string(run + 1) + (is_red(run) ? " broke" : " passed") + " on branch-" +
            std::to_string(run)
        );
    return lines;
}

} // namespace pilothouse::storm
