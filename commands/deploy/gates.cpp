#include "commands/deploy/gates.hpp"

#include "commands/deploy/argv.hpp"
#include "commands/deploy/incidents.hpp"
#include "commands/deploy/rule.hpp"

#include <algorithm>
#include <array>

namespace pilothouse::commands::deploy {

namespace {
constexpr std::size_t longest_line = 20;

struct Case {
    Desk& desk;
    const Identity& identity;
    const Place* where;
    const config::Service& service;
    const config::Environment& environment;
    const Wish& wish;
    std::optional<Authorized>& authorized;
};

using Question = std::optional<Gate> (*)(const Case&);

std::optional<Gate> place(const Case& asked) {
    if (asked.where == nullptr) return std::nullopt;
    if (asked.where->strangers)
        return Gate{"Place", false, "people of another organisation are here: say it in a channel of ours"};
    return Gate{"Place", true, "a conversation of ours"};
}

std::optional<Gate> permission(const Case& asked) {
    auto authorized = authorize(asked.desk.settings, asked.identity, Right::deploy, asked.service, asked.environment);
    if (!authorized) return Gate{"Permission", false, authorized.error().text()};
    asked.authorized = *std::move(authorized);
    return Gate{
        "Permission", true, spoken_teams(teams_with(Right::deploy, asked.service, asked.environment)) + " may deploy"
    };
}

std::optional<Gate> version(const Case& asked) {
    const auto& wanted = asked.wish.version.value;
    if (safe_argument(wanted)) return Gate{"Version", true, wanted + " can be handed to the program"};
    return Gate{
        "Version", false,
        "that is not a version I hand to a program: letters, digits and . _ / + - only, at most 128, "
        "not beginning with '-'"
    };
}

std::optional<Gate> after(const Case& asked) {
    const auto& before = asked.environment.after;
    if (before.empty()) return std::nullopt;
    // What ran here already may come back without another round: a rollback is asked for when things are bad.
    if (asked.wish.kind == storage::DeployKind::rollback)
        return Gate{"Order", true, "a rollback goes back to what ran here before"};
    const auto proof = asked.desk.deploys().succeeded(asked.wish.service, before, asked.wish.version);
    if (proof)
        return Gate{
            "Order", true,
            asked.wish.version.value + " succeeded in " + before.value + " as deploy " + std::to_string(proof->id.value)
        };
    return Gate{
        "Order", false,
        asked.wish.version.value + " has not succeeded in " + before.value + " yet: `deploy " +
            asked.wish.service.value + " " + asked.wish.version.value + " to " + before.value + "` first"
    };
}

std::optional<Gate> line(const Case& asked) {
    if (asked.where == nullptr) return std::nullopt;
    const auto waiting = asked.desk.deploys().open(asked.wish.service, asked.wish.environment).size();
    if (waiting >= longest_line)
        return Gate{"Line", false, std::to_string(waiting) + " deploys are waiting there already: cancel some first"};
    return Gate{"Line", true, waiting == 0 ? "nobody is before it" : std::to_string(waiting) + " before it"};
}

std::optional<Gate> approvals(const Case& asked) {
    const auto needed = asked.environment.approvals;
    if (needed == 0) return std::nullopt;
    return Gate{
        "Approval", true,
        std::to_string(needed) + " by " + spoken_teams(teams_with(Right::approve, asked.service, asked.environment)) +
            ", not by who asks"
    };
}

std::optional<Gate> incident(const Case& asked) {
    // Going back is what an incident asks for.
    if (asked.wish.kind == storage::DeployKind::rollback) return std::nullopt;
    auto found = held(asked.desk, asked.service, asked.environment, asked.wish.reason);
    if (!found) return std::nullopt;
    return Gate{"Incident", found->named, std::move(found->words)};
}

constexpr std::array<Question, 7> questions{place, permission, version, after, incident, line, approvals};

struct Found {
    const config::Service& service;
    const config::Environment& environment;
};

Result<Found> find(const config::Settings& settings, const storage::Deployment& deploy) {
    const auto* service = settings.find(deploy.service);
    const auto* environment = service == nullptr ? nullptr : service->find(deploy.environment);
    if (environment == nullptr)
        return fail(
            Errc::denied,
            deploy.service.value + " in " + deploy.environment.value + " is not in the configuration any more"
        );
    return Found{*service, *environment};
}

/// An approval must be for what would run now; without approvals the gates of this moment are all that counts.
Result<void> check_approvals(Desk& desk, const storage::Deployment& deploy, const Found& found) {
    if (found.environment.approvals == 0) return {};
    PILOTHOUSE_TRY(const auto digest, digest_of(deploy, found.service, found.environment));
    if (digest != deploy.digest)
        return fail(
            Errc::conflict, "the rule changed since it was asked for. Then: " + deploy.rule +
                                ". Now: " + rule_text(found.service, found.environment)
        );
    const auto have = approvals_that_count(desk, deploy, found.service, found.environment);
    if (have < found.environment.approvals)
        return fail(
            Errc::conflict, "only " + std::to_string(have) + " of " + std::to_string(found.environment.approvals) +
                                " approvals still count"
        );
    return {};
}
} // namespace

bool Verdict::open() const {
    return authorized.has_value() && std::ranges::all_of(gates, &Gate::open);
}

Verdict examine(
    Desk& desk, const Identity& identity, const Place* where, const config::Service& service,
    const config::Environment& environment, const Wish& wish
) {
    Verdict verdict;
    const Case asked{desk, identity, where, service, environment, wish, verdict.authorized};
    for (const auto question : questions)
        if (auto gate = question(asked)) verdict.gates.push_back(*std::move(gate));
    return verdict;
}

std::vector<Block> shown(const Verdict& verdict) {
    std::vector<Block> blocks;
    Text open;
    for (const auto& gate : verdict.gates) {
        const auto line = bold(gate.name) + Text(": " + gate.words);
        if (!gate.open)
            blocks.emplace_back(Paragraph{Text("✗ ") + line});
        else
            open << (open.empty() ? "✓ " : "\n✓ ") << line;
    }
    if (!open.empty()) blocks.emplace_back(Footnote{std::move(open)});
    return blocks;
}

int approvals_that_count(
    Desk& desk, const storage::Deployment& deploy, const config::Service& service,
    const config::Environment& environment
) {
    const auto requester = identify(desk, deploy.requested_by);
    std::vector<Identity> counted;
    for (const auto& approval : desk.approvals().of(deploy.id)) {
        auto approver = identify(desk, approval.person);
        const bool again =
            std::ranges::any_of(counted, [&](const auto& other) { return same_person(other, approver); });
        if (approval.digest != deploy.digest || again || same_person(approver, requester) ||
            !authorize(desk.settings, approver, Right::approve, service, environment))
            continue;
        counted.push_back(std::move(approver));
    }
    return static_cast<int>(counted.size());
}

Wish wish_of(const storage::Deployment& deploy) {
    return {
        .kind = deploy.kind,
        .service = deploy.service,
        .environment = deploy.environment,
        .version = deploy.version,
        .reason = deploy.reason,
        .returns_to = deploy.returns_to,
    };
}

Cleared::Cleared(
    const Authorized& authorized, DeployId deploy, std::vector<std::string> argv, const config::RunProgram& run
)
    : authorized_(authorized.person()), deploy_(deploy), argv_(std::move(argv)), program_(&run) {}

Result<Cleared> clear_to_start(Desk& desk, const storage::Deployment& deploy) {
    PILOTHOUSE_TRY(const auto found, find(desk.settings, deploy));
    const auto wish = wish_of(deploy);
    const auto identity = identify(desk, deploy.requested_by);
    const auto verdict = examine(desk, identity, nullptr, found.service, found.environment, wish);
    for (const auto& gate : verdict.gates)
        if (!gate.open) return fail(Errc::denied, gate.name + ": " + gate.words);
    if (!verdict.authorized) return fail(Errc::denied, "nobody who may deploy there asked for it");
    PILOTHOUSE_TRY(
        auto argv, fill(found.environment.deploy, {deploy.service, deploy.environment, deploy.version, deploy.id})
    );
    if (auto agreed = check_approvals(desk, deploy, found); !agreed) return std::unexpected(std::move(agreed).error());
    return Cleared(*verdict.authorized, deploy.id, std::move(argv), found.environment.deploy);
}

} // namespace pilothouse::commands::deploy
