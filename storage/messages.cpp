#include "storage/messages.hpp"

#include "storage/keys_below.hpp"

namespace pilothouse::storage {

std::optional<MessagePlace> message_place(Connection& store, const MessageKey& key) {
    std::optional<MessagePlace> place;
    store.each(
        "SELECT channel, message_id FROM messages WHERE key = $1", {std::string_view(key.value)},
        [&](const Row& row) { place = MessagePlace{ChannelId(std::string(row.text(0))), std::string(row.text(1))}; }
    );
    return place;
}

void put_message(Connection& store, const MessageKey& key, const MessagePlace& place, Time now) {
    store.run(
        "INSERT INTO messages (key, channel, message_id, posted_at) VALUES ($1, $2, $3, $4) "
        "ON CONFLICT (key) DO UPDATE SET channel = $2, message_id = $3, posted_at = $4",
        {std::string_view(key.value), std::string_view(place.channel.value), std::string_view(place.id), to_unix_ms(now)
        }
    );
}

void forget_messages(Connection& store, const std::string& thing) {
    const KeysBelow keys(thing);
    store.run("DELETE FROM messages WHERE key >= $1 AND key < $2", {keys.first, keys.end});
}

} // namespace pilothouse::storage
