#include "sandbox/slack/block_shapes.hpp"

#include <algorithm>
#include <array>

namespace pilothouse::sandbox {

namespace {

using enum Want;

constexpr Field section_fields[] = {
    {"text", text, false, 1, 3000}, {"fields", texts, false, 1, 10}, {"accessory", accessory}, {"expand", boolean}
};
constexpr Field header_fields[] = {{"text", plain, true, 1, 150}, {"level", integer, false, 1, 6}};
constexpr Field context_fields[] = {{"elements", contextual, true, 1, 10}};
constexpr Field actions_fields[] = {{"elements", interactive, true, 1, 25}};
constexpr Field image_fields[] = {
    {"image_url", string, false, 1, 3000},
    {"alt_text", string, true, 1, 2000},
    {"title", plain, false, 1, 2000},
    {"slack_file"}
};
constexpr Field input_fields[] = {
    {"label", plain, true, 1, 2000},
    {"element", input, true},
    {"hint", plain, false, 1, 2000},
    {"dispatch_action", boolean, false},
    {"optional", boolean, false}
};
constexpr Field video_fields[] = {
    {"alt_text", string, true, 1, 2000},
    {"title", plain, true, 1, 200},
    {"thumbnail_url", string, true, 1, 3000},
    {"video_url", string, true, 1, 3000},
    {"author_name", string, false, 1, 50},
    {"description", plain, false, 1, 200},
    {"provider_name"},
    {"provider_icon_url"},
    {"title_url"}
};
constexpr Field file_fields[] = {{"external_id", string, true, 1, 255}, {"source", string, true, 1, 20}};
constexpr Field rich_fields[] = {{"elements", rich, true}};
constexpr Field markdown_fields[] = {{"text", string, true, 1, 12000}};
constexpr Field table_fields[] = {{"rows", rows, true, 1, 100}, {"column_settings"}};

constexpr Shape blocks[] = {
    {"section", anywhere, section_fields},     {"header", anywhere, header_fields},
    {"context", anywhere, context_fields},     {"divider", anywhere, {}},
    {"actions", anywhere, actions_fields},     {"image", anywhere, image_fields},
    {"input", anywhere, input_fields},         {"video", anywhere, video_fields},
    {"file", in_message, file_fields},         {"rich_text", anywhere, rich_fields},
    {"markdown", in_message, markdown_fields}, {"table", in_message, table_fields},
};

constexpr Field confirmed{"confirm", confirm};
constexpr Field focused{"focus_on_load", boolean};
constexpr Field placeholder{"placeholder", plain, false, 1, 150};
constexpr Field most_items{"max_selected_items", integer, false, 1, 1000};

constexpr Field button_fields[] = {
    {"text", plain, true, 1, 75},
    {"value", string, false, 0, 2000},
    {"url", string, false, 1, 3000},
    {"style", style},
    {"accessibility_label", string, false, 1, 75},
    confirmed
};
constexpr Field static_fields[] = {
    placeholder,
    {"options", options, false, 1, 100},
    {"option_groups", groups, false, 1, 100},
    {"initial_option", option},
    confirmed,
    focused
};
constexpr Field multi_static_fields[] = {
    placeholder,
    {"options", options, false, 1, 100},
    {"option_groups", groups, false, 1, 100},
    {"initial_options", options, false, 0, 100},
    most_items,
    confirmed,
    focused
};
constexpr Field external_fields[] = {
    placeholder, {"initial_option", option}, {"min_query_length", integer, false, 0, 1000}, confirmed, focused
};
constexpr Field multi_external_fields[] = {
    placeholder,
    {"initial_options", options, false, 0, 100},
    {"min_query_length", integer, false, 0, 1000},
    most_items,
    confirmed,
    focused
};
constexpr Field users_fields[] = {placeholder, {"initial_user", string, false, 1, 255}, confirmed, focused};
constexpr Field multi_users_fields[] = {
    placeholder, {"initial_users", strings, false, 0, 100}, most_items, confirmed, focused
};
constexpr Field conversations_fields[] = {
    placeholder,
    {"initial_conversation", string, false, 1, 255},
    {"default_to_current_conversation", boolean},
    {"response_url_enabled", boolean},
    {"filter"},
    confirmed,
    focused
};
constexpr Field multi_conversations_fields[] = {
    placeholder,
    {"initial_conversations", strings, false, 0, 100},
    {"default_to_current_conversation", boolean},
    {"filter"},
    most_items,
    confirmed,
    focused
};
constexpr Field channels_fields[] = {
    placeholder, {"initial_channel", string, false, 1, 255}, {"response_url_enabled", boolean}, confirmed, focused
};
constexpr Field multi_channels_fields[] = {
    placeholder, {"initial_channels", strings, false, 0, 100}, most_items, confirmed, focused
};
constexpr Field overflow_fields[] = {{"options", options, true, 1, 5}, confirmed};
constexpr Field checkbox_fields[] = {
    {"options", options, true, 1, 10}, {"initial_options", options, false, 0, 10}, confirmed, focused
};
constexpr Field radio_fields[] = {{"options", options, true, 1, 10}, {"initial_option", option}, confirmed, focused};
constexpr Field date_fields[] = {placeholder, {"initial_date", string, false, 10, 10}, confirmed, focused};
constexpr Field time_fields[] = {
    placeholder, {"initial_time", string, false, 5, 5}, {"timezone", string}, confirmed, focused
};
constexpr Field date_time_fields[] = {{"initial_date_time", integer, false, 0, 9'999'999'999}, confirmed, focused};
constexpr Field text_input_fields[] = {
    placeholder,
    {"initial_value", string, false, 0, 3000},
    {"multiline", boolean},
    {"min_length", integer, false, 0, 3000},
    {"max_length", integer, false, 1, 3000},
    {"dispatch_action_config"},
    focused
};
constexpr Field email_fields[] = {
    placeholder, {"initial_value", string, false, 0, 255}, {"dispatch_action_config"}, focused
};
constexpr Field number_fields[] = {
    placeholder,
    {"is_decimal_allowed", boolean, true},
    {"initial_value", string, false, 0, 64},
    {"min_value", string},
    {"max_value", string},
    {"dispatch_action_config"},
    focused
};
constexpr Field file_input_fields[] = {{"filetypes", strings, false, 0, 100}, {"max_files", integer, false, 1, 10}};
constexpr Field rich_input_fields[] = {placeholder, {"initial_value"}, {"dispatch_action_config"}, focused};
constexpr Field image_element_fields[] = {
    {"image_url", string, false, 1, 3000}, {"alt_text", string, true, 1, 2000}, {"slack_file"}
};

constexpr unsigned everywhere = in_section | in_actions | in_input;

constexpr Shape elements[] = {
    {"button", in_section | in_actions, button_fields},
    {"static_select", everywhere, static_fields},
    {"multi_static_select", in_section | in_input, multi_static_fields},
    {"external_select", everywhere, external_fields},
    {"multi_external_select", in_section | in_input, multi_external_fields},
    {"users_select", everywhere, users_fields},
    {"multi_users_select", in_section | in_input, multi_users_fields},
    {"conversations_select", everywhere, conversations_fields},
    {"multi_conversations_select", in_section | in_input, multi_conversations_fields},
    {"channels_select", everywhere, channels_fields},
    {"multi_channels_select", in_section | in_input, multi_channels_fields},
    {"overflow", in_section | in_actions, overflow_fields},
    {"checkboxes", everywhere, checkbox_fields},
    {"radio_buttons", everywhere, radio_fields},
    {"datepicker", everywhere, date_fields},
    {"timepicker", everywhere, time_fields},
    {"datetimepicker", in_actions | in_input, date_time_fields},
    {"plain_text_input", in_input, text_input_fields},
    {"email_text_input", in_input, email_fields},
    {"url_text_input", in_input, email_fields},
    {"number_input", in_input, number_fields},
    {"file_input", in_input, file_input_fields},
    {"rich_text_input", in_input, rich_input_fields},
    {"image", in_section, image_element_fields},
};

const Shape* find(std::span<const Shape> shapes, std::string_view type) {
    const auto found = std::ranges::find(shapes, type, &Shape::type);
    return found == shapes.end() ? nullptr : &*found;
}

} // namespace

const Shape* block_shape(std::string_view type) {
    return find(blocks, type);
}

const Shape* element_shape(std::string_view type) {
    return find(elements, type);
}

} // namespace pilothouse::sandbox
