#include "core/json.hpp"
#include "sandbox/slack/methods.hpp"
#include "sandbox/slack/modals.hpp"
#include "sandbox/slack/payloads.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace pilothouse::sandbox {

namespace {

constexpr std::size_t most_stacked = 3;
constexpr Duration trigger_life = std::chrono::seconds{3};

Json view_answer(const World& world, const View& view) {
    Json answer = done();
    answer["view"] = view_object(world.workspace, view);
    return answer;
}

/// Takes the trigger; null, or the refusal.
Json take_trigger(World& world, const Call& call, Trigger& taken) {
    const auto found = world.workspace.triggers.find(text_of(call, "trigger_id"));
    if (found == world.workspace.triggers.end()) return refused("invalid_trigger_id");
    if (found->second.used) return refused("exchanged_trigger_id");
    const std::int64_t age = world.clock.steady_us() - found->second.born_us;
    if (age > world.clock.scaled(trigger_life).count() * 1000) return refused("expired_trigger_id");
    found->second.used = true;
    taken = found->second;
    return nullptr;
}

Json missing(const char* name) {
    return refused(
        "invalid_arguments", {std::string("missing required field: ") + name + " [json-pointer:/" + name + "]"}
    );
}

View* view_named(World& world, const Call& call) {
    auto& views = world.workspace.views;
    if (const std::string id = text_of(call, "view_id"); !id.empty()) {
        const auto found = views.find(id);
        return found == views.end() ? nullptr : &found->second;
    }
    const std::string external = text_of(call, "external_id");
    const auto found = std::ranges::find_if(views, [&](const auto& entry) {
        return !external.empty() && entry.second.external_id == external;
    });
    return found == views.end() ? nullptr : &found->second;
}

} // namespace

Json views_open(World& world, const Call& call) {
    if (text_of(call, "trigger_id").empty()) return missing("trigger_id");
    Json view = structure_of(call, "view");
    if (Json refusal = view_refusal(world, view, "modal", {}); !refusal.is_null()) return refusal;
    Trigger trigger;
    if (Json refusal = take_trigger(world, call, trigger); !refusal.is_null()) return refusal;
    return view_answer(world, show_view(world, trigger.user, std::move(view), {}));
}

Json views_push(World& world, const Call& call) {
    if (text_of(call, "trigger_id").empty()) return missing("trigger_id");
    Json view = structure_of(call, "view");
    if (Json refusal = view_refusal(world, view, "modal", {}); !refusal.is_null()) return refusal;
    Trigger trigger;
    if (Json refusal = take_trigger(world, call, trigger); !refusal.is_null()) return refusal;
    const auto& stack = world.workspace.view_stacks[trigger.user];
    if (trigger.view.empty() || stack.empty()) return refused("invalid_trigger_id");
    if (stack.size() >= most_stacked) return refused("push_limit_reached");
    const std::string top = stack.back();
    return view_answer(world, show_view(world, trigger.user, std::move(view), top));
}

Json views_update(World& world, const Call& call) {
    View* view = view_named(world, call);
    if (!view) return refused("not_found");
    Json body = structure_of(call, "view");
    if (Json refusal = view_refusal(world, body, view->type, view->id); !refusal.is_null()) return refusal;
    if (const std::string hash = text_of(call, "hash"); !hash.empty() && hash != view->hash)
        return refused("hash_conflict");
    change_view(world, *view, std::move(body));
    return view_answer(world, *view);
}

Json views_publish(World& world, const Call& call) {
    const std::string user = text_of(call, "user_id");
    if (user.empty()) return missing("user_id");
    if (!world.workspace.user(user)) return refused("invalid_arguments", {"user not found [json-pointer:/user_id]"});
    std::string& home = world.workspace.homes[user];
    Json body = structure_of(call, "view");
    if (Json refusal = view_refusal(world, body, "home", home); !refusal.is_null()) return refusal;
    if (home.empty()) {
        View& view = show_view(world, user, std::move(body), {});
        home = view.id;
        return view_answer(world, view);
    }
    View& view = world.workspace.views.at(home);
    if (const std::string hash = text_of(call, "hash"); !hash.empty() && hash != view.hash)
        return refused("hash_conflict");
    change_view(world, view, std::move(body));
    return view_answer(world, view);
}

} // namespace pilothouse::sandbox
