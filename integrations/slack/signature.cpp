#include "integrations/slack/signature.hpp"

#include "integrations/net/hmac.hpp"

#include <charconv>
#include <cstdint>
#include <optional>

namespace pilothouse::slack {

namespace {

std::optional<std::int64_t> whole_seconds(std::string_view digits) {
    constexpr std::size_t longest = 12;
    if (digits.empty() || digits.size() > longest || digits.find_first_not_of("0123456789") != std::string_view::npos)
        return std::nullopt;
    std::int64_t seconds = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), seconds);
    return seconds;
}

} // namespace

std::string signature(const Secret& signing_secret, std::string_view timestamp, std::string_view body) {
    std::string base = "v0:";
    base.reserve(base.size() + timestamp.size() + 1 + body.size());
    base += timestamp;
    base += ':';
    base += body;
    return "v0=" + net::hmac_sha256_hex(signing_secret.reveal(), base);
}

Result<void> check_signature(
    const Secret& signing_secret, std::string_view timestamp, std::string_view signature_header, std::string_view body,
    Time now
) {
    if (signing_secret.empty())
        return fail(Errc::denied, "no signing secret is configured", "set slack.signing_secret");
    const auto sent = whole_seconds(timestamp);
    if (!sent) return fail(Errc::denied, "X-Slack-Request-Timestamp is missing or not a number");
    const auto age = now - from_unix_ms(*sent * 1'000);
    if (age > replay_window || age < -replay_window)
        return fail(
            Errc::denied, "the request was signed " + spoken(age < Duration{} ? -age : age) + " from now",
            "compare this machine's clock with the time of day"
        );
    if (!net::equal_in_constant_time(signature(signing_secret, timestamp, body), signature_header))
        return fail(
            Errc::denied, "X-Slack-Signature does not match", "compare slack.signing_secret with the app's page"
        );
    return {};
}

} // namespace pilothouse::slack
