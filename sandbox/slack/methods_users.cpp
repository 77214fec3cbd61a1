#include "sandbox/slack/methods.hpp"
#include "sandbox/slack/payloads.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace pilothouse::sandbox {

namespace {

bool shows_email(const Call& call) {
    return call.token.scopes.contains("users:read.email");
}

} // namespace

Json users_info(World& world, const Call& call) {
    const User* user = world.workspace.user(text_of(call, "user"));
    if (!user) return refused("user_not_found");
    Json answer = done();
    answer["user"] = user_object(world.workspace, *user, shows_email(call));
    return answer;
}

Json users_list(World& world, const Call& call) {
    std::vector<const User*> users;
    for (const auto& [id, user] : world.workspace.users)
        users.push_back(&user);
    const Page page = page_of(world, call, users.size(), 1000, 1000);
    if (page.bad_cursor) return refused("invalid_cursor");
    Json answer = done();
    answer["members"] = Json::array();
    for (std::size_t i = page.from; i < page.to; ++i)
        answer["members"].push_back(user_object(world.workspace, *users[i], shows_email(call)));
    answer["cache_ts"] = world.clock.unix_s();
    answer["response_metadata"] = {{"next_cursor", page.next_cursor}};
    return answer;
}

Json users_lookup_by_email(World& world, const Call& call) {
    const std::string email = text_of(call, "email");
    const auto& users = world.workspace.users;
    const auto found = std::ranges::find_if(users, [&email](const auto& entry) {
        return !email.empty() && entry.second.email == email && !entry.second.deleted;
    });
    if (found == users.end()) return refused("users_not_found");
    Json answer = done();
    answer["user"] = user_object(world.workspace, found->second, true);
    return answer;
}

Json users_profile_get(World& world, const Call& call) {
    const std::string wanted = text_of(call, "user");
    const User* user = world.workspace.user(wanted.empty() ? world.workspace.app.bot_user : wanted);
    if (!user) return refused("user_not_found");
    Json answer = done();
    answer["profile"] = user_object(world.workspace, *user, shows_email(call))["profile"];
    return answer;
}

Json usergroups_list(World& world, const Call& call) {
    Json answer = done();
    answer["usergroups"] = Json::array();
    for (const auto& [id, group] : world.workspace.groups) {
        Json object = group_object(world.workspace, group);
        if (!flag_of(call, "include_users")) object.erase("users");
        answer["usergroups"].push_back(std::move(object));
    }
    return answer;
}

Json usergroups_users_list(World& world, const Call& call) {
    const auto found = world.workspace.groups.find(text_of(call, "usergroup"));
    if (found == world.workspace.groups.end()) return refused("no_such_subteam");
    Json answer = done();
    answer["users"] = found->second.users;
    return answer;
}

} // namespace pilothouse::sandbox
