#include "corpus.hpp"

#include "delivered.hpp"
#include "integrations/alertmanager/vendor.hpp"
#include "integrations/argocd/vendor.hpp"
#include "integrations/atlantis/vendor.hpp"
#include "integrations/azure/vendor.hpp"
#include "integrations/buildbot/vendor.hpp"
#include "integrations/buildkite/vendor.hpp"
#include "integrations/cdevents/vendor.hpp"
#include "integrations/circleci/vendor.hpp"
#include "integrations/cloudevents/vendor.hpp"
#include "integrations/datadog/vendor.hpp"
#include "integrations/flux/vendor.hpp"
#include "integrations/github/vendor.hpp"
#include "integrations/gitlab/vendor.hpp"
#include "integrations/grafana/vendor.hpp"
#include "integrations/jenkins/vendor.hpp"
#include "integrations/opsgenie/vendor.hpp"
#include "integrations/pagerduty/vendor.hpp"
#include "integrations/sentry/vendor.hpp"
#include "integrations/terraform/vendor.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace pilothouse::vendors {

namespace {

net::Headers nothing(std::string_view) {
    return {};
}

/// The files are named by event: "workflow_job.queued.json".
net::Headers github_headers(std::string_view file) {
    return {{"X-GitHub-Event", std::string(file.substr(0, file.find('.')))}, {"X-GitHub-Delivery", "one"}};
}

/// "issue.created.synthetic.json"
net::Headers sentry_headers(std::string_view file) {
    return {
        {"Sentry-Hook-Resource", std::string(file.substr(0, file.find('.')))},
        {"Sentry-Hook-Timestamp", "1795405394"},
        {"Request-ID", "one"},
    };
}

/// "binary.pipelinerun.json": the event is in headers, and the body is its data.
net::Headers cloud_headers(std::string_view file) {
    if (!file.starts_with("binary.")) return {};
    const bool tekton = file.contains("tekton");
    return {
        {"ce-specversion", "1.0"},
        {"ce-id", "A234-1234-1235"},
        {"ce-source", "/ci/checkout"},
        {"ce-type", tekton ? "dev.tekton.event.pipelinerun.failed.v1" : "dev.cdevents.pipelinerun.finished.0.3.0"},
        {"ce-time", "2026-11-20T10:00:00Z"},
        {"Content-Type", "application/json"},
    };
}

} // namespace

const std::vector<Row>& rows() {
    static const std::vector<Row> all = {
        {"alertmanager", alertmanager::vendor, nothing},
        {"azure", azure::vendor, nothing},
        {"buildbot", buildbot::vendor, nothing},
        {"buildkite", buildkite::vendor, nothing},
        {"circleci", circleci::vendor, nothing},
        {"datadog", datadog::vendor, nothing},
        {"github", github::vendor, github_headers},
        {"gitlab", gitlab::vendor, nothing},
        {"grafana", grafana::vendor, nothing},
        {"jenkins", jenkins::vendor, nothing},
        {"opsgenie", opsgenie::vendor, nothing},
        {"pagerduty", pagerduty::vendor, nothing},
        {"sentry", sentry::vendor, sentry_headers},
        {"argocd", argocd::vendor, nothing},
        {"atlantis", atlantis::vendor, nothing},
        {"cdevents", cdevents::vendor, cloud_headers},
        {"cloudevents", cloudevents::vendor, cloud_headers},
        {"flux", flux::vendor, nothing},
        {"terraform", terraform::vendor, nothing},
    };
    return all;
}

const Row& row(std::string_view name) {
    return *std::ranges::find(rows(), name, &Row::name);
}

std::filesystem::path folder(const Row& row) {
    return std::filesystem::path(PILOTHOUSE_SOURCE) / "tests" / "payloads" / row.name;
}

std::vector<std::string> bodies(const Row& row) {
    std::vector<std::string> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder(row)))
        if (entry.path().extension() == ".json") files.push_back(entry.path().filename().string());
    std::ranges::sort(files);
    return files;
}

std::string text_of(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream) throw std::runtime_error("no file " + file.string());
    return {std::istreambuf_iterator<char>(stream), {}};
}

Result<hooks::Reading> read(const Row& row, std::string_view file, const std::string& body) {
    return read(row.vendor(), body, from_unix_ms(1'795'407'394'120), row.headers(file));
}

Result<hooks::Reading> read_file(const Row& row, std::string_view file) {
    return read(row, file, text_of(folder(row) / file));
}

} // namespace pilothouse::vendors
