#include "sandbox/slack/api.hpp"

#include "core/json.hpp"
#include "integrations/net/url.hpp"
#include "sandbox/slack/methods.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace pilothouse::sandbox {

namespace {

struct Arguments {
    Json values = Json::object();
    std::string error{}; ///< what is wrong with the body
    std::string warning{};
};

void add_fields(Arguments& arguments, std::string_view form) {
    const auto fields = net::form_decoded(form);
    if (!fields) {
        arguments.error = "invalid_form_data";
        return;
    }
    for (const auto& [name, value] : *fields)
        arguments.values[name] = value;
}

Arguments arguments_of(const net::HttpRequest& request) {
    Arguments arguments;
    add_fields(arguments, net::query_of(request.target));
    if (request.method != "POST" || request.body.empty()) return arguments;
    const std::string type(net::header(request.headers, "content-type"));
    if (type.starts_with("application/json")) {
        auto body = parse_json(request.body);
        if (!body)
            arguments.error = "invalid_json";
        else if (!body->is_object())
            arguments.error = "json_not_object";
        else
            arguments.values.update(*body);
        if (type.find("charset") == std::string::npos) arguments.warning = "missing_charset";
    } else if (type.starts_with("application/x-www-form-urlencoded")) {
        add_fields(arguments, request.body);
    } else {
        arguments.error = type.empty() ? "missing_post_type" : "invalid_post_type";
    }
    return arguments;
}

/// The token, or the error name.
Result<const Token*>
token_of(const World& world, const net::HttpRequest& request, const Json& arguments, const Method& method) {
    static const Token none{.value = {}, .kind = TokenKind::none};
    std::string_view given = net::header(request.headers, "authorization");
    std::string value;
    if (given.size() > 7 && (given.starts_with("Bearer ") || given.starts_with("bearer ")))
        value = given.substr(7);
    else if (method.token == TokenKind::bot)
        value = string_at(arguments, "token");
    if (method.token == TokenKind::none) return &none;
    if (value.empty()) return fail(Errc::denied, "not_authed");
    const auto found = world.workspace.tokens.find(value);
    if (found == world.workspace.tokens.end()) return fail(Errc::denied, "invalid_auth");
    if (!found->second.refused.empty()) return fail(Errc::denied, found->second.refused);
    if (found->second.kind != method.token) return fail(Errc::denied, "not_allowed_token_type");
    return &found->second;
}

bool has_any_scope(const Token& token, std::string_view wanted) {
    if (wanted.empty()) return true;
    while (!wanted.empty()) {
        const std::size_t comma = wanted.find(',');
        if (token.scopes.contains(std::string(wanted.substr(0, comma)))) return true;
        wanted = comma == std::string_view::npos ? std::string_view{} : wanted.substr(comma + 1);
    }
    return false;
}

net::HttpResponse limited(int seconds) {
    net::HttpResponse response = json_response(refused("ratelimited"), 429);
    response.headers.emplace_back("Retry-After", std::to_string(seconds));
    return response;
}

std::string place_in(const Json& arguments) {
    for (const char* key : {"channel", "channel_id"})
        if (std::string value = string_at(arguments, key); !value.empty()) return value;
    return {};
}

/// What a fault makes of the call before it is done; nothing where it goes on.
std::optional<net::HttpResponse> struck_before(const FaultRule& fault) {
    switch (fault.effect) {
    case Effect::http_status:
        return net::HttpResponse{
            .status = fault.status, .headers = {{"Content-Type", "text/html"}}, .body = "<html>error</html>"
        };
    case Effect::ratelimited:
        return limited(fault.retry_after);
    case Effect::error:
        return json_response(refused(fault.error));
    case Effect::drop_before_commit:
    case Effect::rst:
        return net::HttpResponse{.status = 500, .headers = {{std::string(fate_header), "drop"}}, .body = {}};
    default:
        return std::nullopt;
    }
}

/// What it makes of the answer afterwards.
void strike_after(const FaultRule& fault, net::HttpResponse& response) {
    switch (fault.effect) {
    case Effect::drop_after_commit:
        response.headers.emplace_back(fate_header, "drop");
        break;
    case Effect::truncated_body:
        response.headers.emplace_back(fate_header, "truncate");
        break;
    case Effect::garbage_json:
        response.body = "{\"ok\": tru\xff";
        break;
    case Effect::internal_error_after_commit:
        response.body = refused("internal_error").dump();
        break;
    default:
        break;
    }
}

void add_headers(net::HttpResponse& response, World& world, const Method& method, const Token& token) {
    response.headers.emplace_back("X-Slack-Req-Id", world.workspace.new_id("req"));
    if (!token.scopes.empty())
        response.headers.emplace_back("X-OAuth-Scopes", fmt::format("{}", fmt::join(token.scopes, ",")));
    if (!method.scope.empty()) response.headers.emplace_back("X-Accepted-OAuth-Scopes", std::string(method.scope));
}

/// What the journal keeps of an answer.
Json summary_of(const Json& answer) {
    Json summary = Json::object();
    for (const char* key : {"ok", "error", "ts", "channel"})
        if (const auto found = answer.find(key); found != answer.end()) summary[key] = *found;
    return summary;
}

/// Runs the method. That it trips over its arguments is our fault, and must not end the sandbox.
Json run(World& world, const Method& method, const Call& call) {
    try {
        return method.run(world, call);
    } catch (const Json::exception& problem) {
        world.journal.add("api.fault", {{"method", method.name}, {"what", problem.what()}});
        return refused("internal_error");
    }
}

/// Checks scopes and runs one call; faults aside.
Json answer_call(
    World& world, const Method& method, const net::HttpRequest& request, const Arguments& arguments, const Token& token
) {
    const Call call{
        method.name, arguments.values, token, net::header(request.headers, "host"), request.method == "POST"
    };
    // Slack names one scope, not the alternatives.
    if (method.token != TokenKind::none && !has_any_scope(token, method.scope))
        return missing_scope(call, method.scope.substr(0, method.scope.find(',')));
    Json answer = run(world, method, call);
    if (!arguments.warning.empty() && answer["ok"] == true) {
        answer["warning"] = arguments.warning;
        answer["response_metadata"]["warnings"].push_back(arguments.warning);
    }
    return answer;
}

void record(World& world, std::string_view method, Json arguments, int status, Json summary, std::string_view fault) {
    world.stats.count("api.calls");
    world.stats.count("api." + std::string(method));
    if (status == 429) world.stats.count("api.ratelimited");
    if (world.options.journal_entries == 0) return;
    arguments.erase("token");
    summary["method"] = method;
    summary["args"] = std::move(arguments);
    summary["status"] = status;
    if (!fault.empty()) summary["fault"] = fault;
    world.journal.add("api.call", std::move(summary));
}

/// The channel a call is about, by id where there is one.
std::string place_of(World& world, const Json& arguments) {
    const std::string place = place_in(arguments);
    const Channel* channel = place.empty() ? nullptr : world.workspace.channel(place);
    return channel ? channel->id : place;
}

} // namespace

net::HttpResponse json_response(const Json& body, int status) {
    return {
        .status = status, .headers = {{"Content-Type", "application/json; charset=utf-8"}}, .body = dump_json(body)
    };
}

net::awaitable<net::HttpResponse> web_api(World& world, net::HttpRequest request) {
    std::string_view name = net::path_of(request.target).substr(std::string_view("/api/").size());
    while (name.starts_with('/')) // a base URL that ends in a slash, and a client that adds one
        name.remove_prefix(1);
    const Method* method = find_method(name);
    if (!method) {
        world.journal.add("api.unknown", {{"method", name}});
        Json answer = refused("unknown_method");
        answer["req_method"] = name;
        co_return json_response(answer);
    }
    Arguments arguments = arguments_of(request);
    auto token = token_of(world, request, arguments.values, *method);
    if (!token || !arguments.error.empty()) {
        const Json refusal = refused(token ? arguments.error : token.error().message);
        record(world, name, std::move(arguments.values), 200, refusal, {});
        co_return json_response(refusal);
    }
    const std::string place = place_of(world, arguments.values);
    if (const int seconds = world.limits.take(method->tier, name, place); seconds > 0) {
        record(world, name, std::move(arguments.values), 429, refused("ratelimited"), {});
        co_return limited(seconds);
    }
    const auto fault = world.faults.empty() ? std::nullopt : world.faults.strike(name, place);
    const std::string_view effect = fault ? sandbox::name(fault->effect) : std::string_view{};
    if (fault && fault->delay.count() > 0) {
        (void)co_await net::pause(fault->delay);
        // A reset in the meantime has made other tokens.
        token = token_of(world, request, arguments.values, *method);
        if (!token) co_return json_response(refused(token.error().message));
    }
    if (auto struck = fault ? struck_before(*fault) : std::nullopt) {
        record(world, name, std::move(arguments.values), struck->status, Json::object(), effect);
        co_return std::move(*struck);
    }
    const Json answer = answer_call(world, *method, request, arguments, **token);
    net::HttpResponse response = json_response(answer);
    add_headers(response, world, *method, **token);
    if (fault) strike_after(*fault, response);
    record(world, name, std::move(arguments.values), response.status, summary_of(answer), effect);
    co_return response;
}

} // namespace pilothouse::sandbox
