#include "core/json.hpp"
#include "sandbox/slack/workspace.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>

namespace pilothouse::sandbox {

namespace {

std::string id_from(std::string_view prefix, std::string_view name) {
    std::string id(prefix);
    for (const char c : name)
        if (std::isalnum(static_cast<unsigned char>(c)) != 0)
            id += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return id.substr(0, 20);
}

std::string given_or(const Json& object, const char* key, std::string otherwise) {
    std::string value = string_at(object, key);
    return value.empty() ? otherwise : value;
}

bool flag_at(const Json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_boolean() && found->get<bool>();
}

std::set<std::string> strings_at(const Json& object, const char* key) {
    std::set<std::string> values;
    for (const Json& value : object.value(key, Json::array()))
        if (value.is_string()) values.insert(value.get<std::string>());
    return values;
}

Json default_app() {
    return Json{
        {"id", "APILOT"},
        {"name", "pilothouse"},
        {"bot_user_id", "UPILOT"},
        {"bot_id", "BPILOT"},
        {"bot_token", "xoxb-sandbox"},
        {"app_token", "xapp-sandbox"},
        {"signing_secret", "sandbox-signing-secret"},
        {"scopes",
         {"app_mentions:read", "commands",         "chat:write",      "chat:write.public", "chat:write.customize",
          "channels:read",     "channels:history", "channels:join",   "channels:manage",   "groups:read",
          "groups:history",    "groups:write",     "im:read",         "im:history",        "im:write",
          "mpim:read",         "mpim:history",     "mpim:write",      "users:read",        "users:read.email",
          "usergroups:read",   "reactions:read",   "reactions:write", "pins:read",         "pins:write",
          "bookmarks:read",    "bookmarks:write",  "files:read",      "files:write",       "metadata.message:read",
          "team:read"}},
        {"events",
         {"app_mention", "message.channels", "message.groups", "message.im", "message.mpim", "app_home_opened",
          "member_joined_channel", "member_left_channel", "reaction_added", "reaction_removed", "channel_rename",
          "channel_archive", "channel_unarchive", "channel_created", "file_shared", "tokens_revoked", "pin_added",
          "pin_removed", "app_uninstalled"}},
    };
}

Json person(const char* name, const char* real_name, const char* color, bool admin) {
    return Json{
        {"id", id_from("U", name)}, {"name", name},
        {"real_name", real_name},   {"email", std::string(name) + "@example.com"},
        {"color", color},           {"admin", admin},
        {"tz", "Europe/Berlin"},    {"tz_offset", 3600},
    };
}

using Loaded = Result<void>;

Loaded load_team(Workspace& space, const Json& part) {
    space.team = {
        given_or(part, "id", "TNORTHWIND"), given_or(part, "name", "Northwind"), given_or(part, "domain", "northwind")
    };
    return {};
}

Loaded load_app(Workspace& space, const Json& part) {
    App& app = space.app;
    app.name = given_or(part, "name", "pilothouse");
    app.id = given_or(part, "id", id_from("A", app.name));
    app.bot_user = given_or(part, "bot_user_id", id_from("U", app.name));
    app.bot_id = given_or(part, "bot_id", id_from("B", app.name));
    app.signing_secret = given_or(part, "signing_secret", "sandbox-signing-secret");
    app.verification_token = given_or(part, "verification_token", "sandbox-verification-token");
    app.events = strings_at(part, "events");
    const std::string bot_token = given_or(part, "bot_token", "xoxb-sandbox");
    const std::string app_token = given_or(part, "app_token", "xapp-sandbox");
    space.tokens[bot_token] = Token{bot_token, TokenKind::bot, strings_at(part, "scopes")};
    space.tokens[app_token] = Token{app_token, TokenKind::app, {"connections:write", "authorizations:read"}};
    User bot{.id = app.bot_user, .name = app.name, .real_name = app.name, .email = {}, .color = "4a154b"};
    bot.is_bot = true;
    space.users[bot.id] = std::move(bot);
    return {};
}

Loaded load_users(Workspace& space, const Json& part) {
    for (const Json& entry : part) {
        const std::string name = string_at(entry, "name");
        if (name.empty()) return fail(Errc::bad_input, "seed: a user has no name", "give each entry of users a name");
        User user{.id = given_or(entry, "id", id_from("U", name)), .name = name};
        user.real_name = given_or(entry, "real_name", name);
        user.email = string_at(entry, "email");
        user.color = given_or(entry, "color", "4bbe2e");
        user.tz = given_or(entry, "tz", "Etc/UTC");
        user.title = string_at(entry, "title");
        if (const auto offset = entry.find("tz_offset"); offset != entry.end() && offset->is_number_integer())
            user.tz_offset = offset->get<int>();
        user.is_bot = flag_at(entry, "is_bot");
        user.is_admin = flag_at(entry, "admin");
        user.deleted = flag_at(entry, "deleted");
        space.users[user.id] = std::move(user);
    }
    return {};
}

Loaded load_groups(Workspace& space, const Json& part) {
    for (const Json& entry : part) {
        const std::string handle = string_at(entry, "handle");
        if (handle.empty()) return fail(Errc::bad_input, "seed: a user group has no handle");
        Group group{.id = given_or(entry, "id", id_from("S", handle)), .handle = handle};
        group.name = given_or(entry, "name", handle);
        for (const std::string& name : strings_at(entry, "users")) {
            const User* user = space.user(name) ? space.user(name) : space.user_named(name);
            if (!user)
                return fail(Errc::bad_input, "seed: user group '" + handle + "' names an unknown user '" + name + "'");
            group.users.push_back(user->id);
        }
        space.groups[group.id] = std::move(group);
    }
    return {};
}

/// Members: ids or names; without the key, everyone.
Result<std::set<std::string>> members_of(const Workspace& space, const Json& entry) {
    std::set<std::string> members;
    if (!entry.contains("members")) {
        for (const auto& [id, user] : space.users)
            if (!user.deleted) members.insert(id);
        return members;
    }
    for (const std::string& name : strings_at(entry, "members")) {
        const User* user = space.user(name) ? space.user(name) : space.user_named(name);
        if (!user)
            return fail(
                Errc::bad_input, "seed: channel '" + string_at(entry, "name") + "' names an unknown user '" + name + "'"
            );
        members.insert(user->id);
    }
    return members;
}

Loaded load_channels(Workspace& space, const Json& part) {
    for (const Json& entry : part) {
        std::string name = string_at(entry, "name");
        if (name.starts_with('#')) name.erase(0, 1);
        if (name.empty()) return fail(Errc::bad_input, "seed: a channel has no name");
        Channel channel{
            .id = given_or(entry, "id", id_from("C", name)), .name = name, .creator = space.users.begin()->first
        };
        channel.created = 1'700'000'000;
        channel.is_private = flag_at(entry, "is_private");
        channel.is_general = name == "general";
        channel.topic.value = string_at(entry, "topic");
        channel.purpose.value = string_at(entry, "purpose");
        PILOTHOUSE_TRY(channel.members, members_of(space, entry));
        space.channel_ids[name] = channel.id;
        space.channels[channel.id] = std::move(channel);
    }
    for (const auto& [id, user] : space.users)
        if (!user.is_bot && !user.deleted) space.direct(id);
    return {};
}

Loaded load_commands(Workspace& space, const Json& part) {
    for (const Json& entry : part) {
        Command command{string_at(entry, "command"), string_at(entry, "description"), string_at(entry, "usage_hint")};
        command.should_escape = flag_at(entry, "should_escape");
        if (!command.command.starts_with('/') || command.command.size() > 32)
            return fail(
                Errc::bad_input,
                "seed: command '" + command.command + "' must begin with / and have at most 32 characters"
            );
        space.app.commands.push_back(std::move(command));
    }
    return {};
}

Loaded load_shortcuts(Workspace& space, const Json& part) {
    for (const Json& entry : part)
        space.app.shortcuts.push_back(
            {string_at(entry, "name"), given_or(entry, "type", "global"), string_at(entry, "callback_id"),
             string_at(entry, "description")}
        );
    return {};
}

/// An app manifest sets what it says about the app: name, scopes, events, commands, shortcuts.
void apply_manifest(Json& seed, const Json& manifest) {
    const auto at = [&manifest](const char* path) {
        const Json::json_pointer pointer(path);
        return manifest.contains(pointer) ? manifest.at(pointer) : Json();
    };
    if (const Json name = at("/features/bot_user/display_name"); name.is_string()) seed["app"]["name"] = name;
    if (const Json scopes = at("/oauth_config/scopes/bot"); scopes.is_array()) seed["app"]["scopes"] = scopes;
    if (const Json events = at("/settings/event_subscriptions/bot_events"); events.is_array())
        seed["app"]["events"] = events;
    if (const Json commands = at("/features/slash_commands"); commands.is_array()) seed["commands"] = commands;
    if (const Json shortcuts = at("/features/shortcuts"); shortcuts.is_array()) seed["shortcuts"] = shortcuts;
}

struct Part {
    const char* name;
    bool list;
    Loaded (*load)(Workspace&, const Json&);
};

constexpr Part parts[] = {
    {"team", false, load_team},          {"app", false, load_app},          {"users", true, load_users},
    {"usergroups", true, load_groups},   {"channels", true, load_channels}, {"commands", true, load_commands},
    {"shortcuts", true, load_shortcuts},
};

} // namespace

Json default_seed() {
    const auto channel = [](const char* name, const char* topic) { return Json{{"name", name}, {"topic", topic}}; };
    const auto command = [](const char* name, const char* what, const char* hint) {
        return Json{{"command", name}, {"description", what}, {"usage_hint", hint}, {"should_escape", true}};
    };
    Json seed;
    seed["team"] = {{"id", "TNORTHWIND"}, {"name", "Northwind"}, {"domain", "northwind"}};
    seed["app"] = default_app();
    seed["users"] = Json::array(
        {person("ana", "Ana Torres", "4bbe2e", true), person("ben", "Ben Okafor", "3c989f", false),
         person("chris", "Chris Lund", "e7392d", false), person("dora", "Dora Weiss", "9f69e7", false)}
    );
    seed["usergroups"] = Json::array({Json{{"handle", "oncall"}, {"name", "On-call"}, {"users", {"ana", "ben"}}}});
    seed["channels"] = Json::array(
        {channel("general", "Everything"), channel("deploys", "What goes out"), channel("ops", "Keeping it running"),
         channel("api", "The api service"), channel("pilothouse", "The bot's own words to its operators")}
    );
    seed["commands"] = Json::array(
        {command("/deploy", "Deploy a service", "<service> <version> to <environment>"),
         command("/status", "What runs where", "[service]"),
         command("/incident", "Declare an incident, and run it", "declare <severity> <what is wrong>"),
         command("/pilot", "Anything Pilothouse can do", "help")}
    );
    seed["shortcuts"] = Json::array();
    return seed;
}

Result<void> Workspace::load(std::string_view text) {
    Json seed = default_seed();
    if (!text.empty()) {
        PILOTHOUSE_TRY(const Json given, parse_json(text));
        if (!given.is_object()) return fail(Errc::bad_input, "seed: not a JSON object");
        if (given.contains("manifest")) apply_manifest(seed, given.at("manifest"));
        for (const Part& part : parts) {
            const auto found = given.find(part.name);
            if (found == given.end()) continue;
            if (part.list ? !found->is_array() : !found->is_object())
                return fail(
                    Errc::bad_input,
                    std::string("seed: ") + part.name + " must be " + (part.list ? "a list" : "an object")
                );
            part.list ? void(seed[part.name] = *found) : seed[part.name].merge_patch(*found);
        }
    }
    clear();
    app = App{};
    for (const Part& part : parts)
        if (Loaded loaded = part.load(*this, seed.at(part.name)); !loaded) return loaded;
    return {};
}

} // namespace pilothouse::sandbox
