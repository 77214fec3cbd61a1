#include "core/sha256.hpp"
#include "integrations/hooks/body_key.hpp"
#include "integrations/hooks/report.hpp"
#include "scene.hpp"

#include <array>

using namespace pilothouse;
using namespace pilothouse::hooks;

namespace {

const Route route{"main", &tests::tiny, {Secret("s")}};
const Time received = from_unix_ms(tests::noon * 1'000);

std::string key(const std::string& given) {
    return reported(route, {{"x-tiny-delivery", given}}, "{}", received)->key;
}

} // namespace

TEST_CASE("what is kept of a delivery is enough to read it again") {
    const net::Headers headers{
        {"Content-Type", "application/x-www-form-urlencoded"}, {"X-Tiny-Delivery", "d-1"}, {"X-Tiny-Signature", "a"}
    };
    const auto first = reported(route, headers, "payload=%7B%22event%22%3A%22built%22%7D", received);
    REQUIRE(first);
    CHECK(first->changes.size() == 1);
    const auto again = reported(route, headers_from(first->headers).value(), first->body, received);
    REQUIRE(again);
    CHECK(again->key == first->key);
    CHECK(again->event == first->event);
    CHECK(again->headers == first->headers);
    CHECK(again->changes == first->changes);
}

TEST_CASE("no secret is kept, whatever its header is called") {
    constexpr std::array<std::string_view, 3> asked{"Gotk-Component", "X-Tiny-Token", "Authorization"};
    auto vendor = tests::tiny;
    vendor.headers = asked;
    const net::Headers headers{
        {"Host", "here"},         {"Authorization", "a"},       {"Cookie", "b"},          {"X-Tiny-Token", "c"},
        {"X-Hub-Signature", "d"}, {"X-TINY-SIGNATURE", "e"},    {"X-Forwarded-For", "f"}, {"Content-Type", "g"},
        {"X-Tiny-Event", "h"},    {"Idempotency-Key", "i\xFF"}, {"ce-type", "j"},         {"gotk-component", "k"},
        {"tiny-event-type", "l"}, {"x-tiny-event", "second"},   {"X-Api-Key", "m"},       {"tinyx", "n"}
    };
    CHECK(
        kept_headers(vendor, headers) == R"({"ce-type":"j","content-type":"g","gotk-component":"k",)"
                                         R"("idempotency-key":"i�","tiny-event-type":"l","x-tiny-event":"h"})"
    );
    CHECK(kept_headers(vendor, {}) == "{}");
    CHECK_FALSE(headers_from("[]"));
    CHECK_FALSE(headers_from("{"));
}

TEST_CASE("a delivery is named by its sender, else by its body") {
    CHECK(key("d-1") == "d-1");
    const auto of_body = [](std::string_view body) {
        return sha256_hex(body) + "/" + std::to_string(to_unix_ms(received) / body_window.count());
    };
    CHECK(key("") == of_body("{}"));
    CHECK(key("a b") == sha256_hex("a b"));
    CHECK(key(std::string(200, 'k')) == std::string(200, 'k'));
    CHECK(key(std::string(201, 'k')) == sha256_hex(std::string(201, 'k')));
    auto keyless = tests::tiny;
    keyless.key = nullptr;
    CHECK(reported({"r", &keyless, {}}, {}, "[1]", received)->key == of_body("[1]"));
}

TEST_CASE("what a sender says fits into a line") {
    const auto report = reported(route, {}, R"({"event":"a\nb\u202e\u0000)" + std::string(600, 'x') + "\"}", received);
    REQUIRE(report);
    CHECK(report->event == "a b" + std::string(496, 'x') + "…");
}
