#include "integrations/slack/envelope.hpp"

#include "core/json.hpp"
#include "integrations/slack/fields.hpp"

#include <nlohmann/json.hpp>

#include <utility>

namespace pilothouse::slack {

using nlohmann::json;

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
    if (end == std::string_view::npos || end > longest) return {};
    const auto id = rest.substr(0, end);
    constexpr std::string_view allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.:";
    return id.find_first_not_of(allowed) == std::string_view::npos ? std::string(id) : std::string{};
}

std::int64_t number(json* object, std::string_view key) {
    const auto* found = child(object, key);
    return found && found->is_number_integer() ? found->get<std::int64_t>() : 0;
}

Decoded decode_payload(std::string_view type, json& frame, const Hearing& hearing) {
    using Decoder = Decoded (*)(json&, const Hearing&);
    static constexpr std::pair<std::string_view, Decoder> decoders[] = {
        {"events_api", decode_events}, {"slash_commands", decode_slash}, {"interactive", decode_interactive}
    };
    for (const auto& [name, decode] : decoders) {
        if (type != name) continue;
        auto* payload = child(frame, "payload");
        if (!payload) return fail(Errc::bad_input, "a frame of type " + std::string(type) + " without payload");
        return decode(*payload, hearing);
    }
    return std::nullopt;
}

} // namespace

Envelope decode_envelope(std::string_view frame, const Hearing& hearing) {
    constexpr JsonLimits limits{.bytes = 4 << 20};
    Envelope envelope;
    auto parsed = parse_json(frame, limits);
    if (!parsed || !parsed->is_object()) {
        envelope.id = rescued_id(frame);
        envelope.heard =
            parsed ? fail(Errc::bad_input, "the frame is not a JSON object") : std::unexpected(parsed.error());
        return envelope;
    }
    envelope.id = take(*parsed, "envelope_id");
    envelope.type = take(*parsed, "type");
    envelope.accepts_response_payload = is_true(*parsed, "accepts_response_payload");
    envelope.retry_attempt = number(&*parsed, "retry_attempt");
    envelope.reason = take(*parsed, "reason");
    envelope.num_connections = number(&*parsed, "num_connections");
    envelope.approximate_connection_time = number(child(*parsed, "debug_info"), "approximate_connection_time");
    envelope.heard = decode_payload(envelope.type, *parsed, hearing);
    return envelope;
}

} // namespace pilothouse::slack
