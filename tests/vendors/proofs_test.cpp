#include "corpus.hpp"
#include "integrations/hooks/proof.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace pilothouse;
using nlohmann::json;

namespace {
json vector_named(std::string_view name) {
    const auto all =
        json::parse(vendors::text_of(std::filesystem::path(PILOTHOUSE_SOURCE) / "tests/payloads/signature-vectors.json")
        );
    for (const auto& one : all)
        if (one["name"] == name) return one;
    throw std::runtime_error("no vector of this name");
}

bool holds(
    std::string_view vendor, const std::string& secret, const net::Headers& headers, const std::string& body,
    std::int64_t now_seconds = 1'800'000'000
) {
    const std::vector<Secret> secrets = {Secret(secret)};
    const auto now = from_unix_ms(now_seconds * 1'000);
    return hooks::check_proof(vendors::row(vendor).vendor().proofs, secrets, headers, body, now).has_value();
}
} // namespace

TEST_CASE("Published and computed signatures hold, and no others", "[proofs]") {
    struct Row {
        std::string_view vendor;
        std::string_view name;
    };

    for (const auto& [vendor, name] :
         {Row{"circleci", "circleci v1 a"}, Row{"circleci", "circleci v1 b"}, Row{"circleci", "circleci v1 c"},
          Row{"grafana", "grafana without timestamp (own)"}, Row{"buildkite", "buildkite (own)"},
          Row{"pagerduty", "pagerduty v1, a secret that looks like base64 (own)"}, Row{"sentry", "sentry (own)"}}) {
        CAPTURE(name);
        const auto one = vector_named(name);
        const auto secret = one["secret"].get<std::string>();
        const auto body = one["body"].get<std::string>();
        const auto header = one["header"].get<std::string>();
        const auto value = one["value"].get<std::string>();
        const auto now = std::stol(one.value("timestamp", "1800000000"));
        CHECK(holds(vendor, secret, {{header, value}}, body, now));
        CHECK_FALSE(holds(vendor, secret, {{header, value}}, body + " ", now));
        CHECK_FALSE(holds(vendor, secret + "x", {{header, value}}, body, now));
        CHECK_FALSE(holds(vendor, secret, {{header, value}, {header, value}}, body, now));
        CHECK_FALSE(holds(vendor, secret, {{"X-Other", value}}, body, now));
    }
}

TEST_CASE("CircleCI: of several versions the known one counts", "[proofs]") {
    const auto one = vector_named("circleci v1 a");
    const auto value = one["value"].get<std::string>();
    CHECK(holds("circleci", "secret", {{"circleci-signature", value + ",v2=00"}}, "hello world"));
    CHECK_FALSE(holds("circleci", "secret", {{"circleci-signature", "v2=" + value.substr(3)}}, "hello world"));
}

TEST_CASE("Buildkite: a signature counts for five minutes, a token always", "[proofs]") {
    const auto one = vector_named("buildkite (own)");
    const net::Headers signed_so = {{"X-Buildkite-Signature", one["value"]}};
    const auto body = one["body"].get<std::string>();
    const auto sent = std::stol(one["timestamp"].get<std::string>());
    CHECK(holds("buildkite", "bk-token", signed_so, body, sent + 300));
    CHECK_FALSE(holds("buildkite", "bk-token", signed_so, body, sent + 301));
    CHECK_FALSE(holds("buildkite", "bk-token", signed_so, body, sent - 301));
    CHECK(holds("buildkite", "bk-token", {{"X-Buildkite-Token", "bk-token"}}, body));
    CHECK_FALSE(holds("buildkite", "bk-token", {{"X-Buildkite-Token", "bk-toke"}}, body));
}

TEST_CASE("PagerDuty: while a secret is changed there are two signatures, and one that holds is enough", "[proofs]") {
    const auto one = vector_named("pagerduty v1, a secret that looks like base64 (own)");
    const auto secret = one["secret"].get<std::string>();
    const auto body = one["body"].get<std::string>();
    const auto other = "v1=" + std::string(64, '0');
    CHECK(holds("pagerduty", secret, {{"X-PagerDuty-Signature", other + "," + one["value"].get<std::string>()}}, body));
    CHECK_FALSE(holds("pagerduty", secret, {{"X-PagerDuty-Signature", other + "," + other}}, body));
}

TEST_CASE("Who can't sign: a bearer's secret, or a user and a password", "[proofs]") {
    for (const auto* vendor : {"alertmanager", "grafana", "datadog", "opsgenie", "buildbot"}) {
        CHECK(holds(vendor, "s3cret", {{"Authorization", "Bearer s3cret"}}, "{}"));
        CHECK_FALSE(holds(vendor, "s3cret", {{"Authorization", "s3cret"}}, "{}"));
        CHECK_FALSE(holds(vendor, "s3cret", {{"Authorization", "Bearer "}}, "{}"));
        CHECK_FALSE(holds(vendor, "s3cret", {}, "{}"));
    }
    // printf 'jenkins:pass word' | base64
    for (const auto* vendor : {"jenkins", "azure"}) {
        CHECK(holds(vendor, "jenkins:pass word", {{"Authorization", "Basic amVua2luczpwYXNzIHdvcmQ="}}, "{}"));
        CHECK_FALSE(holds(vendor, "jenkins:other", {{"Authorization", "Basic amVua2luczpwYXNzIHdvcmQ="}}, "{}"));
        CHECK_FALSE(holds(vendor, "jenkins:pass word", {}, "{}"));
    }
}
