#include "integrations/hooks/proof.hpp"
#include "integrations/net/encoding.hpp"
#include "integrations/net/hmac.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <array>
#include <cctype>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

using namespace pilothouse;
using namespace pilothouse::hooks;
using nlohmann::json;

namespace {

constexpr Duration five_minutes = std::chrono::seconds{300};
constexpr std::string_view stamp = "X-Grafana-Alerting-Timestamp";

constexpr Proof standard{
    .header = "webhook-signature",
    .prefix = "v1,",
    .separator = ' ',
    .encoding = Encoding::base64,
    .key_is_base64 = true,
    .text = "{id}.{time}.{body}",
    .id_header = "webhook-id",
    .time_header = "webhook-timestamp",
    .tolerance = five_minutes
};
constexpr Proof token{.header = "X-Gitlab-Token", .algorithm = Algorithm::equality, .encoding = Encoding::plain};
constexpr std::array gitlab{standard, token};

/// The senders of the vectors, by what their names begin with.
constexpr std::array<std::pair<std::string_view, Proof>, 10> schemes{{
    {"github", {.header = "X-Hub-Signature-256", .prefix = "sha256="}},
    {"circleci", {.header = "circleci-signature", .prefix = "v1=", .separator = ','}},
    {"pagerduty", {.header = "X-PagerDuty-Signature", .prefix = "v1=", .separator = ','}},
    {"standard-webhooks", standard},
    {"gitlab", standard},
    {"buildkite",
     {.header = "X-Buildkite-Signature",
      .prefix = "signature=",
      .separator = ',',
      .text = "{time}.{body}",
      .tolerance = five_minutes}},
    {"grafana with timestamp",
     {.header = "X-Grafana-Alerting-Signature", .text = "{time}:{body}", .time_header = stamp, .tolerance = five_minutes
     }},
    {"grafana without", {.header = "X-Grafana-Alerting-Signature"}},
    {"sentry", {.header = "Sentry-Hook-Signature"}},
    {"flux", {.header = "X-Signature", .prefix = "sha256="}},
}};
constexpr Proof terraform{.header = "X-TFE-Notification-Signature", .algorithm = Algorithm::hmac_sha512};

struct Vector {
    std::string name;
    Proof proof;
    Secret secret;
    net::Headers headers; ///< the first is the signature
    std::string body;
    Time sent;

    [[nodiscard]] Result<void> check(const Secret& with, const net::Headers& from, std::string_view text) const {
        return check_proof({&proof, 1}, {&with, 1}, from, text, sent);
    }

    [[nodiscard]] Result<void> check_at(Time now) const {
        return check_proof({&proof, 1}, {&secret, 1}, headers, body, now);
    }
};

Proof proof_of(const std::string& name) {
    for (const auto& [begin, proof] : schemes)
        if (name.starts_with(begin)) return proof;
    REQUIRE(name.starts_with("terraform"));
    return terraform;
}

std::vector<Vector> vectors() {
    std::ifstream file(PILOTHOUSE_SOURCE "/tests/payloads/signature-vectors.json");
    std::vector<Vector> all;
    for (const auto& one : json::parse(file)) {
        const auto text = [&](const char* field) { return one.at(field).get<std::string>(); };
        const auto name = text("name");
        Vector vector{name, proof_of(name), Secret(text("secret")), {}, text("body"), {}};
        vector.headers.emplace_back(text("header"), text("value"));
        if (one.contains("id")) vector.headers.emplace_back(vector.proof.id_header, text("id"));
        if (one.contains("timestamp")) {
            const auto seconds = text("timestamp");
            vector.sent = from_unix_ms(std::stoll(seconds) * 1'000);
            if (!vector.proof.time_header.empty()) vector.headers.emplace_back(vector.proof.time_header, seconds);
        }
        all.push_back(std::move(vector));
    }
    return all;
}

std::string why(const Result<void>& result) {
    return result ? "" : result.error().message;
}

/// The same request with another value of one header.
net::Headers with(net::Headers headers, std::string_view name, std::string value) {
    for (auto& [key, old] : headers)
        if (key == name) old = std::move(value);
    return headers;
}

net::Headers without(net::Headers headers, std::string_view name) {
    std::erase_if(headers, [&](const auto& field) { return field.first == name; });
    return headers;
}

std::string upper_hex(const Vector& vector) {
    std::string value = vector.headers[0].second;
    const auto from = vector.proof.prefix.empty() ? 0 : value.find(vector.proof.prefix) + vector.proof.prefix.size();
    for (auto i = from; i < value.size(); ++i)
        value[i] = static_cast<char>(std::toupper(static_cast<unsigned char>(value[i])));
    return value;
}

} // namespace

TEST_CASE("every vector holds, and no other body, signature or secret does") {
    const auto all = vectors();
    REQUIRE(all.size() == 13);
    for (const auto& vector : all) {
        INFO(vector.name);
        CHECK(why(vector.check(vector.secret, vector.headers, vector.body)) == "");
        for (std::size_t i = 0; i < vector.body.size(); ++i) {
            auto flipped = vector.body;
            flipped[i] ^= 1;
            CHECK_FALSE(vector.check(vector.secret, vector.headers, flipped));
            CHECK_FALSE(vector.check(vector.secret, vector.headers, vector.body.substr(0, i)));
        }
        CHECK_FALSE(vector.check(vector.secret, vector.headers, vector.body + "\n"));
        const auto& [name, value] = vector.headers[0];
        for (std::size_t i = 0; i < value.size(); ++i) {
            auto flipped = value;
            flipped[i] = flipped[i] == 'b' ? 'c' : 'b';
            if (flipped == value || net::same_name(flipped, value)) continue;
            CHECK_FALSE(vector.check(vector.secret, with(vector.headers, name, flipped), vector.body));
            CHECK_FALSE(vector.check(vector.secret, with(vector.headers, name, value.substr(0, i)), vector.body));
        }
        const Secret other(vector.secret.reveal() + "A");
        CHECK_FALSE(vector.check(other, vector.headers, vector.body));
    }
}

TEST_CASE("upper-case digits are digits") {
    for (const auto& vector : vectors()) {
        if (vector.proof.encoding != Encoding::hex) continue;
        const auto headers = with(vector.headers, vector.headers[0].first, upper_hex(vector));
        INFO(headers[0].second);
        CHECK(headers != vector.headers);
        CHECK(why(vector.check(vector.secret, headers, vector.body)) == "");
    }
}

TEST_CASE("what is wrong is named, and no value of it") {
    for (const auto& vector : vectors()) {
        const auto& [name, value] = vector.headers[0];
        INFO(vector.name);
        CHECK(why(vector.check(vector.secret, without(vector.headers, name), vector.body)) == name + " is missing");
        auto doubled = vector.headers;
        doubled.emplace_back("x-other", "1");
        doubled.push_back(vector.headers[0]);
        CHECK(why(vector.check(vector.secret, doubled, vector.body)) == name + " comes twice");
        CHECK(why(vector.check(Secret(), vector.headers, vector.body)) == "this route has no secret");
        CHECK(why(check_proof({&vector.proof, 1}, {}, vector.headers, vector.body, vector.sent)).contains("no secret"));

        const auto wrong = vector.check(vector.secret, vector.headers, vector.body + " ");
        REQUIRE_FALSE(wrong);
        CHECK(wrong.error().code == Errc::denied);
        CHECK(wrong.error().message == name + " does not match");
        // One published secret is the word itself, which the hint says too.
        if (vector.secret.reveal() != "secret") CHECK_FALSE(wrong.error().text().contains(vector.secret.reveal()));
        CHECK_FALSE(wrong.error().text().contains(value));
        const auto garbled = with(vector.headers, name, "timestamp=1700000000");
        CHECK_FALSE(vector.check(vector.secret, garbled, vector.body));
    }
}

TEST_CASE("an old request, and one from the future, is of no use") {
    int timed = 0;
    for (const auto& vector : vectors()) {
        if (vector.proof.tolerance == Duration{}) continue;
        ++timed;
        INFO(vector.name);
        const Duration more{1};
        CHECK(why(vector.check_at(vector.sent + five_minutes)) == "");
        CHECK(why(vector.check_at(vector.sent - five_minutes)) == "");
        CHECK(why(vector.check_at(vector.sent + five_minutes + more)) == "the request was signed 5 min ago");
        CHECK(why(vector.check_at(vector.sent - five_minutes - more)) == "the request was signed 5 min in the future");
        if (vector.proof.time_header.empty()) continue;
        const auto at = [&](std::string time) {
            return why(vector.check(
                vector.secret, with(vector.headers, vector.proof.time_header, std::move(time)), vector.body
            ));
        };
        const auto seconds = to_unix_ms(vector.sent) / 1'000;
        CHECK(at(std::to_string(seconds + 1)) == vector.headers[0].first + " does not match");
        CHECK(at("").ends_with("is missing"));
        for (const auto* no_time : {"soon", "1e9", "-1", "0x10", "99999999999999999999", " 1614265330"})
            CHECK(at(no_time).ends_with("is not a number of seconds"));
        const auto untold = without(vector.headers, vector.proof.time_header);
        CHECK(why(vector.check(vector.secret, untold, vector.body)).ends_with("is missing"));
    }
    CHECK(timed == 4);
}

TEST_CASE("while a secret is changed, the old one and the new one are right") {
    const auto vector = vectors().front();
    const auto check = [&](std::vector<Secret> secrets) {
        return check_proof({&vector.proof, 1}, secrets, vector.headers, vector.body, vector.sent).has_value();
    };
    CHECK(check({Secret("new"), vector.secret}));
    CHECK(check({vector.secret, Secret("old")}));
    CHECK(check({Secret(), vector.secret}));
    CHECK_FALSE(check({Secret("new"), Secret("old")}));
    CHECK_FALSE(check({Secret(), Secret()}));
}

TEST_CASE("an empty secret beside a real one opens nothing") {
    const std::array secrets{Secret(), Secret("real")};
    const Proof hex{.header = "X-Signature"};
    const net::Headers signed_by_nothing{{"X-Signature", net::hmac_sha256_hex("", "body")}};
    CHECK(why(check_proof({&hex, 1}, secrets, signed_by_nothing, "body", Time{})) == "X-Signature does not match");
    CHECK(why(check_proof({&token, 1}, secrets, {{"X-Gitlab-Token", ""}}, "body", Time{})).ends_with("does not match"));
}

TEST_CASE("any of several signatures may be the right one, in the known version") {
    const auto all = vectors();
    const auto& vector = all[1];
    const auto& [name, right] = vector.headers[0];
    const std::string wrong = "v1=" + std::string(64, '0');
    const auto check = [&](std::string value) {
        return vector.check(vector.secret, with(vector.headers, name, std::move(value)), vector.body).has_value();
    };
    CHECK(check(wrong + "," + right));
    CHECK(check(right + ", " + wrong));
    CHECK(check("v2=zz, " + right));
    CHECK_FALSE(check("v2=" + right.substr(3)));
    CHECK_FALSE(check("v0," + right.substr(3)));
    CHECK_FALSE(check(wrong));
    CHECK_FALSE(check(","));
    CHECK_FALSE(check(""));
}

TEST_CASE("a signing secret demands a signature, a plain one the token") {
    const auto all = vectors();
    const auto& vector = all[6];
    REQUIRE(vector.name.starts_with("gitlab"));
    const auto check = [&](std::vector<Secret> secrets, const net::Headers& headers) {
        return why(check_proof(gitlab, secrets, headers, vector.body, vector.sent));
    };
    const auto& signing = vector.secret;
    const Secret plain("plain-token");
    const net::Headers with_token{{"x-gitlab-token", plain.reveal()}};
    const net::Headers with_signing_text{{"X-Gitlab-Token", signing.reveal()}};
    auto both = vector.headers;
    both.push_back(with_token[0]);

    CHECK(check({signing}, vector.headers) == "");
    CHECK(check({signing}, with_signing_text) == "webhook-signature is missing");
    CHECK(check({plain}, with_token) == "");
    CHECK(check({plain}, both) == "");
    CHECK(check({plain}, vector.headers) == "X-Gitlab-Token is missing");
    CHECK(check({plain}, {}) == "X-Gitlab-Token is missing");
    CHECK(check({plain, signing}, {}) == "webhook-signature or X-Gitlab-Token is missing");
    CHECK(check({plain, signing}, both) == "");
    const auto forged = with(both, "webhook-signature", "v1,AAAA");
    CHECK(check({plain, signing}, forged) == "webhook-signature does not match");
    CHECK(check({Secret("whsec_!")}, vector.headers).starts_with("no secret of this route"));
    CHECK(check({Secret("whsec_")}, vector.headers).starts_with("no secret of this route"));
}

TEST_CASE("tokens are compared whole, in the form they travel in") {
    const Secret secret("user:pass word");
    const auto check = [&](const Proof& proof, const std::string& value) {
        return check_proof({&proof, 1}, {&secret, 1}, {{"authorization", value}}, "body", Time{}).has_value();
    };
    Proof bearer{
        .header = "Authorization", .prefix = "Bearer ", .algorithm = Algorithm::equality, .encoding = Encoding::plain
    };
    CHECK(check(bearer, "Bearer user:pass word"));
    CHECK(check(bearer, "bearer user:pass word"));
    for (const auto* wrong : {"", "Bearer ", "Bearer user:pass", "Bearer user:pass word2", "user:pass word", "Bearer"})
        CHECK_FALSE(check(bearer, wrong));
    const Proof basic{
        .header = "Authorization", .prefix = "Basic ", .algorithm = Algorithm::equality, .encoding = Encoding::base64
    };
    CHECK(check(basic, "Basic dXNlcjpwYXNzIHdvcmQ="));
    CHECK_FALSE(check(basic, "Basic dXNlcjpwYXNzIHdvcmQ=="));
    CHECK_FALSE(check(basic, "Basic user:pass word"));
}

TEST_CASE("what a sender writes is not a blank to fill in") {
    const Secret secret("whsec_"
                        "c2VjcmV0");
    const std::string id = "{body}{time}";
    const auto mac = net::hmac_sha256("secret", id + ".1700000000.text");
    Proof hex = standard;
    hex.encoding = Encoding::hex;
    std::string digits = net::hmac_sha256_hex("secret", id + ".1700000000.text");
    CHECK(net::hex_decoded(digits) == mac);
    const net::Headers headers{
        {"webhook-signature", "v1," + digits}, {"webhook-id", id}, {"webhook-timestamp", "1700000000"}
    };
    const auto at = from_unix_ms(1'700'000'000'000);
    CHECK(why(check_proof({&hex, 1}, {&secret, 1}, headers, "text", at)) == "");
    auto twice = headers;
    twice.emplace_back("Webhook-Id", id);
    CHECK(why(check_proof({&hex, 1}, {&secret, 1}, twice, "text", at)) == "webhook-id comes twice");
    CHECK(
        why(check_proof({&hex, 1}, {&secret, 1}, without(headers, "webhook-id"), "text", at)) == "webhook-id is missing"
    );
}
