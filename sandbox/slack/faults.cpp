#include "sandbox/slack/faults.hpp"

#include "core/json.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace pilothouse::sandbox {

namespace {

constexpr std::size_t most_rules = 200;

constexpr std::array<std::pair<Effect, std::string_view>, 19> names{{
    {Effect::delay, "delay"},
    {Effect::http_status, "http_status"},
    {Effect::ratelimited, "ratelimited"},
    {Effect::error, "error"},
    {Effect::drop_before_commit, "drop_before_commit"},
    {Effect::drop_after_commit, "drop_after_commit"},
    {Effect::garbage_json, "garbage_json"},
    {Effect::truncated_body, "truncated_body"},
    {Effect::internal_error_after_commit, "internal_error_after_commit"},
    {Effect::duplicate_event, "duplicate_event"},
    {Effect::reorder_events, "reorder_events"},
    {Effect::drop_event, "drop_event"},
    {Effect::half_open, "half_open"},
    {Effect::no_pong, "no_pong"},
    {Effect::rst, "rst"},
    {Effect::wrong_hello, "wrong_hello"},
    {Effect::no_hello, "no_hello"},
    {Effect::link_disabled, "link_disabled"},
    {Effect::too_many_websockets, "too_many_websockets"},
}};

std::int64_t integer_at(const Json& object, const char* key, std::int64_t otherwise) {
    const auto found = object.find(key);
    return found != object.end() && found->is_number_integer() ? found->get<std::int64_t>() : otherwise;
}

Result<FaultRule> rule_of(const Json& object, std::size_t index) {
    const std::string where = "fault rule " + std::to_string(index);
    if (!object.is_object()) return fail(Errc::bad_input, where + " is not an object");
    const std::string wanted = string_at(object, "effect");
    const auto found = std::ranges::find(names, wanted, &std::pair<Effect, std::string_view>::second);
    if (found == names.end()) return fail(Errc::bad_input, where + " has an unknown effect '" + wanted + "'");
    FaultRule rule;
    rule.effect = found->first;
    rule.method = string_at(object, "method");
    if (rule.method.empty())
        return fail(Errc::bad_input, where + " names no method", "\"*\" stands for every Web API method");
    rule.nth = integer_at(object, "nth", 0);
    rule.times = integer_at(object, "times", 0);
    rule.channel = string_at(object, "channel");
    rule.delay = Duration{std::clamp<std::int64_t>(integer_at(object, "delay_ms", 0), 0, 600'000)};
    rule.status = static_cast<int>(std::clamp<std::int64_t>(integer_at(object, "status", 500), 200, 599));
    rule.retry_after = static_cast<int>(std::clamp<std::int64_t>(integer_at(object, "retry_after", 1), 0, 3600));
    if (object.contains("error")) rule.error = string_at(object, "error");
    if (const auto chance = object.find("probability"); chance != object.end() && chance->is_number())
        rule.probability = chance->get<double>();
    rule.random.seed(static_cast<std::uint64_t>(integer_at(object, "seed", 1)));
    return rule;
}

bool is_api_method(std::string_view method) {
    return method.find('.') != std::string_view::npos;
}

} // namespace

std::string_view name(Effect effect) {
    return std::ranges::find(names, effect, &std::pair<Effect, std::string_view>::first)->second;
}

Result<void> Faults::load(const Json& rules) {
    if (!rules.is_array()) return fail(Errc::bad_input, "rules must be a list");
    if (rules.size() > most_rules) return fail(Errc::bad_input, "more than 200 fault rules");
    std::vector<FaultRule> loaded;
    for (const Json& object : rules) {
        PILOTHOUSE_TRY(FaultRule rule, rule_of(object, loaded.size()));
        loaded.push_back(std::move(rule));
    }
    rules_ = std::move(loaded);
    return {};
}

std::optional<FaultRule> Faults::strike(std::string_view method, std::string_view channel) {
    for (FaultRule& rule : rules_) {
        if (rule.method != method && !(rule.method == "*" && is_api_method(method))) continue;
        if (!rule.channel.empty() && rule.channel != channel) continue;
        ++rule.matched;
        if (rule.nth != 0 && rule.matched != rule.nth) continue;
        if (rule.times != 0 && rule.fired >= rule.times) continue;
        if (rule.probability < 1.0 && std::uniform_real_distribution<double>{0, 1}(rule.random) >= rule.probability)
            continue;
        ++rule.fired;
        return rule;
    }
    return std::nullopt;
}

Json Faults::list() const {
    Json rules = Json::array();
    for (const FaultRule& rule : rules_) {
        Json object{
            {"method", rule.method}, {"effect", name(rule.effect)}, {"matched", rule.matched}, {"fired", rule.fired}
        };
        if (rule.nth != 0) object["nth"] = rule.nth;
        if (rule.times != 0) object["times"] = rule.times;
        if (rule.probability < 1.0) object["probability"] = rule.probability;
        if (!rule.channel.empty()) object["channel"] = rule.channel;
        if (rule.delay.count() != 0) object["delay_ms"] = rule.delay.count();
        rules.push_back(std::move(object));
    }
    return rules;
}

} // namespace pilothouse::sandbox
