#include "commands/changes.hpp"

#include "commands/alerts/alerts.hpp"
#include "commands/builds/builds.hpp"
#include "commands/elsewhere/elsewhere.hpp"
#include "commands/operators.hpp"
#include "storage/deliveries.hpp"

#include <variant>

namespace pilothouse::commands {

namespace {

/// Who follows which kind of change.
struct Hand {
    Desk& desk;
    const std::string& route;

    void operator()(const PipelineChanged& change) const { builds::heard(desk, route, change); }

    void operator()(const AlertChanged& change) const { alerts::heard(desk, route, change); }

    void operator()(const DeployChanged& change) const { elsewhere::heard(desk, route, change); }
};

void keep(Desk& desk, const ChangeReported& report) {
    storage::keep_delivery(
        desk.store,
        {
            .key = report.route + "/" + report.key,
            .route = report.route,
            .vendor = report.vendor,
            .event = report.event,
            .received_at = desk.now,
            .headers = report.headers,
            .body = report.body,
            .trouble = report.trouble,
        }
    );
}

} // namespace

void heard(Desk& desk, const ChangeReported& report) {
    keep(desk, report);
    const auto from = report.vendor + "/" + report.route;
    if (!report.trouble.empty())
        tell_operators(
            desk, MessageKey{"notice/hook/" + from}, Tone::warning,
            Text("A delivery of the hook " + from + " could not be read and was kept: " + report.trouble)
        );
    if (!report.greeting.empty())
        tell_operators(desk, MessageKey{"notice/hook/" + from + "/greeting"}, Tone::good, Text(report.greeting));
    for (const auto& change : report.changes)
        std::visit(Hand{desk, report.route}, change);
}

} // namespace pilothouse::commands
