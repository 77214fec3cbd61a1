#include "integrations/net/hmac.hpp"
#include "integrations/slack/signature.hpp"
#include "samples.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace pilothouse;

namespace {

struct Signed {
    Secret secret;
    std::string timestamp, signature, body;
};

Signed sample() {
    const auto json = slack::samples::read("29_http_events_url_verification_signed");
    return {
        Secret(json["signing_secret"].get<std::string>()), json["headers"]["X-Slack-Request-Timestamp"],
        json["headers"]["X-Slack-Signature"], json["raw_body"]
    };
}

bool passes(const Signed& request, Time now) {
    return slack::check_signature(request.secret, request.timestamp, request.signature, request.body, now).has_value();
}

Time at(std::int64_t seconds) {
    return from_unix_ms(seconds * 1'000);
}

} // namespace

TEST_CASE("HMAC-SHA256 gives what RFC 4231 and an empty message say") {
    CHECK(
        net::hmac_sha256_hex("Jefe", "what do ya want for nothing?") ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    );
    CHECK(
        net::hmac_sha256_hex(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First") ==
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
    );
    CHECK(net::hmac_sha256_hex("", "") == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
    CHECK(net::equal_in_constant_time("abc", "abc"));
    CHECK(net::equal_in_constant_time("", ""));
    CHECK_FALSE(net::equal_in_constant_time("abc", "abd"));
    CHECK_FALSE(net::equal_in_constant_time("abc", "abcd"));
}

TEST_CASE("a signed request passes within five minutes, both ways") {
    const auto request = sample();
    const std::int64_t sent = std::stoll(request.timestamp);
    CHECK(slack::signature(request.secret, request.timestamp, request.body) == request.signature);
    for (const auto offset : {0, 1, -1, 299, 300, -300})
        CHECK(passes(request, at(sent + offset)));
    for (const auto offset : {301, -301, 86'400, -1'000'000})
        CHECK_FALSE(passes(request, at(sent + offset)));
}

TEST_CASE("any change to a signed request is refused") {
    const auto good = sample();
    const auto now = at(std::stoll(good.timestamp));
    for (std::size_t i = 0; i < good.body.size(); ++i) {
        auto request = good;
        request.body[i] = static_cast<char>(request.body[i] ^ 1);
        CHECK_FALSE(passes(request, now));
    }
    for (std::size_t i = 0; i < good.signature.size(); ++i) {
        auto request = good;
        request.signature[i] = static_cast<char>(request.signature[i] ^ 1);
        CHECK_FALSE(passes(request, now));
    }
    for (const auto* timestamp :
         {"", "1795400001", "-1795400000", "1795400000.0", " 1795400000", "0x6b0", "9999999999999"}) {
        auto request = good;
        request.timestamp = timestamp;
        CHECK_FALSE(passes(request, now));
    }
    auto unsigned_request = good;
    unsigned_request.signature.clear();
    CHECK_FALSE(passes(unsigned_request, now));
}

TEST_CASE("without a secret nothing passes, not even what was signed with an empty one") {
    auto request = sample();
    request.secret = Secret();
    request.signature = slack::signature(request.secret, request.timestamp, request.body);
    CHECK_FALSE(passes(request, at(std::stoll(request.timestamp))));
}
