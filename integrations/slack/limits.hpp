#pragma once

#include <cstddef>
#include <string>
#include <string_view>

/// The sizes that Slack refuses beyond (its Block Kit reference), and how texts are cut to them.
namespace pilothouse::slack::limits {

inline constexpr std::size_t blocks_in_message = 50;
inline constexpr std::size_t blocks_in_modal = 100;
inline constexpr std::size_t section_text = 3'000;
inline constexpr std::size_t fields_in_section = 10;
inline constexpr std::size_t field_text = 2'000;
inline constexpr std::size_t context_text = 3'000;
inline constexpr std::size_t buttons_in_block = 25;
inline constexpr std::size_t button_label = 75;
inline constexpr std::size_t button_value = 2'000;
inline constexpr std::size_t action_id = 255;
inline constexpr std::size_t block_id = 255;
inline constexpr std::size_t confirm_title = 100;
inline constexpr std::size_t confirm_text = 300;
inline constexpr std::size_t confirm_button = 30;
inline constexpr std::size_t table_rows = 100;
inline constexpr std::size_t table_columns = 20;
inline constexpr std::size_t table_text = 10'000;
inline constexpr std::size_t fallback_text = 4'000;
inline constexpr std::size_t modal_title = 24;
inline constexpr std::size_t modal_button = 24;
inline constexpr std::size_t private_metadata = 3'000;
inline constexpr std::size_t callback_id = 255;
inline constexpr std::size_t modal_bytes = 250'000;
inline constexpr std::size_t input_label = 2'000;
inline constexpr std::size_t input_hint = 2'000;
inline constexpr std::size_t input_text = 3'000;
inline constexpr std::size_t options_in_select = 100;
inline constexpr std::size_t option_text = 75;
inline constexpr std::size_t option_value = 150;
/// Slack closes the socket with 1009 at a frame of more than 20,480 bytes.
inline constexpr std::size_t socket_frame = 20'000;

/// Chosen by us, as Slack states none: lines of one rich_text_preformatted, and all texts of one message.
inline constexpr std::size_t verbatim_text = 3'000;
inline constexpr std::size_t message_text = 12'000;

/// The length as Slack may count it: UTF-16 units, which is never less than code points.
std::size_t length(std::string_view utf8);

/// The longest prefix of `utf8` within `limit` units, ending in "…" where something was cut.
std::string cut(std::string_view utf8, std::size_t limit);

/// The longest suffix of `utf8` within `limit` units, beginning with "…" where something was cut.
std::string cut_front(std::string_view utf8, std::size_t limit);

} // namespace pilothouse::slack::limits
