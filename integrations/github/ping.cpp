#include "integrations/github/events.hpp"
#include "integrations/hooks/fields.hpp"

#include <algorithm>
#include <array>

namespace pilothouse::github {

namespace {

struct Needed {
    std::string_view event;
    std::string_view what;
};

/// The least that cards of builds and of deploys are made from.
constexpr std::array<Needed, 3> needed = {{
    {"workflow_run", "runs of workflows"},
    {"workflow_job", "the jobs and steps that fail"},
    {"deployment_status", "deploys"},
}};

constexpr std::size_t events_shown = 40;

std::string listed(const std::vector<std::string_view>& words) {
    std::string text;
    for (const auto word : words)
        text.append(text.empty() ? "" : ", ").append(word);
    return text;
}

std::string sender_of(JsonView body) {
    const auto name = hooks::first_text({body["repository"].text("full_name"), body["organization"].text("login")});
    if (!name.empty()) return hooks::first_line(name);
    return body["hook"].text("type") == "App" ? "an app" : "an unnamed place";
}

} // namespace

std::string greeting(JsonView body) {
    const auto hook = body["hook"];
    std::vector<std::string_view> events;
    for (const auto event : hook["events"].elements())
        if (!event.text().empty() && events.size() < events_shown) events.push_back(event.text());
    const auto sends = [&](std::string_view event) { return std::ranges::find(events, event) != events.end(); };

    std::string text = "GitHub is connected: " + sender_of(body) + " sends ";
    text += sends("*") ? "every event." : events.empty() ? "no events." : hooks::first_line(listed(events)) + ".";
    if (hook["config"].text("content_type") == "form")
        text += " Its content type is application/x-www-form-urlencoded: set it to application/json.";
    for (const auto& [event, what] : needed) {
        if (sends("*") || sends(event)) continue;
        text.append(" Without the event ").append(event).append(", ").append(what).append(" are not told.");
    }
    return text;
}

} // namespace pilothouse::github
