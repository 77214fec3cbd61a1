#include "github_support.hpp"

#include <catch2/catch.hpp>

using namespace pilothouse;
using namespace pilothouse::vendors;

TEST_CASE("GitHub: a ping is greeted") {
    const auto reading = read_file(github_row(), "ping.json");
    REQUIRE(reading);
    CHECK(reading->event == "ping");
    CHECK(reading->changes.empty());
    CHECK(reading->greeting == "GitHub is connected: Octocoders/Hello-World sends every event.");
}

TEST_CASE("GitHub: the greeting says what is wrong with the connection") {
    auto body = github_body("ping.json");
    body["hook"]["events"] = {"workflow_run", "push"};
    body["hook"]["config"]["content_type"] = "form";
    body["repository"] = nullptr;
    body["organization"]["login"] = "acme";
    CHECK(
        github_read("ping", body)->greeting == "GitHub is connected: acme sends workflow_run, push. Its content type "
                                               "is application/x-www-form-urlencoded: set "
                                               "it to application/json. Without the event workflow_job, the jobs and "
                                               "steps that fail are not told. Without the "
                                               "event deployment_status, deploys are not told."
    );
}

TEST_CASE("GitHub: a ping of nothing is greeted all the same") {
    CHECK(github_read("ping", nlohmann::json::object())->greeting.starts_with("GitHub is connected: an unnamed place"));
    CHECK(github_read("ping", nlohmann::json::array())->greeting.contains("no events"));
}

TEST_CASE("GitHub: a delivery is named by its id, whichever hook it comes by") {
    const net::Headers headers = {{"x-github-delivery", "72d3162e-cc78-11e3-81ab-4c9367dc0958"}};
    const auto& vendor = github_row().vendor();
    CHECK(vendor.key({.headers = headers, .body = {}, .json = {}}) == "72d3162e-cc78-11e3-81ab-4c9367dc0958");
    CHECK(vendor.key({.headers = {}, .body = {}, .json = {}}).empty());
    REQUIRE(vendor.proofs.size() == 1);
    CHECK(vendor.proofs.front().header == "X-Hub-Signature-256");
    CHECK(vendor.setup.contains("{url}"));
    CHECK(vendor.setup.contains("{secret}"));
}
