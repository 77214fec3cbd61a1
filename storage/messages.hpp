#pragma once

#include "core/clock.hpp"
#include "core/ids.hpp"
#include "storage/database.hpp"

#include <optional>
#include <string>

/// Where our named messages stand in the chat system, so that a message can be edited by its name.
namespace pilothouse::storage {

struct MessagePlace {
    ChannelId channel;
    std::string id; ///< the chat system's own
};

std::optional<MessagePlace> message_place(Connection& store, const MessageKey& key);

/// The message of this key stands there now (an earlier one of the key is gone).
void put_message(Connection& store, const MessageKey& key, const MessagePlace& place, Time now);

/// Forgets where the messages of a thing stand: those whose keys are `thing`, a slash, and anything.
void forget_messages(Connection& store, const std::string& thing);

} // namespace pilothouse::storage
