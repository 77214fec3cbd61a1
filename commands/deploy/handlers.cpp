#include "commands/deploy/handlers.hpp"

#include "commands/deploy/approval.hpp"
#include "commands/deploy/ending.hpp"
#include "commands/deploy/request.hpp"
#include "commands/deploy/rollback.hpp"
#include "commands/finish.hpp"

#include <array>
#include <functional>
#include <utility>

namespace pilothouse::commands::deploy {

namespace {
using language::Arguments;
using language::DeployRef;

std::string text_in(const Arguments& arguments, std::string_view name) {
    const auto* text = arguments.get<std::string>(name);
    return text == nullptr ? std::string{} : *text;
}

/// `act` on the deploy that was named.
template <class Act>
Decision on_named(const Conversation& conversation, const Arguments& arguments, Act act) {
    Desk desk{conversation.settings, conversation.store, conversation.now};
    auto deploy = named(desk, arguments.need<DeployRef>("deploy"));
    if (!deploy) return finish(desk, refused({}, Text(deploy.error().text())));
    const Asker asker{conversation.said.who, conversation.said.where};
    auto reply = act(desk, asker, *std::move(deploy));
    return finish(desk, std::move(reply));
}
} // namespace

Decision say_deploy(const Conversation& conversation, const Arguments& arguments) {
    Desk desk{conversation.settings, conversation.store, conversation.now};
    Wish wish{
        .service = arguments.need<ServiceName>("service"),
        .environment = arguments.need<EnvironmentName>("environment"),
        .version = {},
        .reason = text_in(arguments, "reason"),
    };
    if (const auto* version = arguments.get<Version>("version")) {
        wish.version = *version;
    } else {
        auto meant = version_meant(desk, wish.service, wish.environment);
        if (!meant) return finish(desk, refused({}, Text(meant.error().text())));
        wish.version = *std::move(meant);
    }
    auto reply = request(desk, {conversation.said.who, conversation.said.where}, wish);
    return finish(desk, std::move(reply));
}

Decision say_rollback(const Conversation& conversation, const Arguments& arguments) {
    Desk desk{conversation.settings, conversation.store, conversation.now};
    const auto* version = arguments.get<Version>("version");
    auto reply = preview(
        desk, {conversation.said.who, conversation.said.where}, arguments.need<ServiceName>("service"),
        arguments.need<EnvironmentName>("environment"), version ? std::optional(*version) : std::nullopt,
        text_in(arguments, "reason")
    );
    return finish(desk, std::move(reply));
}

Decision say_approve(const Conversation& conversation, const Arguments& arguments) {
    return on_named(conversation, arguments, approve);
}

Decision say_reject(const Conversation& conversation, const Arguments& arguments) {
    return on_named(conversation, arguments, [&](Desk& desk, const Asker& asker, storage::Deployment deploy) {
        return reject(desk, asker, std::move(deploy), text_in(arguments, "reason"));
    });
}

Decision say_cancel(const Conversation& conversation, const Arguments& arguments) {
    return on_named(conversation, arguments, cancel);
}

Decision say_settle(const Conversation& conversation, const Arguments& arguments) {
    using Settle = Reply (*)(Desk&, const Asker&, storage::Deployment);
    constexpr std::array<std::pair<std::string_view, Settle>, 3> ways{{
        {"succeeded", [](Desk& desk, const Asker& asker,
                         storage::Deployment deploy) { return settle(desk, asker, deploy, Happening::succeed, ""); }},
        {"failed", [](Desk& desk, const Asker& asker,
                      storage::Deployment deploy) { return settle(desk, asker, deploy, Happening::fail, ""); }},
        {"again", [](Desk& desk, const Asker& asker,
                     storage::Deployment deploy) { return again(desk, asker, std::move(deploy)); }},
    }};
    const auto how = text_in(arguments, "outcome");
    return on_named(conversation, arguments, [&](Desk& desk, const Asker& asker, storage::Deployment deploy) {
        for (const auto& [word, way] : ways)
            if (how == word) return way(desk, asker, std::move(deploy));
        return refused(
            deploy.id, Text(
                           "How did it end? Say `settle " + std::to_string(deploy.id.value) +
                           " as succeeded`, `as failed`, or `as again` to start it again"
                       )
        );
    });
}

Decision say_log(const Conversation& conversation, const Arguments& arguments) {
    return on_named(conversation, arguments, share_log);
}

Result<storage::Deployment> named(Desk& desk, const DeployRef& reference) {
    auto found =
        reference.code.empty() ? desk.deploys().find(reference.number) : desk.deploys().with_code(reference.code);
    if (found) return *std::move(found);
    const auto word = reference.code.empty() ? std::to_string(reference.number.value) : reference.code;
    return fail(Errc::not_found, "there is no deploy " + word, "`history` shows the latest ones");
}

} // namespace pilothouse::commands::deploy
