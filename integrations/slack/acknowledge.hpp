#pragma once

#include "commands/incoming.hpp"
#include "core/result.hpp"
#include "integrations/net/http.hpp"

#include <optional>
#include <string>
#include <string_view>

/// What Slack is told once an event is durable.
namespace pilothouse::slack {

/// A frame for the socket the envelope came on.
struct AckFrame {
    std::string text;
    bool answered = true; ///< false: there was an answer that does not fit; post it to the response_url
};

/// The frame that acknowledges and says nothing else.
std::string plain_ack(std::string_view envelope_id);

/// The acknowledgement, with the answer or the form's errors where the envelope takes a payload and the frame stays
/// below the 20 KB at which Slack closes the socket.
AckFrame ack_frame(
    std::string_view envelope_id, bool accepts_response_payload, const commands::Acknowledgement& acknowledgement
);

/// What to send when nothing was kept: a slash command is told why. Nothing for the rest: unacknowledged, an event
/// comes again, a form stays open with what was entered, and a button shows that it failed.
std::optional<std::string>
refusal_frame(std::string_view envelope_id, std::string_view type, bool accepts_response_payload, const Error& error);

/// The same two over HTTP, where the payload is the body. 503 has Slack send an event again.
net::HttpResponse ack_response(const commands::Acknowledgement& acknowledgement);
net::HttpResponse refusal_response(bool slash_command, const Error& error);

} // namespace pilothouse::slack
