#pragma once

#include "end_to_end_stage.hpp"

#include <cstddef>
#include <string>
#include <vector>

/// What people see and press in #deploys while real servers talk to the bot.
namespace pilothouse::tests {

/// The bot's messages, each followed by those in its thread.
net::awaitable<std::vector<Json>> all_said(Stage& stage);
/// Waits until a message of the bot has these words: empty then, else what stands in the channel instead.
net::awaitable<std::string> missing(Stage& stage, std::string words);
/// How many messages of the bot have these words, or, without any, how many there are.
net::awaitable<std::size_t> count(Stage& stage, std::string words = {});
/// The bot's message with these words that is in no thread; null where there is none.
net::awaitable<Json> card_with(Stage& stage, std::string words);
/// The id of the action of the button whose id begins so; empty where there is none.
std::string action_of(const Json& message, const std::string& action);
/// That person presses Silence on the card, and sends the form with 4 hours. Throws where something in that can't be
/// done.
net::awaitable<void> silence(Stage& stage, Json card, std::string who, std::string id);

} // namespace pilothouse::tests
