#include "core/json.hpp"
#include "sandbox/slack/methods.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

/// auth.*, apps.*, oauth.*, team.*, bots.*, api.test
namespace pilothouse::sandbox {

Json api_test(World&, const Call& call) {
    Json answer = done();
    answer["args"] = call.args;
    if (const std::string error = text_of(call, "error"); !error.empty()) {
        answer["ok"] = false;
        answer["error"] = error;
    }
    return answer;
}

Json auth_test(World& world, const Call&) {
    const Workspace& space = world.workspace;
    Json answer = done();
    answer["url"] = fmt::format("https://{}.slack.com/", space.team.domain);
    answer["team"] = space.team.name;
    answer["user"] = space.app.name;
    answer["team_id"] = space.team.id;
    answer["user_id"] = space.app.bot_user;
    answer["bot_id"] = space.app.bot_id;
    answer["is_enterprise_install"] = false;
    return answer;
}

Json auth_revoke(World& world, const Call& call) {
    Json answer = done();
    const bool test = flag_of(call, "test");
    answer["revoked"] = !test;
    if (!test) world.workspace.tokens[call.token.value].refused = "token_revoked";
    return answer;
}

Json apps_connections_open(World& world, const Call& call) {
    if (!call.is_post) return refused("insecure_request");
    Json answer = done();
    answer["url"] = world.hub.new_url(call.host);
    return answer;
}

Json apps_event_authorizations_list(World& world, const Call&) {
    const Workspace& space = world.workspace;
    Json answer = done();
    answer["authorizations"] = Json::array({Json{
        {"enterprise_id", nullptr},
        {"team_id", space.team.id},
        {"user_id", space.app.bot_user},
        {"is_bot", true},
        {"is_enterprise_install", false},
    }});
    return answer;
}

Json oauth_v2_access(World& world, const Call& call) {
    const Workspace& space = world.workspace;
    if (text_of(call, "code") != "sandbox-code") return refused("invalid_code");
    Json answer = done();
    for (const auto& [value, token] : space.tokens) {
        if (token.kind != TokenKind::bot) continue;
        answer["access_token"] = value;
        answer["scope"] = fmt::format("{}", fmt::join(token.scopes, ","));
    }
    answer["token_type"] = "bot";
    answer["bot_user_id"] = space.app.bot_user;
    answer["app_id"] = space.app.id;
    answer["team"] = {{"id", space.team.id}, {"name", space.team.name}};
    answer["enterprise"] = nullptr;
    answer["is_enterprise_install"] = false;
    answer["authed_user"] = {{"id", space.users.empty() ? "" : space.users.begin()->first}};
    return answer;
}

Json team_info(World& world, const Call&) {
    const Team& team = world.workspace.team;
    Json answer = done();
    answer["team"] = {{"id", team.id}, {"name", team.name}, {"domain", team.domain}, {"email_domain", "example.com"}};
    return answer;
}

Json bots_info(World& world, const Call& call) {
    const App& app = world.workspace.app;
    if (const std::string wanted = text_of(call, "bot"); !wanted.empty() && wanted != app.bot_id)
        return refused("bot_not_found");
    Json answer = done();
    answer["bot"] = {
        {"id", app.bot_id}, {"deleted", false},        {"name", app.name},        {"updated", 1'700'000'000},
        {"app_id", app.id}, {"user_id", app.bot_user}, {"icons", Json::object()},
    };
    return answer;
}

} // namespace pilothouse::sandbox
