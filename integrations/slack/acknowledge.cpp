#include "integrations/slack/acknowledge.hpp"

#include "core/json.hpp"
#include "integrations/slack/limits.hpp"
#include "integrations/slack/markup.hpp"
#include "integrations/slack/render.hpp"

#include <nlohmann/json.hpp>

#include <utility>

namespace pilothouse::slack {

using nlohmann::json;

namespace {

constexpr std::size_t error_text = 500;

json form_errors(const std::map<std::string, std::string>& errors) {
    json payload = json::object();
    payload["response_action"] = "errors";
    auto& said = payload["errors"] = json::object();
    for (const auto& [key, words] : errors)
        said[key] = words.empty() ? "This is not accepted." : limits::cut(words, error_text);
    return payload;
}

json refusal(const Error& error) {
    json payload = json::object();
    payload["response_type"] = "ephemeral";
    payload["text"] = mrkdwn(Text(error.text()), limits::section_text);
    return payload;
}

std::optional<std::string> payload_of(const commands::Acknowledgement& acknowledgement) {
    if (!acknowledgement.form_errors.empty()) return dump_json(form_errors(acknowledgement.form_errors));
    if (acknowledgement.answer) return dump_json(private_answer(*acknowledgement.answer));
    return std::nullopt;
}

std::string quoted(std::string_view id) {
    constexpr std::string_view plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.:";
    if (id.find_first_not_of(plain) != std::string_view::npos) return dump_json(json(id));
    std::string out;
    out.reserve(id.size() + 2);
    out += '"';
    out += id;
    out += '"';
    return out;
}

std::string frame(std::string_view envelope_id, std::string_view payload) {
    std::string text = R"({"envelope_id":)" + quoted(envelope_id);
    if (!payload.empty()) {
        text += R"(,"payload":)";
        text += payload;
    }
    return text + '}';
}

net::HttpResponse json_response(std::string body) {
    return {200, {{"Content-Type", "application/json; charset=utf-8"}}, std::move(body)};
}

} // namespace

std::string plain_ack(std::string_view envelope_id) {
    return frame(envelope_id, {});
}

AckFrame ack_frame(
    std::string_view envelope_id, bool accepts_response_payload, const commands::Acknowledgement& acknowledgement
) {
    if (!accepts_response_payload) return {plain_ack(envelope_id), !acknowledgement.answer};
    const auto payload = payload_of(acknowledgement);
    if (!payload) return {plain_ack(envelope_id), true};
    auto text = frame(envelope_id, *payload);
    if (text.size() > limits::socket_frame) return {plain_ack(envelope_id), false};
    return {std::move(text), true};
}

std::optional<std::string>
refusal_frame(std::string_view envelope_id, std::string_view type, bool accepts_response_payload, const Error& error) {
    if (type != "slash_commands") return std::nullopt;
    if (!accepts_response_payload) return plain_ack(envelope_id);
    return frame(envelope_id, dump_json(refusal(error)));
}

net::HttpResponse ack_response(const commands::Acknowledgement& acknowledgement) {
    auto payload = payload_of(acknowledgement);
    return payload ? json_response(std::move(*payload)) : net::HttpResponse{};
}

net::HttpResponse refusal_response(bool slash_command, const Error& error) {
    if (slash_command) return json_response(dump_json(refusal(error)));
    return {503, {{"Content-Type", "text/plain"}}, "nothing was kept: " + error.message + "\n"};
}

} // namespace pilothouse::slack
