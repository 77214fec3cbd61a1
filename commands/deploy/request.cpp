#include "commands/deploy/request.hpp"

#include "commands/deploy/course.hpp"
#include "commands/deploy/ending.hpp"
#include "commands/deploy/origin.hpp"
#include "commands/deploy/rule.hpp"
#include "commands/deploy/show.hpp"
#include "commands/lanes.hpp"
#include "core/utf8.hpp"

#include <algorithm>
#include <stdexcept>

namespace pilothouse::commands::deploy {

namespace {
constexpr std::size_t longest_reason = 500;

/// The same thing asked for twice, by a double click or by two people, runs once.
std::optional<storage::Deployment> already_open(Desk& desk, const Wish& wish) {
    for (auto& open : desk.deploys().open(wish.service, wish.environment))
        if (open.version == wish.version && open.kind == wish.kind && open.state != DeployState::unknown &&
            open.stop_by.empty())
            return std::move(open);
    return std::nullopt;
}

std::string free_code(Desk& desk, const storage::Deployment& deploy) {
    constexpr int most_tries = 100;
    for (int salt = 0; salt < most_tries; ++salt) {
        auto code = code_of(deploy, salt);
        const auto other = desk.deploys().with_code(code);
        if (!other || ended(other->state)) return code;
    }
    return {}; // its number can be typed all the same
}

void wait_for_approval(Desk& desk, storage::Deployment& deploy, const config::Environment& environment) {
    deploy.code = free_code(desk, deploy);
    deploy.expires_at = desk.now + environment.approval_expires;
    move(desk, deploy, Happening::ask_approval, deploy.requested_by);
    plan_expiry(desk, deploy);
}

/// The question of the form whose answer closed a gate.
const char* question_of(const Verdict& verdict) {
    const auto closed = std::ranges::find(verdict.gates, false, &Gate::open);
    const bool version = closed != verdict.gates.end() && (closed->name == "Version" || closed->name == "Order");
    return version ? "version" : "environment";
}

Text followed_in(const storage::Deployment& deploy, const Asker& asker) {
    if (deploy.channel == asker.where.channel) return Text("Its card is in this conversation.");
    return Text("Follow it in ") + channel(deploy.channel) + Text(".");
}

Reply told(Desk& desk, const storage::Deployment& deploy, const Asker& asker) {
    std::string title = title_of(deploy);
    title.front() = deploy.kind == storage::DeployKind::rollback ? 'R' : 'D';
    switch (deploy.state) {
    case DeployState::running:
        title += " starts now";
        break;
    case DeployState::queued:
        title += " waits in line, " + std::to_string(position(desk, deploy)) + " before it";
        break;
    case DeployState::waiting_approval:
        title += deploy.approvals_needed == 1
                     ? " waits for the approval of another person"
                     : " waits for the approvals of " + std::to_string(deploy.approvals_needed) + " other people";
        break;
    default:
        return refused(deploy.id, Text(title + " can't start: " + deploy.detail));
    }
    return accepted(deploy.id, Text(std::move(title)), {Paragraph{followed_in(deploy, asker)}});
}

storage::Deployment kept(
    Desk& desk, const Asker& asker, const Wish& wish, const config::Service& service, const config::Environment& place
) {
    const auto standing = desk.deploys().standing(wish.service, wish.environment);
    storage::Deployment deploy{
        .kind = wish.kind,
        .service = wish.service,
        .environment = wish.environment,
        .version = wish.version,
        .previous = standing ? standing->version : Version{},
        .requested_by = asker.who,
        .requested_at = desk.now,
        .reason = shortened(printable(wish.reason), longest_reason),
        .channel = service.channel.empty() ? asker.where.channel : service.channel,
        .returns_to = wish.returns_to,
        .rule = rule_text(service, place),
        .approvals_needed = place.approvals,
    };
    deploy.id = desk.deploys().add(deploy);
    return deploy;
}
} // namespace

Reply request(Desk& desk, const Asker& asker, const Wish& wish) {
    const auto* service = desk.settings.find(wish.service);
    const auto* place = service == nullptr ? nullptr : service->find(wish.environment);
    if (place == nullptr) {
        auto reply =
            refused({}, Text(wish.service.value + " has no environment named '" + wish.environment.value + "'"));
        reply.field = service == nullptr ? "service" : "environment";
        return reply;
    }
    const auto identity = identify(desk, asker.who);
    const auto verdict = examine(desk, identity, &asker.where, *service, *place, wish);
    if (!verdict.open()) {
        look_up(desk, identity);
        auto reply = refused(
            {}, Text("Not started: " + wish.service.value + " " + wish.version.value + " to " + wish.environment.value),
            shown(verdict)
        );
        reply.field = question_of(verdict);
        return reply;
    }
    if (const auto other = already_open(desk, wish))
        return refused(
            other->id,
            Text("Already asked for by " + desk.name_of(other->requested_by) + ": " + standing_of(desk, *other))
        );
    auto deploy = kept(desk, asker, wish, *service, *place);
    const auto digest = digest_of(deploy, *service, *place);
    if (!digest) throw std::logic_error("a gate let a value through that can't be run: " + digest.error().text());
    deploy.digest = *digest;
    deploy.nonce = nonce_of(deploy);
    if (place->approvals > 0) {
        wait_for_approval(desk, deploy, *place);
    } else {
        move(desk, deploy, Happening::line_up, deploy.requested_by);
        advance(desk, deploy.service, deploy.environment);
        deploy = desk.deploys().find(deploy.id).value();
    }
    return told(desk, deploy, asker);
}

Result<Version> version_meant(Desk& desk, const ServiceName& service, const EnvironmentName& environment) {
    const auto* found = desk.settings.find(service);
    const auto* place = found == nullptr ? nullptr : found->find(environment);
    const auto example = "Say which: `deploy " + service.value + " v1.4.2 to " + environment.value + "`";
    if (place == nullptr || place->after.empty())
        return fail(
            Errc::bad_input, "which version of " + service.value + " is to go to " + environment.value + "?", example
        );
    const auto standing = desk.deploys().standing(service, place->after);
    if (!standing || standing->live.value == 0)
        return fail(
            Errc::bad_input,
            "no version was said, and nothing of " + service.value + " has succeeded in " + place->after.value + " yet",
            "First `deploy " + service.value + " v1.4.2 to " + place->after.value + "`, then the same version to " +
                environment.value
        );
    return standing->version;
}

Reply again(Desk& desk, const Asker& asker, storage::Deployment deploy) {
    const auto wish = wish_of(deploy);
    if (deploy.state == DeployState::unknown) {
        auto settled = settle(desk, asker, deploy, Happening::fail, "to be started again");
        if (settled.outcome != "accepted") return settled;
    } else if (!ended(deploy.state)) {
        return refused(deploy.id, Text("Nothing to run again: " + standing_of(desk, deploy)));
    }
    return request(desk, asker, wish);
}

Form request_form(const config::Settings& settings, const Place& where) {
    constexpr std::size_t most_choices = 100;
    Question service{.key = "service", .label = "Service", .kind = Question::Kind::choice};
    Question place{.key = "environment", .label = "Environment", .kind = Question::Kind::choice};
    for (const auto& known : settings.services) {
        if (service.choices.size() < most_choices) service.choices.push_back(known.name.value);
        for (const auto& environment : known.environments)
            if (place.choices.size() < most_choices &&
                std::ranges::find(place.choices, environment.name.value) == place.choices.end())
                place.choices.push_back(environment.name.value);
    }
    if (service.choices.size() == 1) service.initial = service.choices.front();
    Question version{
        .key = "version",
        .label = "Version",
        .hint = "Empty: what runs in the environment that comes before",
        .optional = true,
    };
    Question reason{.key = "reason", .label = "Reason", .optional = true};
    return {
        .name = "deploy.request",
        .title = "Deploy",
        .submit = "Deploy",
        .questions = {std::move(service), std::move(place), std::move(version), std::move(reason)},
        .context = text_of(where),
    };
}

} // namespace pilothouse::commands::deploy
