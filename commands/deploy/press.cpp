#include "commands/deploy/press.hpp"

#include "commands/deploy/approval.hpp"
#include "commands/deploy/ending.hpp"
#include "commands/deploy/origin.hpp"
#include "commands/deploy/request.hpp"
#include "commands/deploy/rollback.hpp"
#include "commands/deploy/show.hpp"
#include "commands/lanes.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace pilothouse::commands::deploy {

namespace {
using storage::Deployment;

/// The deploy of a button: "<number>:<nonce>", and the nonce is that deploy's.
std::optional<Deployment> deploy_of(Desk& desk, std::string_view value) {
    const auto colon = value.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    DeployId id;
    const auto [end, error] = std::from_chars(value.data(), value.data() + colon, id.value);
    if (error != std::errc{} || end != value.data() + colon) return std::nullopt;
    auto deploy = desk.deploys().find(id);
    if (!deploy || deploy->nonce.empty() || deploy->nonce != value.substr(colon + 1)) return std::nullopt;
    return deploy;
}

Reply does_not_fit() {
    return refused({}, Text("This button does not fit anything I know; nothing was done"));
}

Reply ask_why(Desk& desk, const Asker& asker, Deployment deploy, const Pressed& event) {
    if (auto against = objection(desk, asker, deploy, "rejected")) return *std::move(against);
    if (event.trigger.empty()) return reject(desk, asker, std::move(deploy), "");
    Question why{.key = "reason", .label = "Why", .kind = Question::Kind::paragraph, .optional = true};
    Form form{
        .name = "deploy.reject",
        .title = "Reject deploy " + std::to_string(deploy.id.value),
        .submit = "Reject",
        .blocks = {Paragraph{Text(title_of(deploy))}},
        .questions = {std::move(why)},
        .context = event.value + "|" + text_of(event.where),
    };
    desk.plan(
        OpenForm{event.trigger, std::move(form), event.who, event.where.channel, event.response_url},
        lanes::form(event.who)
    );
    return {.card = {}, .outcome = "answered", .deploy = deploy.id};
}

using OnPress = Reply (*)(Desk&, const Asker&, Deployment, const Pressed&);

struct Action {
    std::string_view name;
    OnPress answer;
};

constexpr std::array actions{
    Action{
        "deploy.approve", [](Desk& desk, const Asker& asker, Deployment deploy,
                             const Pressed&) { return approve(desk, asker, std::move(deploy)); }
    },
    Action{"deploy.reject", ask_why},
    Action{
        "deploy.cancel", [](Desk& desk, const Asker& asker, Deployment deploy,
                            const Pressed&) { return cancel(desk, asker, std::move(deploy)); }
    },
    Action{
        "deploy.rollback",
        [](Desk& desk, const Asker& asker, Deployment deploy, const Pressed&) {
            return preview(desk, asker, deploy.service, deploy.environment, std::nullopt, "");
        }
    },
    Action{
        "deploy.log",
        [](Desk& desk, const Asker& asker, Deployment deploy, const Pressed&) { return share_log(desk, asker, deploy); }
    },
    Action{
        "deploy.settle_succeeded", [](Desk& desk, const Asker& asker, Deployment deploy,
                                      const Pressed&) { return settle(desk, asker, deploy, Happening::succeed, ""); }
    },
    Action{
        "deploy.settle_failed", [](Desk& desk, const Asker& asker, Deployment deploy,
                                   const Pressed&) { return settle(desk, asker, deploy, Happening::fail, ""); }
    },
    Action{
        "deploy.again", [](Desk& desk, const Asker& asker, Deployment deploy,
                           const Pressed&) { return again(desk, asker, std::move(deploy)); }
    },
};

std::string answer_to(const Submitted& event, const std::string& key) {
    const auto found = event.answers.find(key);
    return found == event.answers.end() ? std::string{} : found->second;
}

Reply wrong(std::string field, std::string words) {
    auto reply = refused({}, Text(std::move(words)));
    reply.field = std::move(field);
    return reply;
}

Reply request_form_sent(Desk& desk, const Submitted& event) {
    Wish wish{
        .service = ServiceName{answer_to(event, "service")},
        .environment = EnvironmentName{answer_to(event, "environment")},
        .version = Version{answer_to(event, "version")},
        .reason = answer_to(event, "reason"),
    };
    if (wish.service.empty()) return wrong("service", "Which service?");
    // Said here and not left to the version, so that the question that is wrong is the one that is marked.
    const auto* service = desk.settings.find(wish.service);
    if (service == nullptr || service->find(wish.environment) == nullptr)
        return wrong("environment", wish.service.value + " has no environment '" + wish.environment.value + "'");
    if (wish.version.empty()) {
        auto meant = version_meant(desk, wish.service, wish.environment);
        if (!meant) return wrong("version", meant.error().text());
        wish.version = *std::move(meant);
    }
    return request(desk, {event.who, opened_at(event)}, wish);
}

Reply reject_form_sent(Desk& desk, const Submitted& event) {
    auto deploy = deploy_of(desk, std::string_view(event.context).substr(0, event.context.find('|')));
    if (!deploy) return does_not_fit();
    return reject(desk, {event.who, opened_at(event)}, *std::move(deploy), answer_to(event, "reason"));
}
} // namespace

Reply pressed(Desk& desk, const Pressed& event) {
    const Asker asker{event.who, event.where};
    if (event.action == "deploy.rollback_confirm") return confirmed(desk, asker, event.value);
    const auto* const action = std::ranges::find(actions, event.action, &Action::name);
    auto deploy = deploy_of(desk, event.value);
    if (action == actions.end() || !deploy) return does_not_fit();
    return action->answer(desk, asker, *std::move(deploy), event);
}

Reply submitted(Desk& desk, const Submitted& event) {
    if (event.form == "deploy.request") return request_form_sent(desk, event);
    if (event.form == "deploy.reject") return reject_form_sent(desk, event);
    return refused({}, Text("This form does not fit anything I know; nothing was done"));
}

Place opened_at(const Submitted& event) {
    const auto bar = event.context.find('|');
    return place_in(std::string_view(event.context).substr(bar == std::string::npos ? 0 : bar + 1));
}

} // namespace pilothouse::commands::deploy
