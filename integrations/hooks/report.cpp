#include "integrations/hooks/report.hpp"

#include "core/json.hpp"
#include "core/json_view.hpp"
#include "core/sha256.hpp"
#include "core/utf8.hpp"
#include "integrations/hooks/body_key.hpp"
#include "integrations/net/url.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <exception>
#include <optional>
#include <utility>

namespace pilothouse::hooks {

namespace {

constexpr std::size_t most_values = 1'000'000;
constexpr std::size_t longest_key = 200;
constexpr std::size_t longest_words = 500;
constexpr std::string_view form_type = "application/x-www-form-urlencoded";

constexpr std::array<std::string_view, 6> known_types{
    "",
    "application/json",
    form_type,
    "application/cloudevents+json",
    "application/cloudevents-batch+json",
    "application/cdevents+json",
};

/// "application/json" of "Application/JSON; charset=utf-8".
std::string_view media_type(std::string_view content_type) {
    const auto type = content_type.substr(0, content_type.find(';'));
    return type.substr(0, type.find_last_not_of(" \t") + 1);
}

std::string lower_case(std::string_view name) {
    std::string lower(name);
    for (char& c : lower)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return lower;
}

/// The JSON that a form carries; nothing for other bodies, which are the JSON themselves.
Result<std::optional<std::string>> form_payload(const net::Headers& headers, std::string_view body) {
    if (!net::same_name(media_type(net::header(headers, "Content-Type")), form_type)) return std::nullopt;
    PILOTHOUSE_TRY(auto fields, net::form_decoded(body));
    const auto payload = std::ranges::find(fields, "payload", &std::pair<std::string, std::string>::first);
    if (payload == fields.end())
        return fail(Errc::bad_input, "a form without the field 'payload'", "let the sender send JSON");
    return std::move(payload->second);
}

/// Short enough for a key of the inbox; longer ones are as unique by their digest.
std::string bounded(std::string key) {
    const bool plain = std::ranges::all_of(key, [](char c) { return c > ' ' && c < 0x7F; });
    return plain && key.size() <= longest_key ? key : sha256_hex(key);
}

std::string key_of(const Vendor& vendor, const Delivery& delivery, std::string_view body) {
    auto key = vendor.key ? vendor.key(delivery) : std::string{};
    return key.empty() ? body_key({delivery.headers, body, delivery.json, delivery.received, {}, nullptr})
                       : bounded(std::move(key));
}

/// The name it would have had a window ago; empty where names don't hang on the time.
std::string
earlier_key_of(const Vendor& vendor, const Delivery& delivery, std::string_view body, std::string_view key) {
    auto before = delivery;
    before.received -= body_window;
    auto earlier = key_of(vendor, before, body);
    return earlier == key ? std::string() : earlier;
}

void hide(nlohmann::json& value, std::span<const std::string_view> names) {
    if (value.is_object()) {
        for (const auto name : names)
            if (value.contains(name)) value[name] = nullptr;
    }
    if (value.is_structured()) {
        for (auto& inner : value)
            hide(inner, names);
    }
}

/// The body as it may be kept. It has been read as JSON before; a form that its vendor has secrets in is not kept.
std::string without_hidden(const Vendor& vendor, std::string body) {
    if (vendor.hidden.empty()) return body;
    auto document = parse_json(body);
    if (!document) return {};
    hide(*document, vendor.hidden);
    return dump_json(*document);
}

/// Readers give errors; one that throws all the same must not cost the delivery.
Result<Reading> read(const Vendor& vendor, const Delivery& delivery) {
    try {
        return vendor.read(delivery);
    } catch (const std::exception& error) {
        return fail(Errc::internal, "reading it failed: " + std::string(error.what()));
    }
}

std::string one_line(std::string_view text) {
    auto words = shortened(printable(text), longest_words);
    std::ranges::replace(words, '\n', ' ');
    return words;
}

/// Whatever the vendor, these say what a delivery is.
constexpr std::array<std::string_view, 7> telling_headers{"content-type",     "user-agent",   "idempotency-key",
                                                          "request-id",       "x-request-id", "webhook-id",
                                                          "webhook-timestamp"};

constexpr std::array<std::string_view, 8> secret_words{"token",  "secret",   "signature", "authorization",
                                                       "cookie", "password", "api-key",   "credential"};

bool is_secret(const Vendor& vendor, std::string_view lower_name) {
    return std::ranges::any_of(secret_words, [&](auto word) { return lower_name.contains(word); }) ||
           std::ranges::any_of(vendor.proofs, [&](const Proof& proof) {
               return net::same_name(proof.header, lower_name);
           });
}

bool is_telling(const Vendor& vendor, std::string_view lower_name) {
    const auto is_it = [&](std::string_view known) { return net::same_name(known, lower_name); };
    const std::string own = lower_case(vendor.name) + "-";
    return std::ranges::any_of(telling_headers, is_it) || std::ranges::any_of(vendor.headers, is_it) ||
           lower_name.starts_with("ce-") || lower_name.starts_with(own) || lower_name.starts_with("x-" + own);
}

} // namespace

bool is_known_type(std::string_view content_type) {
    const auto type = media_type(content_type);
    return std::ranges::any_of(known_types, [&](std::string_view known) { return net::same_name(known, type); });
}

Result<commands::ChangeReported>
reported(const Route& route, const net::Headers& headers, std::string body, Time received) {
    const auto& vendor = *route.vendor;
    PILOTHOUSE_TRY(const auto payload, form_payload(headers, body));
    const std::string_view text = payload ? *payload : body;
    PILOTHOUSE_TRY(const auto document, JsonDocument::read(text, {.bytes = vendor.body_bytes, .nodes = most_values}));
    const Delivery delivery{headers, text, document.root(), received, route.name, &route.map};

    commands::ChangeReported report;
    report.route = route.name;
    report.vendor = vendor.name;
    report.key = key_of(vendor, delivery, body);
    report.earlier_key = earlier_key_of(vendor, delivery, body, report.key);
    report.headers = kept_headers(vendor, headers);
    if (auto reading = read(vendor, delivery)) {
        report.event = one_line(reading->event);
        report.greeting = shortened(printable(reading->greeting), longest_words);
        report.changes = std::move(reading->changes);
    } else {
        report.trouble = one_line(reading.error().message);
    }
    report.body = without_hidden(vendor, std::move(body));
    return report;
}

std::string kept_headers(const Vendor& vendor, const net::Headers& headers) {
    auto kept = nlohmann::json::object();
    for (const auto& [name, value] : headers) {
        auto lower = lower_case(name);
        if (is_telling(vendor, lower) && !is_secret(vendor, lower)) kept.emplace(std::move(lower), value);
    }
    return dump_json(kept);
}

Result<net::Headers> headers_from(std::string_view kept) {
    PILOTHOUSE_TRY(const auto object, parse_json(kept));
    if (!object.is_object()) return fail(Errc::bad_input, "the kept headers are no JSON object");
    net::Headers headers;
    for (const auto& [name, value] : object.items())
        if (value.is_string()) headers.emplace_back(name, value.get<std::string>());
    return headers;
}

} // namespace pilothouse::hooks
