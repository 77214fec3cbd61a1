#include "integrations/slack/envelope.hpp"

#include <utility>

namespace pilothouse::slack {

namespace {

constexpr std::string_view whitespace = " \t\r\n";

std::string_view after_space(std::string_view text) {
    const auto at = text.find_first_not_of(whitespace);
    return at == std::string_view::npos ? std::string_view{} : text.substr(at);
}

/// The id of a frame that is not JSON (or beyond our bounds). Inside a JSON string the key's quotes would be
/// escaped, so nobody's text can be taken for it.
std::string rescued_id(std::string_view frame) {
    constexpr std::string_view key = "\"envelope_id\"";
    constexpr std::size_t longest = 128;
    const auto at = frame.find(key);
    if (at == std::string_view::npos) return {};
    auto rest = after_space(frame.substr(at + key.size()));
    if (!rest.starts_with(':')) return {};
    rest = after_space(rest.substr(1));
    if (!rest.starts_with('"')) return {};
    rest = rest.substr(1);
    const auto end = rest.find('"');
    if (end > longest) return {}; // or there is none
    const auto id = rest.substr(0, end);
    constexpr std::string_view allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.:";
    return id.find_first_not_of(allowed) == std::string_view::npos ? std::string(id) : std::string{};
}

Decoded decode_payload(std::string_view type, JsonView frame, const Hearing& hearing) {
    using Decoder = Decoded (*)(JsonView, const Hearing&);
    static constexpr std::pair<std::string_view, Decoder> decoders[] = {
        {"events_api", decode_events}, {"slash_commands", decode_slash}, {"interactive", decode_interactive}
    };
    for (const auto& [name, decode] : decoders) {
        if (type != name) continue;
        const auto payload = frame["payload"];
        if (!payload) return fail(Errc::bad_input, "a frame of type " + std::string(type) + " without payload");
        return decode(payload, hearing);
    }
    return std::nullopt;
}

} // namespace

Envelope decode_envelope(std::string_view frame, const Hearing& hearing) {
    constexpr JsonLimits limits{.bytes = 4 << 20};
    Envelope envelope;
    const auto document = JsonDocument::read(frame, limits);
    if (!document || !document->root().is_object()) {
        envelope.id = rescued_id(frame);
        envelope.heard =
            document ? fail(Errc::bad_input, "the frame is not a JSON object") : std::unexpected(document.error());
        return envelope;
    }
    const auto root = document->root();
    envelope.id = root.text("envelope_id");
    envelope.type = root.text("type");
    envelope.accepts_response_payload = root["accepts_response_payload"].is_true();
    envelope.retry_attempt = root["retry_attempt"].whole_number();
    envelope.reason = root.text("reason");
    envelope.num_connections = root["num_connections"].whole_number();
    envelope.approximate_connection_time = root["debug_info"]["approximate_connection_time"].whole_number();
    envelope.heard = decode_payload(envelope.type, root, hearing);
    return envelope;
}

} // namespace pilothouse::slack
