#include "commands/status/rows.hpp"

#include "commands/deploy/life.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace pilothouse::commands::status {

namespace {
using storage::DeployState;

const char* symbol(DeployState state) {
    switch (state) {
    case DeployState::succeeded:
        return "✓";
    case DeployState::failed:
    case DeployState::rejected:
        return "✗";
    case DeployState::running:
        return "▶";
    case DeployState::waiting_approval:
        return "✋";
    case DeployState::unknown:
        return "?";
    case DeployState::requested:
    case DeployState::queued:
        return "⏳";
    case DeployState::cancelled:
    case DeployState::expired:
        return "■";
    }
    return "";
}
} // namespace

std::string short_span(Duration span) {
    constexpr std::array<std::pair<std::int64_t, const char*>, 4> units{
        {{86'400, " d"}, {3'600, " h"}, {60, " min"}, {1, " s"}}
    };
    const auto seconds = std::max<std::int64_t>(0, span.count() / 1'000);
    for (const auto& [size, name] : units)
        if (seconds >= size) return std::to_string(seconds / size) + name;
    return "0 s";
}

std::string now_cell(const std::vector<storage::Deployment>& open) {
    if (open.empty()) return "–";
    const auto holding =
        std::ranges::find_if(open, [](const auto& deploy) { return deploy::holds_place(deploy.state); });
    const auto& first = holding == open.end() ? open.front() : *holding;
    std::string cell =
        std::string(symbol(first.state)) + " " + std::to_string(first.id.value) + " " + first.version.value;
    if (open.size() > 1) cell += ", +" + std::to_string(open.size() - 1);
    return cell;
}

std::string last_cell(const storage::Standing& standing, Time now) {
    if (standing.last.value == 0) return "–";
    return std::string(symbol(standing.last_state)) + " " + short_span(now - standing.last_at);
}

Table history_table(Desk& desk, const std::vector<storage::Deployment>& deploys) {
    Table table{.header = {"#", "Service", "Where", "Version", "By", "State", "When"}, .rows = {}};
    for (const auto& deploy : deploys) {
        const auto* back = deploy.kind == storage::DeployKind::rollback ? "↩ " : "";
        table.rows.push_back(
            {Text(std::to_string(deploy.id.value)), Text(deploy.service.value), Text(deploy.environment.value),
             Text(back + deploy.version.value), Text(desk.name_of(deploy.requested_by)),
             Text(std::string(symbol(deploy.state)) + " " + deploy::words(deploy.state)),
             Text(short_span(desk.now - deploy.requested_at))}
        );
    }
    return table;
}

} // namespace pilothouse::commands::status
