#include "commands/deploy/incidents.hpp"

#include "commands/deploy/life.hpp"
#include "commands/language/words.hpp"
#include "storage/incidents.hpp"

#include <algorithm>

namespace pilothouse::commands::deploy {

namespace {

bool holds(const config::Settings& settings, const std::string& severity) {
    const auto& all = settings.incidents.severities;
    const auto found = std::ranges::find(all, severity, &config::Severity::name);
    return found != all.end() && found->holds_deploys;
}

/// "incident 7: the mend", and not "incident 71".
bool names(const std::string& reason, std::int64_t incident) {
    const auto name = "incident " + std::to_string(incident);
    const auto words = language::lower(reason);
    const auto at = words.find(name);
    if (at == std::string::npos) return false;
    const auto behind = at + name.size();
    return behind == words.size() || words[behind] < '0' || words[behind] > '9';
}

} // namespace

std::optional<Held>
held(Desk& desk, const config::Service& service, const config::Environment& environment, const std::string& reason) {
    const bool on_the_way =
        std::ranges::any_of(service.environments, [&](const auto& later) { return later.after == environment.name; });
    if (on_the_way) return std::nullopt;
    std::optional<Held> found;
    for (const auto& incident : storage::Incidents(desk.store).all_open()) {
        if (incident.service != service.name || incident.drill || !holds(desk.settings, incident.severity)) continue;
        const auto number = std::to_string(incident.id);
        if (names(reason, incident.id)) {
            if (!found) found = Held{true, "its reason names incident " + number};
            continue;
        }
        return Held{
            false, "incident " + number + " is open for " + service.name.value +
                       (incident.hidden ? "" : " (" + incident.severity + ": " + incident.title + ")") +
                       "; a rollback may go on, and so may a deploy that belongs to it: `because \"incident " + number +
                       ": …\"`"
        };
    }
    return found;
}

void tell_incidents(Desk& desk, const storage::Deployment& deploy) {
    storage::Incidents incidents(desk.store);
    for (const auto& incident : incidents.all_open()) {
        if (incident.service != deploy.service) continue;
        const auto* kind = deploy.kind == storage::DeployKind::rollback ? "Rollback " : "Deploy ";
        std::string text = kind + std::to_string(deploy.id.value) + " (" + deploy.service.value + " " +
                           deploy.version.value + " to " + deploy.environment.value + ") " + words(deploy.state);
        if (deploy.state == storage::DeployState::running && !deploy.reason.empty()) text += ": " + deploy.reason;
        incidents.add_entry(
            incident.id, {.at = desk.now,
                          .noted_at = desk.now,
                          .kind = "deploy",
                          .person = deploy.requested_by,
                          .text = std::move(text)}
        );
    }
}

} // namespace pilothouse::commands::deploy
