#include "sandbox/slack/modals.hpp"

#include "core/json.hpp"
#include "sandbox/slack/block_check.hpp"
#include "sandbox/slack/call.hpp"
#include "sandbox/slack/rooms.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace pilothouse::sandbox {

namespace {

constexpr std::size_t most_view_bytes = 250'000;

std::string new_hash(World& world) {
    return fmt::format("{}.{}", world.clock.unix_s(), world.workspace.new_id("").substr(0, 8));
}

/// The names a value goes by, for each element type.
struct ValueShape {
    std::string_view element, initial, value;
    bool list;
};

constexpr ValueShape shapes[] = {
    {"plain_text_input", "initial_value", "value", false},
    {"email_text_input", "initial_value", "value", false},
    {"url_text_input", "initial_value", "value", false},
    {"number_input", "initial_value", "value", false},
    {"rich_text_input", "initial_value", "rich_text_value", false},
    {"file_input", "", "files", true},
    {"static_select", "initial_option", "selected_option", false},
    {"external_select", "initial_option", "selected_option", false},
    {"radio_buttons", "initial_option", "selected_option", false},
    {"overflow", "", "selected_option", false},
    {"checkboxes", "initial_options", "selected_options", true},
    {"multi_static_select", "initial_options", "selected_options", true},
    {"multi_external_select", "initial_options", "selected_options", true},
    {"users_select", "initial_user", "selected_user", false},
    {"multi_users_select", "initial_users", "selected_users", true},
    {"conversations_select", "initial_conversation", "selected_conversation", false},
    {"multi_conversations_select", "initial_conversations", "selected_conversations", true},
    {"channels_select", "initial_channel", "selected_channel", false},
    {"multi_channels_select", "initial_channels", "selected_channels", true},
    {"datepicker", "initial_date", "selected_date", false},
    {"timepicker", "initial_time", "selected_time", false},
    {"datetimepicker", "initial_date_time", "selected_date_time", false},
};

const ValueShape* shape_of(const Json& element) {
    const std::string type = string_at(element, "type");
    const auto found = std::ranges::find(shapes, type, &ValueShape::element);
    return found == std::end(shapes) ? nullptr : &*found;
}

/// The element's own option with that value; the value alone where the options are the app's secret.
Json option_named(const Json& element, const Json& value) {
    if (!value.is_string()) return value;
    const auto look = [&value](const Json& options) {
        const auto found = std::ranges::find_if(options, [&value](const Json& one) {
            return one.contains("value") && one["value"] == value;
        });
        return found == options.end() ? Json() : *found;
    };
    if (Json found = look(element.value("options", Json::array())); !found.is_null()) return found;
    for (const Json& group : element.value("option_groups", Json::array()))
        if (Json found = look(group.value("options", Json::array())); !found.is_null()) return found;
    return {{"text", {{"type", "plain_text"}, {"text", value}, {"emoji", true}}}, {"value", value}};
}

void add_initial(Json& values, const Json& block, const Json& element) {
    const ValueShape* shape = shape_of(element);
    if (!shape) return;
    Json value{{"type", element["type"]}};
    const std::string key(shape->initial);
    value[std::string(shape->value)] = !key.empty() && element.contains(key) ? element[key]
                                       : shape->list                         ? Json::array()
                                                                             : Json();
    values[string_at(block, "block_id")][string_at(element, "action_id")] = std::move(value);
}

} // namespace

Json view_refusal(World& world, const Json& view, std::string_view type, const std::string& own_id) {
    if (!view.is_object()) return refused("invalid_arguments", {"must provide an object [json-pointer:/view]"});
    if (dump_json(view).size() > most_view_bytes) return refused("view_too_large");
    auto problems = check_view(view);
    if (string_at(view, "type") != type) problems.push_back({fmt::format("must be a {} view", type), "/view/type"});
    if (!problems.empty()) {
        std::vector<std::string> lines;
        std::ranges::transform(problems, std::back_inserter(lines), &Problem::line);
        return refused("invalid_arguments", lines);
    }
    const std::string external = string_at(view, "external_id");
    if (external.empty()) return nullptr;
    for (const auto& [id, other] : world.workspace.views)
        if (id != own_id && other.external_id == external) return refused("duplicate_external_id");
    return nullptr;
}

View& show_view(World& world, const std::string& user, Json body, const std::string& on_top_of) {
    Workspace& space = world.workspace;
    View view{
        .id = space.new_id("V"),
        .user = user,
        .type = string_at(body, "type"),
        .hash = new_hash(world),
        .root_id = {},
        .previous_id = on_top_of,
        .external_id = string_at(body, "external_id"),
        .body = nullptr,
        .state = nullptr
    };
    view.root_id = on_top_of.empty() ? view.id : space.views.at(on_top_of).root_id;
    fill_ids(world, body["blocks"]);
    view.state = std::make_shared<Json>(initial_values(body["blocks"]));
    view.body = std::make_shared<Json>(std::move(body));
    if (on_top_of.empty() && view.type == "modal") close_all_views(world, user);
    if (view.type == "modal") space.view_stacks[user].push_back(view.id);
    world.touch();
    const std::string id = view.id;
    return space.views.insert_or_assign(id, std::move(view)).first->second;
}

void change_view(World& world, View& view, Json body) {
    fill_ids(world, body["blocks"]);
    Json values = initial_values(body["blocks"]);
    for (auto& [block, actions] : values.items())
        for (auto& [action, value] : actions.items())
            if (view.state->contains(block) && (*view.state)[block].contains(action) &&
                (*view.state)[block][action]["type"] == value["type"])
                value = (*view.state)[block][action];
    view.external_id = string_at(body, "external_id");
    view.hash = new_hash(world);
    view.state = std::make_shared<Json>(std::move(values));
    view.body = std::make_shared<Json>(std::move(body));
    world.touch();
}

void close_view(World& world, const std::string& view_id) {
    const auto found = world.workspace.views.find(view_id);
    if (found == world.workspace.views.end()) return;
    std::erase(world.workspace.view_stacks[found->second.user], view_id);
    world.workspace.views.erase(found);
    world.touch();
}

void close_all_views(World& world, const std::string& user) {
    for (const std::string& id : std::exchange(world.workspace.view_stacks[user], {}))
        world.workspace.views.erase(id);
    world.touch();
}

Json initial_values(const Json& blocks) {
    Json values = Json::object();
    for (const Json& block : blocks) {
        if (!block.is_object()) continue;
        for (const char* key : {"element", "accessory"})
            if (block.contains(key)) add_initial(values, block, block[key]);
        if (string_at(block, "type") != "actions") continue;
        for (const Json& element : block["elements"])
            add_initial(values, block, element);
    }
    return values;
}

Json input_value(const Json& element, const Json& given) {
    const ValueShape* shape = shape_of(element);
    if (!shape) return given.is_object() ? given : Json{{"type", string_at(element, "type")}, {"value", given}};
    const std::string key(shape->value);
    Json value = given;
    if (given.is_object() && given.contains(key))
        value = given[key];
    else if (given.is_object() && given.contains("value") && key != "value" && !given.contains("text"))
        value = given["value"];
    if (key == "selected_option") value = option_named(element, value);
    if (key == "selected_options" && value.is_array())
        for (Json& one : value)
            one = option_named(element, one);
    if (key == "value" && value.is_string() && value.get_ref<const std::string&>().empty()) value = nullptr;
    return {{"type", string_at(element, "type")}, {key, std::move(value)}};
}

} // namespace pilothouse::sandbox
