#include "hook_sender.hpp"

#include "integrations/net/hmac.hpp"

#include <algorithm>
#include <cstdint>
#include <stdexcept>

namespace pilothouse::tests {

namespace {

std::string hex(std::string_view bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const char c : bytes) {
        const auto byte = static_cast<std::uint8_t>(c);
        text += digits[byte >> 4U];
        text += digits[byte & 15U];
    }
    return text;
}

std::string base64(std::string_view bytes) {
    constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        std::uint32_t group = 0;
        for (std::size_t i = 0; i < 3; ++i)
            group = group << 8U | (at + i < bytes.size() ? static_cast<std::uint8_t>(bytes[at + i]) : 0U);
        for (std::size_t i = 0; i < 4; ++i)
            text += at + i > bytes.size() ? '=' : letters[group >> (18 - 6 * i) & 63U];
    }
    return text;
}

std::string filled(std::string_view form, const std::string& time, const std::string& body) {
    std::string text(form);
    if (const auto at = text.find("{time}"); at != std::string::npos) text.replace(at, 6, time);
    text.replace(text.find("{body}"), 6, body);
    return text;
}

std::string proven(const hooks::Proof& proof, std::string_view secret, const std::string& text) {
    const auto bytes = proof.algorithm == hooks::Algorithm::equality      ? std::string(secret)
                       : proof.algorithm == hooks::Algorithm::hmac_sha512 ? net::hmac_sha512(secret, text)
                                                                          : net::hmac_sha256(secret, text);
    switch (proof.encoding) {
    case hooks::Encoding::plain:
        return bytes;
    case hooks::Encoding::hex:
        return hex(bytes);
    case hooks::Encoding::base64:
        return base64(bytes);
    }
    throw std::logic_error("an encoding of no name");
}

} // namespace

net::HttpRequest signed_request(
    const hooks::Vendor& vendor, std::string_view route, std::string_view secret, std::string body, net::Headers headers
) {
    const auto proof = std::ranges::find(vendor.proofs, false, &hooks::Proof::key_is_base64);
    if (proof == vendor.proofs.end()) throw std::logic_error("a vendor with signing keys only");
    const auto time = std::to_string(to_unix_ms(now()) / 1'000);
    const bool timed = proof->text.contains("{time}");
    auto value = std::string(proof->prefix) + proven(*proof, secret, filled(proof->text, time, body));
    if (timed && proof->time_header.empty()) value = "timestamp=" + time + "," + value;
    headers.emplace_back(proof->header, std::move(value));
    if (!proof->time_header.empty()) headers.emplace_back(proof->time_header, time);
    if (net::header(headers, "Content-Type").empty()) headers.emplace_back("Content-Type", "application/json");
    return {
        .method = "POST",
        .target = "/hooks/" + std::string(vendor.name) + "/" + std::string(route),
        .headers = std::move(headers),
        .body = std::move(body)
    };
}

std::string bytes_of(const net::HttpRequest& request, bool with_body) {
    std::string text = request.method + " " + request.target + " HTTP/1.1\r\nHost: here\r\n";
    for (const auto& [name, value] : request.headers)
        text += name + ": " + value + "\r\n";
    text += "Content-Length: " + std::to_string(request.body.size()) + "\r\n\r\n";
    return with_body ? text + request.body : text;
}

} // namespace pilothouse::tests
