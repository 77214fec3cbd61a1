#pragma once

#include "commands/card.hpp"
#include "core/ids.hpp"
#include "storage/deploys_elsewhere.hpp"

namespace pilothouse::commands::elsewhere {

/// The name of the message of such a deploy in a channel.
MessageKey card_key(const storage::ElsewhereRow& deploy, const ChannelId& channel);
/// Its card as it stands: what went where, by whom, how it ended.
Card card_of(const storage::ElsewhereRow& deploy);

} // namespace pilothouse::commands::elsewhere
