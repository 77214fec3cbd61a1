#include "integrations/hooks/proof.hpp"

#include "integrations/net/encoding.hpp"
#include "integrations/net/hmac.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace pilothouse::hooks {

namespace {

std::unexpected<Error> deny(std::string message, std::string hint = {}) {
    return fail(Errc::denied, std::move(message), std::move(hint));
}

std::optional<std::string_view> find(const net::Headers& headers, std::string_view name) {
    for (const auto& [key, value] : headers)
        if (net::same_name(key, name)) return value;
    return std::nullopt;
}

bool comes_twice(const net::Headers& headers, std::string_view name) {
    return std::ranges::count_if(headers, [&](const auto& field) { return net::same_name(field.first, name); }) > 1;
}

/// The key that a secret is in this way of proving; nothing where it is not for this way.
std::optional<Secret> key_for(const Proof& proof, const Secret& secret, bool vendor_has_signing_keys) {
    const std::string_view text = secret.reveal();
    const bool is_signing_key = vendor_has_signing_keys && text.starts_with(signing_key_mark);
    if (text.empty() || is_signing_key != proof.key_is_base64) return std::nullopt;
    if (!is_signing_key) return secret;
    auto key = net::base64_decoded(text.substr(signing_key_mark.size()));
    if (!key || key->empty()) return std::nullopt;
    return Secret(*std::move(key));
}

std::vector<Secret> keys_for(const Proof& proof, std::span<const Proof> proofs, std::span<const Secret> secrets) {
    const bool has_signing_keys = std::ranges::any_of(proofs, &Proof::key_is_base64);
    std::vector<Secret> keys;
    for (const auto& secret : secrets)
        if (auto key = key_for(proof, secret, has_signing_keys)) keys.push_back(*std::move(key));
    return keys;
}

std::string_view trimmed(std::string_view text) {
    while (text.starts_with(' '))
        text.remove_prefix(1);
    while (text.ends_with(' '))
        text.remove_suffix(1);
    return text;
}

/// What stands behind `prefix` in each part of a header's value.
std::vector<std::string_view> parts_behind(std::string_view prefix, std::string_view value, char separator) {
    std::vector<std::string_view> found;
    while (true) {
        const auto end = separator == 0 ? std::string_view::npos : value.find(separator);
        const auto part = trimmed(value.substr(0, end));
        if (net::same_name(part.substr(0, prefix.size()), prefix)) found.push_back(part.substr(prefix.size()));
        if (end == std::string_view::npos) return found;
        value.remove_prefix(end + 1);
    }
}

std::optional<std::string> decoded(Encoding encoding, std::string_view text) {
    switch (encoding) {
    case Encoding::plain:
        return std::string(text);
    case Encoding::hex:
        return net::hex_decoded(text);
    case Encoding::base64:
        return net::base64_decoded(text);
    }
    std::unreachable();
}

/// What must stand in the header, decoded.
std::string expected(Algorithm algorithm, const Secret& key, std::string_view text) {
    switch (algorithm) {
    case Algorithm::equality:
        return key.reveal();
    case Algorithm::hmac_sha256:
        return net::hmac_sha256(key.reveal(), text);
    case Algorithm::hmac_sha512:
        return net::hmac_sha512(key.reveal(), text);
    }
    std::unreachable();
}

/// What is signed beside the body.
struct Frame {
    std::string_view id;
    std::string_view time;
};

std::string signed_text(std::string_view form, const Frame& frame, std::string_view body) {
    const std::array<std::pair<std::string_view, std::string_view>, 3> blanks{
        {{"{id}", frame.id}, {"{time}", frame.time}, {"{body}", body}}
    };
    std::string text;
    text.reserve(form.size() + frame.id.size() + frame.time.size() + body.size());
    while (!form.empty()) {
        const auto* const blank =
            std::ranges::find_if(blanks, [&](const auto& one) { return form.starts_with(one.first); });
        const bool filled = blank != blanks.end();
        text += filled ? blank->second : form.substr(0, 1);
        form.remove_prefix(filled ? blank->first.size() : 1);
    }
    return text;
}

std::optional<Time> unix_seconds(std::string_view digits) {
    constexpr std::size_t longest = 12;
    if (digits.empty() || digits.size() > longest) return std::nullopt;
    std::int64_t seconds = 0;
    const auto* const end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, seconds);
    if (error != std::errc{} || stop != end || seconds < 0) return std::nullopt;
    return from_unix_ms(seconds * 1'000);
}

std::string time_place(const Proof& proof) {
    return std::string(proof.time_header.empty() ? proof.header : proof.time_header);
}

Result<void> check_time(const Proof& proof, std::string_view text, Time now) {
    const auto sent = unix_seconds(text);
    if (!sent) return deny("the time in " + time_place(proof) + " is not a number of seconds");
    const auto age = now - *sent;
    if (age <= proof.tolerance && age >= -proof.tolerance) return {};
    const auto span = spoken(age < Duration{} ? -age : age);
    return deny(
        "the request was signed " + span + (age < Duration{} ? " in the future" : " ago"),
        "compare this machine's clock with the time of day"
    );
}

/// Finds what is signed beside the body, and sees to its age.
Result<Frame> frame_of(const Proof& proof, const net::Headers& headers, std::string_view value, Time now) {
    Frame frame;
    if (!proof.id_header.empty()) {
        frame.id = find(headers, proof.id_header).value_or("");
        if (frame.id.empty()) return deny(std::string(proof.id_header) + " is missing");
    }
    if (!proof.time_header.empty()) {
        frame.time = find(headers, proof.time_header).value_or("");
    } else if (const auto times = parts_behind("timestamp=", value, proof.separator); !times.empty()) {
        frame.time = times.front();
    }
    const bool timed = proof.tolerance > Duration{} || proof.text.contains("{time}");
    if (timed && frame.time.empty()) return deny("the time in " + time_place(proof) + " is missing");
    if (proof.tolerance > Duration{}) PILOTHOUSE_CHECK(check_time(proof, frame.time, now));
    return frame;
}

Result<void> check_value(
    const Proof& proof, std::span<const Secret> keys, const net::Headers& headers, std::string_view value,
    std::string_view body, Time now
) {
    PILOTHOUSE_TRY(const auto frame, frame_of(proof, headers, value, now));
    std::vector<std::string> given;
    for (const auto part : parts_behind(proof.prefix, value, proof.separator))
        if (auto bytes = decoded(proof.encoding, part)) given.push_back(*std::move(bytes));
    if (given.empty())
        return deny(std::string(proof.header) + " is not of the form '" + std::string(proof.prefix) + "…'");

    std::string framed;
    if (proof.text != "{body}" && proof.algorithm != Algorithm::equality) {
        framed = signed_text(proof.text, frame, body);
        body = framed;
    }
    for (const auto& key : keys) {
        const auto right = expected(proof.algorithm, key, body);
        for (const auto& bytes : given)
            if (net::equal_in_constant_time(bytes, right)) return {};
    }
    return deny(
        std::string(proof.header) + " does not match", "compare the route's secret with the one at the sender's"
    );
}

Result<void> check_once(std::span<const Proof> proofs, const net::Headers& headers) {
    for (const auto& proof : proofs)
        for (const auto name : {proof.header, proof.id_header, proof.time_header})
            if (!name.empty() && comes_twice(headers, name)) return deny(std::string(name) + " comes twice");
    return {};
}

} // namespace

Result<void> check_proof(
    std::span<const Proof> proofs, std::span<const Secret> secrets, const net::Headers& headers, std::string_view body,
    Time now
) {
    if (std::ranges::all_of(secrets, &Secret::empty)) return deny("this route has no secret", "configure one");
    PILOTHOUSE_CHECK(check_once(proofs, headers));
    std::string missing;
    for (const auto& proof : proofs) {
        const auto keys = keys_for(proof, proofs, secrets);
        if (keys.empty()) continue;
        if (const auto value = find(headers, proof.header)) return check_value(proof, keys, headers, *value, body, now);
        missing += (missing.empty() ? "" : " or ") + std::string(proof.header);
    }
    if (missing.empty()) return deny("no secret of this route is one that this sender can use", "configure another");
    return deny(missing + " is missing", "enter the route's secret at the sender's");
}

} // namespace pilothouse::hooks
