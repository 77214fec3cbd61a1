#include "sandbox/slack/control.hpp"

#include "core/json.hpp"
#include "integrations/net/url.hpp"
#include "sandbox/slack/api.hpp"
#include "sandbox/slack/call.hpp"
#include "sandbox/slack/payloads.hpp"
#include "sandbox/slack/people.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <ranges>

namespace pilothouse::sandbox {

namespace {

constexpr Duration longest_wait = std::chrono::seconds{25};
constexpr std::size_t most_shown = 500;

/// The query or the body of a request, as one object.
using Wish = Json;

std::uint64_t number_at(const Wish& wish, const char* key) {
    const auto found = wish.find(key);
    if (found == wish.end()) return 0;
    if (found->is_number_unsigned()) return found->get<std::uint64_t>();
    const std::string text = string_at(wish, key);
    std::uint64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

Json user_entry(const User& user) {
    return {{"id", user.id},         {"name", user.name},   {"real_name", user.real_name}, {"email", user.email},
            {"is_bot", user.is_bot}, {"color", user.color}, {"is_admin", user.is_admin},   {"deleted", user.deleted}};
}

Json channel_entry(const Channel& channel) {
    Json entry{
        {"id", channel.id},
        {"name", channel.name},
        {"is_im", channel.is_im},
        {"is_private", channel.is_private},
        {"is_archived", channel.is_archived},
        {"members", channel.members},
        {"topic", channel.topic.value},
        {"purpose", channel.purpose.value},
        {"pins", channel.pins}
    };
    if (channel.is_im) entry["user"] = channel.im_user;
    if (channel.bookmarks) entry["bookmarks"] = *channel.bookmarks;
    return entry;
}

Json state(World& world, const Wish&) {
    const Workspace& space = world.workspace;
    Json users = Json::array(), channels = Json::array(), commands = Json::array(), shortcuts = Json::array();
    for (const auto& [id, user] : space.users)
        users.push_back(user_entry(user));
    for (const auto& [id, channel] : space.channels)
        channels.push_back(channel_entry(channel));
    for (const Command& command : space.app.commands)
        commands.push_back(
            {{"command", command.command}, {"description", command.description}, {"usage_hint", command.usage_hint}}
        );
    for (const Shortcut& shortcut : space.app.shortcuts)
        shortcuts.push_back({{"name", shortcut.name}, {"type", shortcut.type}, {"callback_id", shortcut.callback_id}});
    return {
        {"team", {{"id", space.team.id}, {"name", space.team.name}, {"domain", space.team.domain}}},
        {"me_bot",
         {{"user_id", space.app.bot_user},
          {"bot_id", space.app.bot_id},
          {"app_id", space.app.id},
          {"name", space.app.name}}},
        {"users", std::move(users)},
        {"channels", std::move(channels)},
        {"commands", std::move(commands)},
        {"shortcuts", std::move(shortcuts)},
        {"sockets", world.hub.live()},
        {"revision", space.revision()},
    };
}

Json messages(World& world, const Wish& wish) {
    Channel* channel = world.workspace.channel(string_at(wish, "channel"));
    if (!channel) return refused("channel_not_found");
    const std::string as = string_at(wish, "as"), thread = string_at(wish, "thread");
    const auto shown = [&](const std::string& ts, const Message& message) {
        if (!message.only_for.empty() && message.only_for != as) return false;
        if (!thread.empty()) return ts == thread || message.thread_ts == thread;
        return message.thread_ts.empty() || message.broadcast;
    };
    std::vector<Json> list;
    for (const auto& [ts, message] : std::views::reverse(channel->messages)) {
        if (list.size() >= most_shown || (!thread.empty() && ts < thread)) break;
        if (shown(ts, message)) list.push_back(message_object(*channel, message, true));
    }
    std::ranges::reverse(list);
    return {{"messages", std::move(list)}};
}

Json view(World& world, const Wish& wish) {
    const auto stack = world.workspace.view_stacks.find(string_at(wish, "as"));
    if (stack == world.workspace.view_stacks.end() || stack->second.empty()) return {{"view", nullptr}};
    return {
        {"view", view_object(world.workspace, world.workspace.views.at(stack->second.back()))},
        {"depth", stack->second.size()}
    };
}

Json home(World& world, const Wish& wish) {
    const auto found = world.workspace.homes.find(string_at(wish, "as"));
    const auto shown =
        found == world.workspace.homes.end() ? world.workspace.views.end() : world.workspace.views.find(found->second);
    return {{"view", shown == world.workspace.views.end() ? Json() : view_object(world.workspace, shown->second)}};
}

Json faults(World& world, const Wish& wish) {
    if (const auto loaded = world.faults.load(wish.value("rules", Json())); !loaded) {
        Json answer = refused("bad_rules");
        answer["message"] = loaded.error().text();
        return answer;
    }
    return {{"ok", true}, {"rules", world.faults.list()}};
}

Json sockets(World& world, const Wish& wish) {
    static constexpr std::string_view known[] = {"refresh", "warning", "too_many", "link_disabled",
                                                 "reset",   "silence", "cut",      "ghosts"};
    const std::string action = string_at(wish, "action");
    if (std::ranges::find(known, action) == std::end(known)) return refused("unknown_action");
    if (action == "ghosts") {
        world.hub.ghosts(Duration{static_cast<std::int64_t>(number_at(wish, "life_ms"))});
        return done();
    }
    return {{"ok", true}, {"sockets", world.hub.act(action, string_at(wish, "which") == "all")}};
}

Json reset(World& world, const Wish& wish) {
    std::string seed = world.options.seed_json;
    if (wish.contains("seed")) seed = dump_json(wish["seed"]);
    if (const auto loaded = world.workspace.load(seed); !loaded) {
        Json answer = refused("bad_seed");
        answer["message"] = loaded.error().text();
        return answer;
    }
    world.faults.clear();
    world.journal.clear();
    world.stats.clear();
    world.limits.clear();
    world.touch();
    return done();
}

Json limits(World& world, const Wish& wish) {
    if (wish.contains("on")) world.limits.configure(wish.value("on", true), wish.value("scale", world.limits.scale()));
    return {{"ok", true}, {"on", world.limits.on()}, {"scale", world.limits.scale()}};
}

Json stats(World& world, const Wish&) {
    Json report = world.stats.report();
    report["sockets"] = {{"live", world.hub.live()}, {"registered", world.hub.registered()}};
    report["waiting"] = world.delivery.waiting();
    return report;
}

/// Takes a token's right to be used away, or gives it back.
Json token(World& world, const Wish& wish) {
    const auto found = world.workspace.tokens.find(string_at(wish, "token"));
    if (found == world.workspace.tokens.end()) return refused("invalid_auth");
    found->second.refused = string_at(wish, "error");
    if (wish.contains("scopes")) found->second.scopes = wish["scopes"].get<std::set<std::string>>();
    return done();
}

struct Route {
    std::string_view method, name;
    Json (*run)(World&, const Wish&);
};

constexpr Route routes[] = {
    {"GET", "state", state},
    {"GET", "messages", messages},
    {"GET", "view", view},
    {"GET", "home", home},
    {"GET", "faults", [](World& world, const Wish&) { return Json{{"rules", world.faults.list()}}; }},
    {"GET", "journal", [](World& world, const Wish& wish) { return world.journal.since(number_at(wish, "since")); }},
    {"GET", "stats", stats},
    {"GET", "limits", limits},
    {"POST", "limits", limits},
    {"POST", "say", say},
    {"POST", "edit", edit_said},
    {"POST", "delete", delete_said},
    {"POST", "react", react_as},
    {"POST", "member", join_as},
    {"POST", "home", open_home},
    {"POST", "faults", faults},
    {"POST", "sockets", sockets},
    {"POST", "reset", reset},
    {"POST", "token", token},
};

struct SlowRoute {
    std::string_view name;
    net::awaitable<Json> (*run)(World&, const Wish&);
};

net::awaitable<Json> verify_url(World& world, const Wish&) {
    const auto verified = co_await world.delivery.verify_url();
    co_return verified ? done() : refused(verified.error().message);
}

constexpr SlowRoute slow_routes[] = {
    {"command", command_as},   {"press", press_as},     {"submit", submit_as},      {"close", close_as},
    {"shortcut", shortcut_as}, {"suggest", suggest_as}, {"verify_url", verify_url},
};

net::awaitable<Json> changes(World& world, const Wish& wish) {
    const std::uint64_t since = number_at(wish, "since");
    if (world.workspace.revision() <= since && !world.stopping) co_await world.changed.wait(longest_wait);
    co_return Json{{"revision", world.workspace.revision()}};
}

Result<Wish> wish_of(const net::HttpRequest& request) {
    Wish wish = Json::object();
    if (const auto fields = net::form_decoded(net::query_of(request.target)))
        for (const auto& [name, value] : *fields)
            wish[name] = value;
    if (request.body.empty()) return wish;
    PILOTHOUSE_TRY(const Json body, parse_json(request.body));
    if (!body.is_object()) return fail(Errc::bad_input, "the body is not a JSON object");
    wish.update(body);
    return wish;
}

} // namespace

net::awaitable<net::HttpResponse> control(World& world, net::HttpRequest request) {
    const std::string_view name = net::path_of(request.target).substr(std::string_view("/_sim/").size());
    const auto wish = wish_of(request);
    if (!wish) {
        Json answer = refused("bad_request");
        answer["message"] = wish.error().text();
        co_return json_response(answer, 400);
    }
    // A wrong type in the body (a number where a name belongs) is the caller's mistake, not ours.
    try {
        if (request.method == "GET" && name == "changes") co_return json_response(co_await changes(world, *wish));
        for (const Route& route : routes)
            if (route.name == name && route.method == request.method) co_return json_response(route.run(world, *wish));
        if (request.method == "POST")
            for (const SlowRoute& route : slow_routes)
                if (route.name == name) co_return json_response(co_await route.run(world, *wish));
    } catch (const Json::exception& problem) {
        Json answer = refused("bad_request");
        answer["message"] = problem.what();
        co_return json_response(answer, 400);
    }
    co_return json_response(refused("no such control"), 404);
}

} // namespace pilothouse::sandbox
