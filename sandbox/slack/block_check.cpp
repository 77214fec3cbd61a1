#include "sandbox/slack/block_check.hpp"

#include "core/json.hpp"
#include "core/utf8.hpp"
#include "sandbox/slack/block_shapes.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>

namespace pilothouse::sandbox {

namespace {

using Json = nlohmann::json;

constexpr std::size_t most_markdown = 12'000;
constexpr std::size_t most_table_characters = 10'000;

class Checker {
public:
    explicit Checker(Surface surface) : surface_(surface) {}

    void blocks(const Json& list, const std::string& at, std::size_t most);
    void string(const Json& value, std::size_t low, std::size_t high, const std::string& at);
    void text(const Json& value, bool only_plain, std::size_t low, std::size_t high, const std::string& at);

    void add(std::string text, std::string at) { problems.push_back({std::move(text), std::move(at)}); }

    std::vector<Problem> problems{};

private:
    Surface surface_;
    std::set<std::string> block_ids_{}, action_ids_{};
    std::size_t markdown_ = 0, tables_ = 0;

    void block(const Json& value, const std::string& at);
    void fields(const Json& value, const Shape& shape, std::string_view id, const std::string& at);
    void field(const Json& value, const Field& field, const std::string& at);
    bool list(const Json& value, std::size_t low, std::size_t high, const std::string& at);
    void choice(const Json& value, const std::string& at);
    void choice_group(const Json& value, const std::string& at);
    void dialog(const Json& value, const std::string& at);
    void element(const Json& value, Place place, const std::string& at);
    void element_rules(const Json& value, std::string_view type, const std::string& at);
    void context_element(const Json& value, const std::string& at);
    void rich_elements(const Json& value, const std::string& at);
    void rows(const Json& value, const std::string& at);
    void known_only(const Json& value, std::initializer_list<std::string_view> known, const std::string& at);
};

void Checker::string(const Json& value, std::size_t low, std::size_t high, const std::string& at) {
    if (!value.is_string()) return add("must provide a string", at);
    const std::size_t size = code_points(value.get_ref<const std::string&>());
    if (size < low) add(fmt::format("must be more than {} characters", low - 1), at);
    if (high != 0 && size > high) add(fmt::format("must be less than {} characters", high + 1), at);
}

bool Checker::list(const Json& value, std::size_t low, std::size_t high, const std::string& at) {
    if (!value.is_array()) {
        add("must provide an array", at);
        return false;
    }
    if (value.size() < low) add(fmt::format("no fewer than {} items allowed", low), at);
    if (high != 0 && value.size() > high) add(fmt::format("no more than {} items allowed", high), at);
    return value.size() <= std::max<std::size_t>(high, 1000);
}

void Checker::known_only(const Json& value, std::initializer_list<std::string_view> known, const std::string& at) {
    for (const auto& [key, unused] : value.items())
        if (std::ranges::find(known, key) == known.end()) add("invalid additional property: " + key, at);
}

void Checker::text(const Json& value, bool only_plain, std::size_t low, std::size_t high, const std::string& at) {
    if (!value.is_object()) return add("must provide an object", at);
    const std::string type = string_at(value, "type");
    if (type != "plain_text" && (only_plain || type != "mrkdwn"))
        return add(only_plain ? "must be a plain_text object" : "unsupported type: " + type, at + "/type");
    if (type == "plain_text")
        known_only(value, {"type", "text", "emoji"}, at);
    else
        known_only(value, {"type", "text", "verbatim"}, at);
    if (!value.contains("text")) return add("missing required field: text", at);
    string(value["text"], low, high, at + "/text");
}

void Checker::choice(const Json& value, const std::string& at) {
    if (!value.is_object()) return add("must provide an object", at);
    known_only(value, {"text", "value", "description", "url"}, at);
    if (value.contains("text"))
        text(value["text"], false, 1, 75, at + "/text");
    else
        add("missing required field: text", at);
    if (value.contains("value"))
        string(value["value"], 1, 150, at + "/value");
    else
        add("missing required field: value", at);
    if (value.contains("description")) text(value["description"], false, 1, 75, at + "/description");
    if (value.contains("url")) string(value["url"], 1, 3000, at + "/url");
}

void Checker::choice_group(const Json& value, const std::string& at) {
    if (!value.is_object()) return add("must provide an object", at);
    known_only(value, {"label", "options"}, at);
    if (value.contains("label"))
        text(value["label"], true, 1, 75, at + "/label");
    else
        add("missing required field: label", at);
    if (!value.contains("options")) return add("missing required field: options", at);
    if (!list(value["options"], 1, 100, at + "/options")) return;
    for (std::size_t i = 0; i < value["options"].size(); ++i)
        choice(value["options"][i], fmt::format("{}/options/{}", at, i));
}

void Checker::dialog(const Json& value, const std::string& at) {
    if (!value.is_object()) return add("must provide an object", at);
    known_only(value, {"title", "text", "confirm", "deny", "style"}, at);
    if (value.contains("title")) text(value["title"], true, 1, 100, at + "/title");
    if (value.contains("text"))
        text(value["text"], false, 1, 300, at + "/text");
    else
        add("missing required field: text", at);
    if (value.contains("confirm")) text(value["confirm"], true, 1, 30, at + "/confirm");
    if (value.contains("deny")) text(value["deny"], true, 1, 30, at + "/deny");
}

void Checker::context_element(const Json& value, const std::string& at) {
    if (!value.is_object()) return add("must provide an object", at);
    const std::string type = string_at(value, "type");
    if (type == "image")
        fields(value, *element_shape("image"), {}, at);
    else
        text(value, false, 1, 3000, at);
}

void Checker::rich_elements(const Json& value, const std::string& at) {
    static constexpr std::string_view known[] = {
        "rich_text_section", "rich_text_list", "rich_text_quote", "rich_text_preformatted"
    };
    if (!list(value, 0, 0, at)) return;
    for (std::size_t i = 0; i < value.size(); ++i) {
        const std::string type = string_at(value[i], "type");
        const std::string here = fmt::format("{}/{}", at, i);
        if (std::ranges::find(known, type) == std::end(known))
            add("unsupported type: " + type, here + "/type");
        else if (!value[i].contains("elements"))
            add("missing required field: elements", here);
    }
}

void Checker::rows(const Json& value, const std::string& at) {
    static constexpr std::string_view known[] = {"raw_text", "raw_number", "rich_text"};
    if (!list(value, 1, 100, at)) return;
    std::size_t characters = 0;
    for (std::size_t i = 0; i < value.size(); ++i) {
        const std::string here = fmt::format("{}/{}", at, i);
        if (!list(value[i], 1, 20, here)) continue;
        for (std::size_t j = 0; j < value[i].size(); ++j) {
            const std::string type = string_at(value[i][j], "type");
            if (std::ranges::find(known, type) == std::end(known))
                add("unsupported type: " + type, fmt::format("{}/{}/type", here, j));
            if (type == "raw_text" && string_at(value[i][j], "text").empty())
                add("must be more than 0 characters", fmt::format("{}/{}/text", here, j));
            characters += code_points(string_at(value[i][j], "text"));
        }
    }
    if (characters > most_table_characters) add("table has more than 10000 characters", at);
}

void Checker::element(const Json& value, Place place, const std::string& at) {
    if (!value.is_object()) return add("must provide an object", at);
    const std::string type = string_at(value, "type");
    const Shape* shape = element_shape(type);
    if (!shape || (shape->places & place) == 0) return add("unsupported type: " + type, at + "/type");
    if (type == "file_input" && surface_ != Surface::modal) return add("unsupported type: " + type, at + "/type");
    fields(value, *shape, type == "image" ? std::string_view{} : "action_id", at);
    element_rules(value, type, at);
    if (const std::string id = string_at(value, "action_id"); !id.empty() && !action_ids_.insert(id).second)
        add("`action_id` must be unique in its block", at + "/action_id");
}

void Checker::element_rules(const Json& value, std::string_view type, const std::string& at) {
    if (type.ends_with("static_select") && value.contains("options") == value.contains("option_groups"))
        add("exactly one of options and option_groups is needed", at);
    if (type == "image" && value.contains("image_url") == value.contains("slack_file"))
        add("exactly one of image_url and slack_file is needed", at);
    const auto options = value.find("options");
    if (options == value.end() || !options->is_array() || type == "overflow") return;
    for (std::size_t i = 0; i < options->size(); ++i)
        if ((*options)[i].is_object() && (*options)[i].contains("url"))
            add("url is only allowed in overflow options", fmt::format("{}/options/{}/url", at, i));
}

void Checker::field(const Json& value, const Field& wanted, const std::string& at) {
    const auto each = [&](auto&& check) {
        if (!list(value, wanted.low, wanted.high, at)) return;
        for (std::size_t i = 0; i < value.size(); ++i)
            check(value[i], fmt::format("{}/{}", at, i));
    };
    switch (wanted.want) {
    case Want::any:
        return;
    case Want::string:
        return string(value, wanted.low, wanted.high, at);
    case Want::boolean:
        return value.is_boolean() ? void() : add("must provide a boolean", at);
    case Want::integer:
        if (!value.is_number_integer()) return add("must provide an integer", at);
        if (value.get<std::int64_t>() < static_cast<std::int64_t>(wanted.low))
            add(fmt::format("must be at least {}", wanted.low), at);
        if (value.get<std::int64_t>() > static_cast<std::int64_t>(wanted.high))
            add(fmt::format("must be at most {}", wanted.high), at);
        return;
    case Want::strings:
        return each([&](const Json& one, const std::string& here) { string(one, 1, 0, here); });
    case Want::plain:
        return text(value, true, wanted.low, wanted.high, at);
    case Want::text:
        return text(value, false, wanted.low, wanted.high, at);
    case Want::texts:
        return each([&](const Json& one, const std::string& here) { text(one, false, 1, 2000, here); });
    case Want::style:
        if (value != "primary" && value != "danger") add("must be one of primary, danger", at);
        return;
    case Want::option:
        return choice(value, at);
    case Want::options:
        return each([&](const Json& one, const std::string& here) { choice(one, here); });
    case Want::groups:
        return each([&](const Json& one, const std::string& here) { choice_group(one, here); });
    case Want::confirm:
        return dialog(value, at);
    case Want::accessory:
        return element(value, in_section, at);
    case Want::interactive:
        return each([&](const Json& one, const std::string& here) { element(one, in_actions, here); });
    case Want::contextual:
        return each([&](const Json& one, const std::string& here) { context_element(one, here); });
    case Want::input:
        return element(value, in_input, at);
    case Want::rich:
        return rich_elements(value, at);
    case Want::rows:
        return rows(value, at);
    }
}

void Checker::fields(const Json& value, const Shape& shape, std::string_view id, const std::string& at) {
    for (const auto& [key, inner] : value.items()) {
        if (key == "type") continue;
        if (key == id) {
            string(inner, 1, 255, at + "/" + key);
            continue;
        }
        const auto found = std::ranges::find(shape.fields, key, &Field::name);
        if (found == shape.fields.end())
            add("invalid additional property: " + key, at);
        else
            field(inner, *found, at + "/" + key);
    }
    for (const Field& wanted : shape.fields)
        if (wanted.required && !value.contains(wanted.name))
            add("missing required field: " + std::string(wanted.name), at);
}

void Checker::block(const Json& value, const std::string& at) {
    if (!value.is_object()) return add("must provide an object", at);
    const std::string type = string_at(value, "type");
    const Shape* shape = block_shape(type);
    const unsigned place = surface_ == Surface::message ? in_message : surface_ == Surface::modal ? in_modal : in_home;
    if (!shape || (shape->places & place) == 0) return add("unsupported type: " + type, at + "/type");
    action_ids_.clear();
    fields(value, *shape, "block_id", at);
    if (const std::string id = string_at(value, "block_id"); !id.empty() && !block_ids_.insert(id).second)
        add("`block_id` must be unique: " + id, at + "/block_id");
    if (type == "section" && !value.contains("text") && !value.contains("fields"))
        add("missing required field: text", at);
    if (type == "image" && value.contains("image_url") == value.contains("slack_file"))
        add("exactly one of image_url and slack_file is needed", at);
    if (type == "table" && ++tables_ > 1) add("only_one_table_allowed", at);
    if (type == "markdown") {
        markdown_ += code_points(string_at(value, "text"));
        if (markdown_ > most_markdown) add("markdown blocks must have less than 12001 characters in sum", at + "/text");
    }
}

void Checker::blocks(const Json& list_of_blocks, const std::string& at, std::size_t most) {
    if (!list(list_of_blocks, 0, most, at)) return;
    for (std::size_t i = 0; i < list_of_blocks.size(); ++i)
        block(list_of_blocks[i], fmt::format("{}/{}", at, i));
}

void check_modal(Checker& checker, const Json& view) {
    if (!view.contains("title")) checker.add("missing required field: title", "/view");
    for (const char* key : {"title", "submit", "close"})
        if (view.contains(key)) checker.text(view[key], true, 1, 24, std::string("/view/") + key);
    const Json& blocks = view["blocks"];
    const bool has_input =
        std::ranges::any_of(blocks, [](const Json& block) { return string_at(block, "type") == "input"; });
    if (has_input && !view.contains("submit"))
        checker.add("`submit` is required in views that have `input` blocks", "/view");
}

bool flat_value(const Json& value) {
    return value.is_string() || value.is_number() || value.is_boolean();
}

bool flat_object(const Json& value) {
    return value.is_object() && std::ranges::all_of(value, flat_value);
}

} // namespace

std::vector<Problem> check_blocks(const Json& blocks, Surface surface, const std::string& pointer) {
    Checker checker(surface);
    checker.blocks(blocks, pointer, surface == Surface::message ? 50 : 100);
    return std::move(checker.problems);
}

std::vector<Problem> check_view(const Json& view) {
    if (!view.is_object()) return {{"must provide an object", "/view"}};
    const std::string type = string_at(view, "type");
    if (type != "modal" && type != "home") return {{"unsupported type: " + type, "/view/type"}};
    Checker checker(type == "modal" ? Surface::modal : Surface::home);
    static constexpr std::string_view known[] = {"type",        "title",          "submit",
                                                 "close",       "blocks",         "private_metadata",
                                                 "callback_id", "clear_on_close", "notify_on_close",
                                                 "external_id", "submit_disabled"};
    for (const auto& [key, unused] : view.items())
        if (std::ranges::find(known, key) == std::end(known))
            checker.add("invalid additional property: " + key, "/view");
    if (!view.contains("blocks") || !view["blocks"].is_array()) return {{"missing required field: blocks", "/view"}};
    if (type == "modal") check_modal(checker, view);
    checker.blocks(view["blocks"], "/view/blocks", 100);
    if (view.contains("private_metadata")) checker.string(view["private_metadata"], 0, 3000, "/view/private_metadata");
    if (view.contains("callback_id")) checker.string(view["callback_id"], 0, 255, "/view/callback_id");
    if (view.contains("external_id")) checker.string(view["external_id"], 0, 255, "/view/external_id");
    return std::move(checker.problems);
}

std::vector<Problem> check_attachments(const Json& attachments) {
    if (!attachments.is_array()) return {{"must provide an array", "/attachments"}};
    Checker checker(Surface::message);
    for (std::size_t i = 0; i < attachments.size(); ++i) {
        const std::string at = fmt::format("/attachments/{}", i);
        if (!attachments[i].is_object())
            checker.add("must provide an object", at);
        else if (attachments[i].contains("footer"))
            checker.string(attachments[i]["footer"], 0, 300, at + "/footer");
        if (attachments[i].is_object() && attachments[i].contains("blocks"))
            checker.blocks(attachments[i]["blocks"], at + "/blocks", 50);
    }
    return std::move(checker.problems);
}

std::vector<Problem> check_metadata(const Json& metadata) {
    if (!metadata.is_object()) return {{"must provide an object", "/metadata"}};
    Checker checker(Surface::message);
    if (metadata.contains("event_type"))
        checker.string(metadata["event_type"], 1, 255, "/metadata/event_type");
    else
        checker.add("missing required field: event_type", "/metadata");
    if (!metadata.contains("event_payload") || !metadata["event_payload"].is_object()) {
        checker.add("missing required field: event_payload", "/metadata");
        return std::move(checker.problems);
    }
    for (const auto& [key, value] : metadata["event_payload"].items()) {
        const bool list = value.is_array() && std::ranges::all_of(value, [](const Json& one) {
                              return flat_value(one) || flat_object(one);
                          });
        if (!flat_value(value) && !flat_object(value) && !list)
            checker.add(
                "must be a string, number, boolean, flat object or list of them", "/metadata/event_payload/" + key
            );
    }
    return std::move(checker.problems);
}

} // namespace pilothouse::sandbox
