#pragma once

#include "integrations/slack/decode.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace pilothouse::slack {

/// One Socket Mode frame.
struct Envelope {
    std::string id;   ///< envelope_id; empty: nothing to acknowledge (hello, disconnect, rubbish)
    std::string type; ///< hello, disconnect, events_api, slash_commands, interactive, …; empty for rubbish
    bool accepts_response_payload = false;
    std::int64_t retry_attempt = 0;
    Decoded heard{std::nullopt};

    std::string reason;                           ///< disconnect: warning, refresh_requested, …
    std::int64_t num_connections = 0;             ///< hello: how many sockets of this app Slack counts; 0: not told
    std::int64_t approximate_connection_time = 0; ///< hello: seconds this socket may live; 0: not told
};

/// Never fails as a whole: what can't be read has an error in `heard`, and still its id where one can be found,
/// because Slack sends again what is not acknowledged.
Envelope decode_envelope(std::string_view frame, const Hearing& hearing);

} // namespace pilothouse::slack
