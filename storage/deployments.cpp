#include "storage/deployments.hpp"

#include <stdexcept>

// Pieces of statements; a statement is a literal, so that they can only be joined by the compiler.
#define DEPLOY_COLUMNS                                                                                                 \
    "id, kind, service, environment, version, previous, state, requested_by, requested_at, reason, channel, "          \
    "returns_to, rule, digest, nonce, code, approvals_needed, expires_at, queued_at, started_at, program_at, "         \
    "ended_at, stop_by, steps, percent, detail"
// The same list as in the index deploys_open: the planner takes a partial index only for its own words.
#define OPEN_STATES "state IN ('requested', 'waiting_approval', 'queued', 'running', 'unknown')"
#define STANDING_COLUMNS                                                                                               \
    "SELECT s.service, s.environment, s.live, d.version, d.ended_at, d.requested_by, p.name, s.last, l.state, "        \
    "l.ended_at FROM standings s LEFT JOIN deploys d ON d.id = s.live LEFT JOIN people p ON p.id = d.requested_by "    \
    "JOIN deploys l ON l.id = s.last "

namespace pilothouse::storage {

namespace {
DeployState state_named(std::string_view text) {
    for (const auto state : all_deploy_states)
        if (text == name(state)) return state;
    throw std::logic_error("deploys.state holds a word that is no state: " + std::string(text));
}

std::optional<Time> time_in(const Row& row, int column) {
    if (row.is_null(column)) return std::nullopt;
    return from_unix_ms(row.integer(column));
}

Value value_of(const std::optional<Time>& time) {
    return time ? Value{to_unix_ms(*time)} : Value{nullptr};
}

Value value_of(const std::optional<int>& number) {
    return number ? Value{std::int64_t{*number}} : Value{nullptr};
}

Value value_of(DeployId id) {
    return id.value == 0 ? Value{nullptr} : Value{id.value};
}

Deployment deploy_in(const Row& row) {
    const auto text = [&](int column) { return std::string(row.text(column)); };
    return {
        .id = DeployId{row.integer(0)},
        .kind = row.text(1) == name(DeployKind::rollback) ? DeployKind::rollback : DeployKind::deploy,
        .service = ServiceName{text(2)},
        .environment = EnvironmentName{text(3)},
        .version = Version{text(4)},
        .previous = Version{text(5)},
        .state = state_named(row.text(6)),
        .requested_by = PersonId{text(7)},
        .requested_at = from_unix_ms(row.integer(8)),
        .reason = text(9),
        .channel = ChannelId{text(10)},
        .returns_to = DeployId{row.integer(11)},
        .rule = text(12),
        .digest = text(13),
        .nonce = text(14),
        .code = text(15),
        .approvals_needed = static_cast<int>(row.integer(16)),
        .expires_at = time_in(row, 17),
        .queued_at = time_in(row, 18),
        .started_at = time_in(row, 19),
        .program_at = time_in(row, 20),
        .ended_at = time_in(row, 21),
        .stop_by = PersonId{text(22)},
        .steps = text(23),
        .percent = row.is_null(24) ? std::nullopt : std::optional(static_cast<int>(row.integer(24))),
        .detail = text(25),
    };
}

Standing standing_in(const Row& row) {
    return {
        .service = ServiceName{std::string(row.text(0))},
        .environment = EnvironmentName{std::string(row.text(1))},
        .live = DeployId{row.integer(2)},
        .version = Version{std::string(row.text(3))},
        .since = from_unix_ms(row.integer(4)),
        .by = PersonId{std::string(row.text(5))},
        .by_name = std::string(row.text(6)),
        .last = DeployId{row.integer(7)},
        .last_state = state_named(row.text(8)),
        .last_at = from_unix_ms(row.integer(9)),
    };
}

auto collect(std::vector<Deployment>& into) {
    return [&into](const Row& row) { into.push_back(deploy_in(row)); };
}

auto collect(std::optional<Deployment>& into) {
    return [&into](const Row& row) { into = deploy_in(row); };
}
} // namespace

const char* name(DeployState state) {
    switch (state) {
    case DeployState::requested:
        return "requested";
    case DeployState::waiting_approval:
        return "waiting_approval";
    case DeployState::queued:
        return "queued";
    case DeployState::running:
        return "running";
    case DeployState::succeeded:
        return "succeeded";
    case DeployState::failed:
        return "failed";
    case DeployState::cancelled:
        return "cancelled";
    case DeployState::unknown:
        return "unknown";
    case DeployState::rejected:
        return "rejected";
    case DeployState::expired:
        return "expired";
    }
    throw std::logic_error("no such state of a deploy");
}

const char* name(DeployKind kind) {
    return kind == DeployKind::rollback ? "rollback" : "deploy";
}

DeployId Deployments::add(const Deployment& deploy) {
    DeployId id;
    connection_.each(
        "INSERT INTO deploys (kind, service, environment, version, previous, state, requested_by, requested_at, "
        "reason, channel, returns_to, rule, digest, nonce, code, approvals_needed, stop_by, steps, detail) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, '', '[]', '') RETURNING id",
        {std::string_view(name(deploy.kind)), deploy.service.value, deploy.environment.value, deploy.version.value,
         deploy.previous.value, std::string_view(name(deploy.state)), deploy.requested_by.value,
         to_unix_ms(deploy.requested_at), deploy.reason, deploy.channel.value, value_of(deploy.returns_to), deploy.rule,
         deploy.digest, deploy.nonce, deploy.code, std::int64_t{deploy.approvals_needed}},
        [&](const Row& row) { id = DeployId{row.integer(0)}; }
    );
    connection_.run(
        "INSERT INTO deploy_steps (deploy, state, at, who, note) VALUES ($1, $2, $3, $4, '')",
        {id.value, std::string_view(name(deploy.state)), to_unix_ms(deploy.requested_at), deploy.requested_by.value}
    );
    return id;
}

void Deployments::save(const Deployment& deploy) {
    connection_.run(
        "UPDATE deploys SET state = $2, previous = $3, rule = $4, digest = $5, nonce = $6, code = $7, "
        "approvals_needed = $8, expires_at = $9, queued_at = $10, started_at = $11, program_at = $12, ended_at = $13, "
        "stop_by = $14, steps = $15, percent = $16, detail = $17 WHERE id = $1",
        {deploy.id.value, std::string_view(name(deploy.state)), deploy.previous.value, deploy.rule, deploy.digest,
         deploy.nonce, deploy.code, std::int64_t{deploy.approvals_needed}, value_of(deploy.expires_at),
         value_of(deploy.queued_at), value_of(deploy.started_at), value_of(deploy.program_at),
         value_of(deploy.ended_at), deploy.stop_by.value, deploy.steps, value_of(deploy.percent), deploy.detail}
    );
}

void Deployments::save(const Deployment& deploy, const DeployStep& step) {
    save(deploy);
    connection_.run(
        "INSERT INTO deploy_steps (deploy, state, at, who, note) VALUES ($1, $2, $3, $4, $5)",
        {deploy.id.value, std::string_view(name(step.state)), to_unix_ms(step.at), step.who.value, step.note}
    );
}

void Deployments::settle(const Deployment& deploy, bool live) {
    connection_.run(
        "INSERT INTO standings (service, environment, live, last) VALUES ($1, $2, $3, $4) "
        "ON CONFLICT (service, environment) DO UPDATE SET live = COALESCE(excluded.live, standings.live), "
        "last = excluded.last",
        {deploy.service.value, deploy.environment.value, live ? Value{deploy.id.value} : Value{nullptr}, deploy.id.value
        }
    );
}

std::optional<Deployment> Deployments::find(DeployId id) const {
    std::optional<Deployment> found;
    connection_.each("SELECT " DEPLOY_COLUMNS " FROM deploys WHERE id = $1", {id.value}, collect(found));
    return found;
}

std::optional<Deployment> Deployments::with_code(std::string_view code) const {
    std::optional<Deployment> found;
    connection_.each(
        "SELECT " DEPLOY_COLUMNS " FROM deploys WHERE code = $1 AND code <> '' ORDER BY id DESC LIMIT 1", {code},
        collect(found)
    );
    return found;
}

std::vector<Deployment> Deployments::open() const {
    std::vector<Deployment> found;
    connection_.each(
        "SELECT " DEPLOY_COLUMNS " FROM deploys WHERE " OPEN_STATES " ORDER BY service, environment, id", {},
        collect(found)
    );
    return found;
}

std::vector<Deployment> Deployments::open(const ServiceName& service, const EnvironmentName& environment) const {
    std::vector<Deployment> found;
    connection_.each(
        "SELECT " DEPLOY_COLUMNS " FROM deploys WHERE service = $1 AND environment = $2 AND " OPEN_STATES
        " ORDER BY id",
        {service.value, environment.value}, collect(found)
    );
    return found;
}

std::vector<Deployment>
Deployments::history(const ServiceName& service, const EnvironmentName& environment, int limit) const {
    std::vector<Deployment> found;
    const std::int64_t most = limit;
    if (service.empty())
        connection_.each("SELECT " DEPLOY_COLUMNS " FROM deploys ORDER BY id DESC LIMIT $1", {most}, collect(found));
    else if (environment.empty())
        connection_.each(
            "SELECT " DEPLOY_COLUMNS " FROM deploys WHERE service = $1 ORDER BY id DESC LIMIT $2",
            {service.value, most}, collect(found)
        );
    else
        connection_.each(
            "SELECT " DEPLOY_COLUMNS " FROM deploys WHERE service = $1 AND environment = $2 ORDER BY id DESC LIMIT $3",
            {service.value, environment.value, most}, collect(found)
        );
    return found;
}

std::optional<Deployment>
Deployments::succeeded(const ServiceName& service, const EnvironmentName& environment, const Version& version) const {
    std::optional<Deployment> found;
    connection_.each(
        "SELECT " DEPLOY_COLUMNS " FROM deploys WHERE service = $1 AND environment = $2 AND version = $3 "
        "AND state = 'succeeded' ORDER BY started_at DESC, id DESC LIMIT 1",
        {service.value, environment.value, version.value}, collect(found)
    );
    return found;
}

std::optional<Deployment> Deployments::succeeded_before(
    const ServiceName& service, const EnvironmentName& environment, const Version& version, const RolloutOrder& order
) const {
    std::optional<Deployment> found;
    connection_.each(
        "SELECT " DEPLOY_COLUMNS " FROM deploys WHERE service = $1 AND environment = $2 AND state = 'succeeded' "
        "AND (started_at, id) < ($3, $4) AND version <> $5 AND kind = 'deploy' "
        "ORDER BY started_at DESC, id DESC LIMIT 1",
        {service.value, environment.value, to_unix_ms(order.started_at), order.id.value, version.value}, collect(found)
    );
    return found;
}

std::vector<Deployment> Deployments::succeeded_after(
    const ServiceName& service, const EnvironmentName& environment, const RolloutOrder& order, int limit
) const {
    std::vector<Deployment> found;
    connection_.each(
        "SELECT " DEPLOY_COLUMNS " FROM deploys WHERE service = $1 AND environment = $2 AND state = 'succeeded' "
        "AND (started_at, id) > ($3, $4) ORDER BY started_at DESC, id DESC LIMIT $5",
        {service.value, environment.value, to_unix_ms(order.started_at), order.id.value, std::int64_t{limit}},
        collect(found)
    );
    return found;
}

std::vector<DeployStep> Deployments::steps(DeployId id) const {
    std::vector<DeployStep> found;
    connection_.each(
        "SELECT state, at, who, note FROM deploy_steps WHERE deploy = $1 ORDER BY id", {id.value},
        [&](const Row& row) {
            found.push_back(
                {.state = state_named(row.text(0)),
                 .at = from_unix_ms(row.integer(1)),
                 .who = PersonId{std::string(row.text(2))},
                 .note = std::string(row.text(3))}
            );
        }
    );
    return found;
}

std::vector<Standing> Deployments::standings() const {
    std::vector<Standing> found;
    connection_.each(STANDING_COLUMNS "ORDER BY s.service, s.environment", {}, [&](const Row& row) {
        found.push_back(standing_in(row));
    });
    return found;
}

std::optional<Standing> Deployments::standing(const ServiceName& service, const EnvironmentName& environment) const {
    std::optional<Standing> found;
    connection_.each(
        STANDING_COLUMNS "WHERE s.service = $1 AND s.environment = $2", {service.value, environment.value},
        [&](const Row& row) { found = standing_in(row); }
    );
    return found;
}

} // namespace pilothouse::storage
