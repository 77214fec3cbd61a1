#pragma once

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <string>
#include <string_view>

/// The small objects that Block Kit is made of.
namespace pilothouse::slack {

/// A plain_text object of at most `limit` characters: printable, and without emoji names turned into pictures.
nlohmann::json plain_object(std::string_view text, std::size_t limit);

/// A mrkdwn object. `verbatim`, so that Slack makes no links or mentions of foreign words by itself.
nlohmann::json mrkdwn_object(std::string text);

/// A rich_text block with `text` in a fixed-width face; it knows no markup, so nothing has to be escaped.
nlohmann::json preformatted(std::string text);

} // namespace pilothouse::slack
