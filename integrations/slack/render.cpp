#include "integrations/slack/render.hpp"

#include "integrations/slack/blocks.hpp"
#include "integrations/slack/limits.hpp"
#include "integrations/slack/markup.hpp"

#include <nlohmann/json.hpp>

#include <utility>

namespace pilothouse::slack {

using nlohmann::json;

namespace {

/// Seen at a glance, also by people who can't tell colours apart, and in a notification.
constexpr std::string_view symbol(commands::Tone tone) {
    switch (tone) {
    case commands::Tone::neutral:
        return "";
    case commands::Tone::waiting:
        return "⏳ ";
    case commands::Tone::running:
        return "🔄 ";
    case commands::Tone::good:
        return "✅ ";
    case commands::Tone::warning:
        return "⚠️ ";
    case commands::Tone::bad:
        return "❌ ";
    }
    return "";
}

} // namespace

json blocks(const commands::Card& card) {
    BlockWriter writer(Surface::message);
    writer.title(symbol(card.tone), card.title);
    writer.add(card.blocks);
    return writer.take();
}

std::string fallback_text(const commands::Card& card) {
    const auto mark = symbol(card.tone);
    const auto room = limits::fallback_text - limits::length(mark);
    if (!card.title.empty()) return std::string(mark) + mrkdwn(card.title, room);
    return std::string(mark) + mrkdwn(Text(commands::plain(card)), room);
}

json message_arguments(const commands::Card& card) {
    json arguments = json::object();
    arguments["text"] = fallback_text(card);
    arguments["blocks"] = blocks(card);
    arguments["unfurl_links"] = false;
    arguments["unfurl_media"] = false;
    return arguments;
}

json private_answer(const commands::Card& card) {
    auto arguments = message_arguments(card);
    arguments["response_type"] = "ephemeral";
    arguments["replace_original"] = false;
    return arguments;
}

} // namespace pilothouse::slack
