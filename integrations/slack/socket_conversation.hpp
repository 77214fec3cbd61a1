#pragma once

#include "integrations/slack/socket_link.hpp"

#include <optional>
#include <string>

/// Inside SocketLink: shared by the halves of it that keep links and that read envelopes.
namespace pilothouse::slack {

/// One link, while it lasts.
struct SocketLink::Conversation {
    LinkId id;
    std::optional<net::WebSocket> socket{};
    bool given_up = false; ///< closed before it was connected
};

/// Where an envelope came from, and whom to tell when its acknowledgement can't say all.
struct SocketLink::Origin {
    std::string envelope;
    std::string type;
    bool takes_payload = false;
    SteadyTime heard_at{};
    commands::Whisper reply{};    ///< without its card
    std::string first_question{}; ///< of a form that was sent
    bool pressed = false;
};

} // namespace pilothouse::slack
