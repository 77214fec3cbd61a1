#include "delivered.hpp"
#include "integrations/github/reruns.hpp"
#include "integrations/github/vendor.hpp"
#include "integrations/gitlab/retries.hpp"
#include "integrations/gitlab/vendor.hpp"
#include "integrations/jenkins/build_url.hpp"
#include "integrations/jenkins/rebuilds.hpp"
#include "integrations/jenkins/vendor.hpp"
#include "interface_stage.hpp"

#include <catch2/catch.hpp>

/// Failed runs started again, by the interfaces of those that ran them.

using namespace pilothouse;
using namespace pilothouse::vendors;
using namespace std::chrono_literals;

namespace {

using Lines = std::vector<std::string>;
using Perform = net::awaitable<Outcome> (*)(hooks::Api, commands::RerunBuild, Attempt);

commands::RerunBuild rerun(std::string handle) {
    return {.hook = HookName{"acme"}, .run = 12, .handle = std::move(handle), .attempt = 1, .by = ana()};
}

std::optional<commands::RunStartedAgain> started(const Outcome& outcome) {
    const auto* done = std::get_if<Done>(&outcome);
    if (done == nullptr || !done->event) return std::nullopt;
    return std::get<commands::RunStartedAgain>(*done->event);
}

/// A run of GitHub that has failed in its first attempt.
struct GitHub : Interface {
    int attempt = 1;
    std::string status = "completed";
    std::string conclusion = "failure";

    GitHub() {
        answer = [this](const net::HttpRequest& request) {
            if (request.method == "GET")
                return json_answer(
                    R"({"run_attempt":)" + std::to_string(attempt) + R"(,"status":")" + status + R"(","conclusion":")" +
                    conclusion + R"("})"
                );
            ++attempt;
            status = "queued";
            return json_answer("{}", 201);
        };
    }
};

struct GitLab : Interface {
    std::string status = "failed";
    Time changed = now() - 1h;

    GitLab() {
        answer = [this](const net::HttpRequest& request) {
            if (request.method == "POST") status = "running";
            const auto body = R"({"status":")" + status + R"(","updated_at":")" + iso8601(changed) + R"("})";
            return json_answer(body, request.method == "POST" ? 201 : 200);
        };
    }
};

struct Jenkins : Interface {
    std::string parameters{};
    std::string builds{};
    bool queued = false;

    Jenkins() {
        answer = [this](const net::HttpRequest& request) {
            if (request.method == "POST") {
                queued = true;
                return net::HttpResponse{.status = 201, .headers = {{"Location", "/queue/item/1/"}}};
            }
            if (request.target.find("builds") != std::string::npos)
                return json_answer(
                    R"({"inQueue":)" + std::string(queued ? "true" : "false") + R"(,"builds":[)" + builds + "]}"
                );
            return json_answer(R"({"actions":[{},{"parameters":[)" + parameters + "]}]}");
        };
    }
};

void all_faults(Perform perform, const std::string& handle, Interface& stand_in) {
    with_interface(stand_in, [&](hooks::Api api) -> net::awaitable<void> {
        const auto well = stand_in.answer;
        for (const std::string method : {"GET", "POST"})
            for (const auto& row : faults()) {
                stand_in.answer = [&](const net::HttpRequest& request) {
                    return request.method == method ? row.answer : well(request);
                };
                const auto outcome = co_await perform(api, rerun(handle), first_try());
                CAPTURE(method, row.answer.status, row.words);
                const auto* error = error_of(outcome);
                REQUIRE(error != nullptr);
                CHECK(std::holds_alternative<TryAgain>(outcome) == row.again);
                CHECK(error->code == row.code);
                CHECK(error->text().find(row.words) != std::string::npos);
            }
    });
}

} // namespace

TEST_CASE("What is read names a run to its sender's interface") {
    const auto handle = [](const hooks::Vendor& vendor, const char* file, const net::Headers& headers) {
        const auto read = reading(vendor, payload(file), {}, headers);
        return std::get<commands::PipelineChanged>(read.changes.at(0)).handle;
    };
    CHECK(handle(github::vendor(), "github/workflow_run.completed-success.json", {{"X-GitHub-Event", "workflow_run"}})
              .starts_with("octo-org/octo-repo/"));
    CHECK(handle(gitlab::vendor(), "gitlab/pipeline.json", {{"X-Gitlab-Event", "Pipeline Hook"}}) == "1/31");
    CHECK(handle(jenkins::vendor(), "jenkins/notification-plugin.completed-failure.synthetic.json", {})
              .starts_with("job/"));
    const auto path = [](const char* url) { return jenkins::build_path(url); };
    CHECK(path("https://host/jenkins/job/payments/job/fix%252Fx/42/") == "job/payments/job/fix%252Fx/42");
    CHECK(path("job/a%20b/7/") == "job/a%20b/7");
    for (const auto* wrong :
         {"", "job/a/", "job/a", "job/../7/", "job/%2e%2e/7/", "view/a/job/b/c/7/", "job/a/job/7/"}) {
        CAPTURE(wrong);
        CHECK(path(wrong).empty());
    }
    CHECK(path("job/a/7/?x=/job/b/8") == "job/a/7");
}

TEST_CASE("GitHub: the failed jobs are started again, once") {
    GitHub github;
    with_interface(github, [&](hooks::Api api) -> net::awaitable<void> {
        const auto done = started(co_await github::perform(api, rerun("acme/api/7"), first_try()));
        REQUIRE(done);
        CHECK(done->run == 12);
        CHECK_FALSE(done->already);
        CHECK(
            github.asked() ==
            Lines{
                "GET /prefix/repos/acme/api/actions/runs/7",
                "POST /prefix/repos/acme/api/actions/runs/7/rerun-failed-jobs"
            }
        );
        const auto second = started(co_await github::perform(api, rerun("acme/api/7"), first_try()));
        REQUIRE(second);
        CHECK(second->already);
        CHECK(github.count("POST") == 1);
    });
}

TEST_CASE("GitHub: an answer lost after it was done starts nothing twice") {
    GitHub github;
    github.losing = "POST";
    with_interface(github, [&](hooks::Api api) -> net::awaitable<void> {
        const auto lost = co_await github::perform(api, rerun("acme/api/7"), first_try());
        REQUIRE(std::holds_alternative<TryAgain>(lost));
        CHECK(error_of(lost)->code == Errc::unknown_outcome);
        const auto found = started(co_await github::perform(api, rerun("acme/api/7"), second_try()));
        REQUIRE(found);
        CHECK_FALSE(found->already);
        CHECK(github.count("POST") == 1);
    });
}

TEST_CASE("GitHub: what runs, or has succeeded, is left alone") {
    GitHub github;
    with_interface(github, [&](hooks::Api api) -> net::awaitable<void> {
        github.status = "in_progress";
        CHECK(error_of(co_await github::perform(api, rerun("acme/api/7"), first_try()))->code == Errc::conflict);
        github.status = "completed";
        github.conclusion = "success";
        CHECK(error_of(co_await github::perform(api, rerun("acme/api/7"), first_try()))->code == Errc::conflict);
        for (const auto* wrong : {"", "acme/api", "acme/../7", "acme/api/7/x", "acme/api/x"}) {
            CAPTURE(wrong);
            CHECK(error_of(co_await github::perform(api, rerun(wrong), first_try()))->code == Errc::internal);
        }
        CHECK(github.count("POST") == 0);
    });
}

TEST_CASE("GitLab: the failed jobs are started again, once") {
    GitLab gitlab;
    with_interface(gitlab, [&](hooks::Api api) -> net::awaitable<void> {
        CHECK(started(co_await gitlab::perform(api, rerun("30/7"), first_try())));
        CHECK(
            gitlab.asked() ==
            Lines{"GET /prefix/api/v4/projects/30/pipelines/7", "POST /prefix/api/v4/projects/30/pipelines/7/retry"}
        );
        const auto second = started(co_await gitlab::perform(api, rerun("30/7"), first_try()));
        REQUIRE(second);
        CHECK(second->already);
        CHECK(error_of(co_await gitlab::perform(api, rerun("acme/7"), first_try()))->code == Errc::internal);
        CHECK(gitlab.count("POST") == 1);
    });
}

TEST_CASE("GitLab: an answer lost after it was done starts nothing twice") {
    GitLab gitlab;
    gitlab.losing = "POST";
    with_interface(gitlab, [&](hooks::Api api) -> net::awaitable<void> {
        CHECK(std::holds_alternative<TryAgain>(co_await gitlab::perform(api, rerun("30/7"), first_try())));
        const auto found = started(co_await gitlab::perform(api, rerun("30/7"), second_try()));
        REQUIRE(found);
        CHECK_FALSE(found->already);
        gitlab.status = "failed"; // again, before we looked
        gitlab.changed = now();
        const auto unknown = co_await gitlab::perform(api, rerun("30/7"), second_try());
        REQUIRE(std::holds_alternative<GiveUp>(unknown));
        CHECK(error_of(unknown)->code == Errc::unknown_outcome);
        CHECK(gitlab.count("POST") == 1);
        gitlab.changed = now() - 1h; // it never got there
        gitlab.losing.clear();
        CHECK(started(co_await gitlab::perform(api, rerun("30/7"), second_try())));
        CHECK(gitlab.count("POST") == 2);
    });
}

TEST_CASE("Jenkins: a new build with the same parameters, and it says so") {
    Jenkins jenkins;
    with_interface(jenkins, [&](hooks::Api api) -> net::awaitable<void> {
        const auto plain = started(co_await jenkins::perform(api, rerun("job/a/job/b/42"), first_try()));
        REQUIRE(plain);
        CHECK(plain->detail.find("as the job is now") != std::string::npos);
        CHECK(jenkins.requests.back().target == "/prefix/job/a/job/b/build?delay=0sec");
        jenkins.parameters = R"({"name":"WHERE","value":"a b"},{"name":"DRY","value":true})";
        const auto same = started(co_await jenkins::perform(api, rerun("job/a/42"), first_try()));
        REQUIRE(same);
        CHECK(same->detail.find("with the same parameters") != std::string::npos);
        CHECK(jenkins.requests.back().target == "/prefix/job/a/buildWithParameters?delay=0sec");
        CHECK(jenkins.requests.back().body == "WHERE=a%20b&DRY=true");
        jenkins.parameters = R"({"name":"PASSWORD"})";
        const auto secret = co_await jenkins::perform(api, rerun("job/a/42"), first_try());
        CHECK(error_of(secret)->code == Errc::conflict);
        CHECK(jenkins.count("POST") == 2);
    });
}

TEST_CASE("Jenkins: after a lost answer nothing is built that may be there") {
    Jenkins jenkins;
    jenkins.losing = "POST";
    with_interface(jenkins, [&](hooks::Api api) -> net::awaitable<void> {
        CHECK(std::holds_alternative<TryAgain>(co_await jenkins::perform(api, rerun("job/a/42"), first_try())));
        CHECK(error_of(co_await jenkins::perform(api, rerun("job/a/42"), second_try()))->code == Errc::unknown_outcome);
        jenkins.queued = false;
        jenkins.builds = R"({"timestamp":)" + std::to_string(to_unix_ms(now())) + "}";
        CHECK(error_of(co_await jenkins::perform(api, rerun("job/a/42"), second_try()))->code == Errc::unknown_outcome);
        CHECK(jenkins.count("POST") == 1);
        jenkins.builds = R"({"timestamp":1000})";
        jenkins.losing.clear();
        CHECK(started(co_await jenkins::perform(api, rerun("job/a/42"), second_try())));
        CHECK(jenkins.count("POST") == 2);
    });
}

TEST_CASE("What the interfaces answer instead") {
    GitHub github;
    all_faults(github::perform, "acme/api/7", github);
    GitLab gitlab;
    all_faults(gitlab::perform, "30/7", gitlab);
    Jenkins jenkins;
    all_faults(jenkins::perform, "job/a/42", jenkins);
}

TEST_CASE("Tokens travel as each vendor wants them") {
    CHECK(github::headers(Secret("t")).at(0) == std::pair<std::string, std::string>("Authorization", "Bearer t"));
    CHECK(gitlab::headers(Secret("t")).at(0) == std::pair<std::string, std::string>("PRIVATE-TOKEN", "t"));
    CHECK(jenkins::headers(Secret("ana:t")).at(0).second == "Basic YW5hOnQ=");
}
