#include "integrations/cdevents/subjects.hpp"

#include "core/sha256.hpp"
#include "integrations/hooks/fields.hpp"
#include "integrations/hooks/links.hpp"
#include "integrations/net/url.hpp"

#include <algorithm>
#include <array>

namespace pilothouse::cdevents {

namespace {
using commands::Change;
using commands::Phase;

constexpr std::array predicates = {
    hooks::PhaseName{"queued", Phase::queued},
    hooks::PhaseName{"started", Phase::running},
    hooks::PhaseName{"finished", Phase::neutral},
};

constexpr std::array outcomes = {
    hooks::PhaseName{"success", Phase::succeeded},
    hooks::PhaseName{"failure", Phase::failed},
    hooks::PhaseName{"error", Phase::failed},
    hooks::PhaseName{"cancel", Phase::cancelled},
};

/// An event, taken apart.
struct Event {
    JsonView context;
    JsonView subject;
    JsonView content;
    std::string_view predicate{};
    std::string id{}; ///< of the subject
    Time at{};
};

/// Ids are unique within their source, which is the event's where the subject has none.
std::string unique_name(const Event& event, JsonView subject, std::string_view id) {
    const auto source = hooks::first_text({subject.text("source"), event.context.text("source")});
    return "cdevents/" + sha256_hex(std::string(source).append(1, '\n').append(id)).substr(0, 32);
}

void tell_run(commands::PipelineChanged& change, const Event& event) {
    change.phase = hooks::phase_named(predicates, event.predicate).value_or(Phase::running);
    if (change.phase == Phase::neutral)
        change.phase = hooks::phase_named(outcomes, event.content.text("outcome")).value_or(Phase::neutral);
    change.at = event.at;
    change.project = event.subject.text("source").empty() ? event.context.text("source") : event.subject.text("source");
    // Called "url" before version 0.5.
    change.url = hooks::web_link(hooks::first_text({event.content.text("uri"), event.content.text("url")}));
    const auto errors = event.content.text("errors");
    if (commands::broken(change.phase)) {
        change.reason = hooks::first_line(errors);
        if (errors.contains('\n')) change.excerpt = errors;
    }
    if (change.phase == Phase::running) change.began = event.at;
    if (commands::ended(change.phase)) change.ended = event.at;
}

Result<Change> read_pipeline_run(const Event& event) {
    commands::PipelineChanged change{.run = unique_name(event, event.subject, event.id)};
    change.name = hooks::first_line(event.content.text("pipelineName"));
    tell_run(change, event);
    return change;
}

/// A task that belongs to no run of a pipeline is a run of its own.
Result<Change> read_task_run(const Event& event) {
    const auto pipeline = event.content["pipelineRun"];
    const auto pipeline_id = hooks::id_text(pipeline["id"]);
    commands::PipelineChanged change;
    change.run = unique_name(
        event, pipeline_id.empty() ? event.subject : pipeline, pipeline_id.empty() ? event.id : pipeline_id
    );
    if (!pipeline_id.empty()) change.job = event.id;
    change.name = hooks::first_line(event.content.text("taskName"));
    tell_run(change, event);
    return change;
}

/// The version of a package address: its tag, or what stands behind the "@".
std::string version_of(std::string_view purl) {
    const auto question = purl.find('?');
    if (question != std::string_view::npos)
        if (const auto fields = net::form_decoded(purl.substr(question + 1)))
            for (const auto& [name, value] : *fields)
                if (name == "tag" && !value.empty()) return hooks::first_line(value);
    purl = purl.substr(0, std::min(question, purl.find('#')));
    const auto at = purl.rfind('@');
    if (at == std::string_view::npos) return {};
    return hooks::first_line(net::percent_decoded(purl.substr(at + 1)).value_or(std::string(purl.substr(at + 1))));
}

/// Each event is a deploy that has been made; nothing tells of it before.
Result<Change> read_service(const Event& event) {
    PILOTHOUSE_TRY(const auto id, hooks::needed_id(event.context, "id", "context.id"));
    commands::DeployChanged change{.deploy = unique_name(event, event.context, id), .phase = Phase::succeeded};
    const auto environment = event.content["environment"];
    change.at = event.at;
    change.project = hooks::first_line(event.id);
    change.environment = hooks::first_line(hooks::first_text({environment.text("name"), environment.text("id")}));
    change.version = version_of(event.content.text("artifactId"));
    if (event.predicate == "rolledback") change.reason = "rolled back";
    if (event.predicate == "removed") change.reason = "removed";
    return change;
}

Result<Change> read_incident(const Event& event) {
    const auto service = hooks::first_line(event.content["service"].text("id"));
    const auto environment = hooks::first_line(event.content["environment"].text("id"));
    commands::AlertChanged change{.group = unique_name(event, event.subject, event.id), .at = event.at};
    change.title = "Incident " + hooks::first_line(event.id);
    if (!service.empty()) change.title += ": " + service;
    commands::Alert alert{.id = event.id, .name = "Incident", .firing = event.predicate != "resolved"};
    alert.summary = hooks::first_line(event.content.text("description"));
    if (!service.empty()) alert.labels.emplace_back("service", service);
    if (!environment.empty()) alert.labels.emplace_back("environment", environment);
    alert.url = hooks::web_link(event.content.text("ticketURI"));
    alert.began = event.at;
    if (!alert.firing) {
        alert.began = {};
        alert.ended = event.at;
    }
    change.alerts.push_back(std::move(alert));
    return change;
}

struct Reader {
    std::string_view type;
    Result<Change> (*read)(const Event& event);
};

constexpr std::array readers = {
    Reader{"pipelinerun.queued", read_pipeline_run},   Reader{"pipelinerun.started", read_pipeline_run},
    Reader{"pipelinerun.finished", read_pipeline_run}, Reader{"taskrun.started", read_task_run},
    Reader{"taskrun.finished", read_task_run},         Reader{"service.deployed", read_service},
    Reader{"service.upgraded", read_service},          Reader{"service.rolledback", read_service},
    Reader{"service.removed", read_service},           Reader{"incident.detected", read_incident},
    Reader{"incident.reported", read_incident},        Reader{"incident.resolved", read_incident},
};
} // namespace

std::string_view short_type(std::string_view type) {
    constexpr std::string_view prefix = "dev.cdevents.";
    if (!type.starts_with(prefix)) return {};
    type.remove_prefix(prefix.size());
    const auto subject = type.find('.');
    if (subject == std::string_view::npos) return type;
    return type.substr(0, type.find('.', subject + 1));
}

Result<std::optional<Change>> read_event(JsonView body, Time received) {
    const auto type = short_type(body["context"].text("type"));
    const auto* const reader = std::ranges::find(readers, type, &Reader::type);
    if (reader == readers.end()) return std::nullopt;
    Event event{.context = body["context"], .subject = body["subject"], .content = body["subject"]["content"]};
    event.predicate = type.substr(type.find('.') + 1);
    PILOTHOUSE_TRY(event.id, hooks::needed_id(event.subject, "id", "subject.id"));
    event.at = hooks::time_at(event.context, "timestamp").value_or(received);
    PILOTHOUSE_TRY(auto change, reader->read(event));
    return change;
}

} // namespace pilothouse::cdevents
