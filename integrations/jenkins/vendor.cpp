#include "integrations/jenkins/vendor.hpp"

#include "integrations/hooks/body_key.hpp"
#include "integrations/hooks/fields.hpp"
#include "integrations/hooks/links.hpp"
#include "integrations/jenkins/build_url.hpp"
#include "integrations/jenkins/log_excerpt.hpp"

#include <algorithm>
#include <array>

namespace pilothouse::jenkins {

namespace {
using commands::Phase;
using commands::PipelineChanged;

// Neither plugin signs or sends a header of choice; a user and a password in the address become this one.
constexpr std::array proofs = {
    hooks::Proof{
        .header = "Authorization",
        .prefix = "Basic ",
        .algorithm = hooks::Algorithm::equality,
        .encoding = hooks::Encoding::base64,
    },
};

constexpr std::array results = {
    hooks::PhaseName{"SUCCESS", Phase::succeeded}, hooks::PhaseName{"UNSTABLE", Phase::failed},
    hooks::PhaseName{"FAILURE", Phase::failed},    hooks::PhaseName{"ABORTED", Phase::cancelled},
    hooks::PhaseName{"NOT_BUILT", Phase::skipped},
};

/// A phase of the notification plugin; without one of ours, the result counts.
struct Step {
    std::string_view name;
    std::optional<Phase> phase;
    std::string_view event;
};

// A step of a pipeline may notify too, and says NONE unless it is told what to say.
constexpr std::array steps = {
    Step{"QUEUED", Phase::queued, "build queued"},      Step{"STARTED", Phase::running, "build started"},
    Step{"NONE", Phase::running, "build notified"},     Step{"COMPLETED", std::nullopt, "build completed"},
    Step{"FINALIZED", std::nullopt, "build finalized"},
};

constexpr std::array outbound_events = {
    hooks::PhaseName{"start", Phase::running},
    hooks::PhaseName{"success", Phase::succeeded},
    hooks::PhaseName{"failure", Phase::failed},
    hooks::PhaseName{"unstable", Phase::failed},
};

constexpr std::size_t most_failed_tests = 500;

std::optional<Time> time_of_ms(JsonView number) {
    constexpr std::int64_t year_10000 = 253'402'300'800'000;
    const auto ms = number.whole_number();
    return ms > 0 && ms < year_10000 ? std::optional(from_unix_ms(ms)) : std::nullopt;
}

/// "origin/main" is the branch "main".
std::string_view short_branch(std::string_view branch) {
    for (const std::string_view prefix : {"refs/remotes/", "refs/heads/", "origin/"})
        if (branch.starts_with(prefix)) branch.remove_prefix(prefix.size());
    return branch;
}

/// Numbers begin anew when a job is made anew, as those of branches often are; the number in the queue never does.
std::string run_key(JsonView build) {
    const auto full = build.text("full_url");
    auto key = std::string("jenkins/").append(full.empty() ? build.text("url") : full);
    if (const auto queued = hooks::id_text(build["queue_id"]); !queued.empty()) key.append(1, '#').append(queued);
    return key;
}

void tell_scm(PipelineChanged& change, JsonView scm) {
    change.branch = short_branch(scm.text("branch"));
    change.sha = scm.text("commit");
    for (const auto culprit : scm["culprits"].elements())
        if (!culprit.text().empty()) change.authors.push_back({.login = std::string(culprit.text())});
}

/// Each phase has a time of its own: of QUEUED and STARTED when it began so, of the others when it ended.
void tell_times(PipelineChanged& change, JsonView build) {
    const auto at = time_of_ms(build["timestamp"]);
    if (!at) return;
    change.at = *at;
    if (build.text("phase") == "STARTED") change.began = at;
    if (!commands::ended(change.phase)) return;
    change.ended = at;
    if (const auto took = time_of_ms(build["duration"]); took && took->time_since_epoch() < at->time_since_epoch())
        change.began = *at - took->time_since_epoch();
}

void tell_failure(PipelineChanged& change, JsonView build) {
    const auto tests = build["test_summary"];
    const auto failed = hooks::id_text(tests["failed"]);
    if (!failed.empty()) {
        change.reason = failed + (failed == "1" ? " test failed" : " tests failed");
        if (const auto all = hooks::id_text(tests["total"]); !all.empty())
            change.reason = failed + " of " + all + " tests failed";
    } else if (build.text("status") == "UNSTABLE") {
        change.reason = "unstable";
    }
    change.excerpt = log_excerpt(build.text("log"));
    for (const auto test : tests["failed_tests"].elements())
        if (!test.text().empty() && change.failed_tests.size() < most_failed_tests)
            change.failed_tests.emplace_back(test.text());
}

PipelineChanged change_of(JsonView body, Phase phase) {
    const auto build = body["build"];
    // A build may change its result between COMPLETED and FINALIZED.
    PipelineChanged change{.run = run_key(build), .phase = phase, .reopens = true};
    change.name = body.text("display_name").empty() ? body.text("name") : body.text("display_name");
    change.project = job_path(build.text("url").empty() ? build.text("full_url") : build.text("url"));
    if (change.project.empty()) change.project = body.text("name");
    change.number = hooks::id_text(build["number"]);
    change.url = hooks::web_link(build.text("full_url"));
    change.handle = build_path(build.text("url").empty() ? build.text("full_url") : build.text("url"));
    tell_scm(change, build["scm"]);
    tell_times(change, build);
    if (commands::broken(phase)) tell_failure(change, build);
    return change;
}

Result<hooks::Reading> read_notification(JsonView body) {
    const auto build = body["build"];
    PILOTHOUSE_TRY(const auto name, hooks::needed_text(build, "phase", "build.phase"));
    const auto* step = std::ranges::find(steps, name, &Step::name);
    if (step == steps.end()) return hooks::Reading{.event = hooks::event_name("build", name)};
    // Without Jenkins' own address configured there is no full_url.
    if (build.text("full_url").empty()) PILOTHOUSE_CHECK(hooks::needed_text(build, "url", "build.url"));
    const auto result = hooks::phase_named(results, build.text("status")).value_or(Phase::neutral);
    return hooks::Reading{
        .changes = {change_of(body, step->phase.value_or(result))}, .event = std::string(step->event)
    };
}

/// The outbound webhook plugin tells of less, and no time.
Result<hooks::Reading> read_outbound(const hooks::Delivery& delivery) {
    const auto body = delivery.json;
    const auto event = body.text("event");
    const auto phase = hooks::phase_named(outbound_events, event);
    if (!phase) return hooks::Reading{.event = hooks::event_name(event)};
    PILOTHOUSE_TRY(const auto url, hooks::needed_text(body, "buildUrl", "buildUrl"));
    PipelineChanged change{.run = "jenkins/" + url, .phase = *phase, .at = delivery.received};
    change.project = job_path(url);
    change.name = body.text("projectName");
    if (change.project.empty()) change.project = change.name;
    change.number = build_number(url);
    change.url = hooks::web_link(url);
    change.handle = build_path(url);
    if (event == "unstable") change.reason = "unstable";
    return hooks::Reading{.changes = {std::move(change)}, .event = "build " + std::string(event)};
}

Result<hooks::Reading> read(const hooks::Delivery& delivery) {
    return delivery.json["build"].is_object() ? read_notification(delivery.json) : read_outbound(delivery);
}

/// The notification plugin may send one phase several times (its count of retries goes on after a success), the other
/// plugin sends once.
std::string key(const hooks::Delivery& delivery) {
    const auto build = delivery.json["build"];
    const auto at = hooks::id_text(build["timestamp"]);
    if (at.empty() || build.text("phase").empty()) return hooks::body_key(delivery);
    return run_key(build).append(1, '/').append(build.text("phase")).append(1, '/').append(at);
}

constexpr std::string_view setup = R"(In Jenkins, with the Notification plugin, in the job under Job Notifications:
  two endpoints, one for the event "Job Started", one for "Job Finalized"; format JSON, protocol HTTP
  URL  {url} with the secret as user and password: https://{secret}@… (the secret is of the form user:password);
       best as a credential of the kind "Secret text"
  Log  40, for the lines that a failure shows
Under Manage Jenkins, System, the Jenkins URL must be right, or nothing here can link to a build.
The Outbound WebHook plugin does too, with the same address; it tells of less.
)";

constexpr hooks::Vendor jenkins_vendor = {
    .name = "jenkins",
    .title = "Jenkins",
    .proofs = proofs,
    .key = key,
    .read = read,
    .setup = setup,
};
} // namespace

const hooks::Vendor& vendor() {
    return jenkins_vendor;
}

} // namespace pilothouse::jenkins
