#include "github_support.hpp"

#include <catch2/catch.hpp>

using namespace pilothouse;
using namespace pilothouse::vendors;
using commands::DeployChanged;
using commands::Phase;

TEST_CASE("GitHub: a deploy is made, and how it goes is told of the same deploy") {
    const auto made = only<DeployChanged>(read_file(github_row(), "deployment.created-api.json"));
    CHECK(made.deploy == "github/Codertocat/Hello-World/deployment/145988746");
    CHECK(made.phase == Phase::queued);
    CHECK(made.at == parse_time("2019-05-15T15:20:53Z"));
    CHECK(made.project == "Codertocat/Hello-World");
    CHECK(made.environment == "production");
    CHECK(made.version == "master");
    CHECK(made.sha == "f95f852bd8fca8fcc58a9a2d6c842781e32a215e");
    CHECK(made.actor.login == "Codertocat");

    const auto went = only<DeployChanged>(read_file(github_row(), "deployment_status.success.json"));
    CHECK(went.deploy == made.deploy);
    CHECK(went.phase == Phase::succeeded);
    CHECK(went.at == parse_time("2019-05-15T15:20:55Z"));
    CHECK(went.environment == "production");
    CHECK(went.reason.empty());
}

TEST_CASE("GitHub: behind a deploy out of a workflow stands who began the run, not the bot") {
    const auto made = only<DeployChanged>(read_file(github_row(), "deployment.created-actions.json"));
    CHECK(made.actor.login == "Codertocat");
    CHECK(made.url == "https://github.com/Codertocat/Hello-World/actions/runs/289782451");
    CHECK(made.version == "gh-pages");
}

TEST_CASE("GitHub: a deploy that we made is known by the number it was given") {
    for (const auto* event : {"deployment", "deployment_status"}) {
        const std::string name(event);
        auto body =
            github_body(name == "deployment" ? "deployment.created-api.json" : "deployment_status.success.json");
        const auto ours = [&](nlohmann::json payload) {
            body["deployment"]["payload"] = std::move(payload);
            return only<DeployChanged>(github_read(name, body)).ours;
        };
        CHECK(ours({{"bot_deploy_id", 812}}) == "812");
        CHECK(ours({{"bot_deploy_id", "812"}}) == "812");
        CHECK(ours(R"({"bot_deploy_id":812})") == "812");
        CHECK(ours(R"({"bot_deploy_id":)").empty());
        CHECK(ours({{"other", 1}}).empty());
        CHECK(ours("").empty());
        CHECK(ours(nullptr).empty());
        CHECK(ours("[[1]]").empty());
    }
}

TEST_CASE("GitHub: states of a deploy") {
    const std::vector<std::pair<std::string, Phase>> rows = {
        {"queued", Phase::queued},       {"pending", Phase::queued},    {"waiting", Phase::waiting},
        {"in_progress", Phase::running}, {"success", Phase::succeeded}, {"failure", Phase::failed},
        {"error", Phase::failed},
    };
    auto body = github_body("deployment_status.success.json");
    body["deployment_status"]["description"] = "the pods did not start\n";
    body["deployment_status"]["target_url"] = "https://old.example/1";
    body["deployment_status"]["log_url"] = "https://logs.example/1";
    for (const auto& [state, phase] : rows) {
        CAPTURE(state);
        body["deployment_status"]["state"] = state;
        const auto change = only<DeployChanged>(github_read("deployment_status", body));
        CHECK(change.phase == phase);
        CHECK(change.reason == (commands::broken(phase) ? "the pods did not start" : ""));
        CHECK(change.url == "https://logs.example/1");
    }
    for (const auto* state : {"inactive", "odd"}) {
        body["deployment_status"]["state"] = state;
        const auto reading = github_read("deployment_status", body);
        REQUIRE(reading);
        CHECK(reading->changes.empty());
    }
}
