#pragma once

#include "commands/utterance.hpp"
#include "core/text.hpp"

#include <cstddef>
#include <limits>
#include <string>
#include <string_view>

/// Between our words and Slack's markup. The only place that knows how either is written.
namespace pilothouse::slack {

inline constexpr std::size_t no_limit = std::numeric_limits<std::size_t>::max();

/// Slack mrkdwn for `text`, at most `limit` characters long; a cut never falls inside an escape or a token, and
/// shows as "…". Literals can't form a mention, a link or a broadcast: their `&`, `<` and `>` are escaped, and
/// invisible characters are dropped. Links that are not http or https become their label.
std::string mrkdwn(const Text& text, std::size_t limit = no_limit);

/// mrkdwn with the literal words in bold, for titles.
std::string bold_mrkdwn(const Text& text, std::size_t limit = no_limit);

/// The words for a plain_text object, which knows no markup: printable, without escapes.
std::string plain_text(const Text& text);

/// True for what Slack gives as an id: capital letters and digits. Anything else is never put into a token.
bool is_id(std::string_view text);

/// `url` with every byte encoded that could end a Slack token; empty when it is not http or https.
std::string safe_url(std::string_view url);

/// The moment as Slack's date token, shown in each reader's own time zone; with a UTC text for old clients.
std::string date_token(Time time);

/// The moment in words, in UTC: "2026-11-23 04:16 UTC".
std::string date_words(Time time);

/// What a person typed, of the `text` of a Slack event or slash command. Tokens become people, channels, or the
/// words that were shown; `&amp;`, `&lt;` and `&gt;` are undone once; text between backticks becomes
/// VerbatimWords. A mention of `own_user_id` at the front is dropped. A command that stands in backticks as a
/// whole reads as if typed without them.
commands::Utterance utterance(std::string_view slack_text, std::string_view own_user_id);

} // namespace pilothouse::slack
