#include "integrations/atlantis/vendor.hpp"

#include "core/sha256.hpp"
#include "integrations/hooks/body_key.hpp"
#include "integrations/hooks/fields.hpp"
#include "integrations/hooks/links.hpp"

#include <array>

namespace pilothouse::atlantis {

namespace {
using commands::Phase;

// Atlantis can't sign what it sends.
constexpr std::array proofs = {
    hooks::Proof{
        .header = "Authorization",
        .prefix = "Bearer ",
        .algorithm = hooks::Algorithm::equality,
        .encoding = hooks::Encoding::plain,
    },
};

// With the name and the token of the account that clones.
constexpr std::array<std::string_view, 1> hidden = {"CloneURL"};

constexpr std::size_t digest_length = 16;
constexpr std::int64_t gitlab_type = 1; // models.VCSHostType

/// A project of a repository: where it is, in which workspace, and its name, where it has one.
struct Place {
    std::string_view directory;
    std::string_view workspace;
    std::string_view name;

    [[nodiscard]] std::string digest() const {
        const auto all = std::string(directory).append(1, '\n').append(workspace).append(1, '\n').append(name);
        return sha256_hex(all).substr(0, digest_length);
    }

    /// "network (production)"; the workspace "default" is not worth a word.
    [[nodiscard]] std::string words() const {
        auto words = hooks::first_line(hooks::first_text({name, directory, "."}));
        if (!workspace.empty() && workspace != "default") words.append(" (").append(workspace).append(")");
        return words;
    }
};

/// Ids of repositories are unique on one host only; the clone addresses may hold credentials and are never looked at.
std::string address_of(JsonView repo, std::string_view name) {
    std::string address = "atlantis/";
    if (const auto host = repo["VCSHost"].text("Hostname"); !host.empty() && host != "github.com")
        address.append(host).append(1, '/');
    return address.append(name);
}

/// One project of a pull request was applied, or could not be; each of its projects comes alone.
Result<hooks::Reading> read_apply(JsonView body, Time received) {
    const auto repo = body["Repo"];
    const auto pull = body["Pull"];
    PILOTHOUSE_TRY(const auto project, hooks::needed_text(repo, "FullName", "Repo.FullName"));
    const auto success = body["Success"];
    if (!success.is_true() && !success.is_false())
        return fail(Errc::bad_input, "'Success' is missing or neither true nor false");
    const Place place{body.text("Directory"), body.text("Workspace"), body.text("ProjectName")};
    const auto number = hooks::id_text(pull["Num"]); // none when it was asked for by API

    commands::PipelineChanged change{.run = address_of(repo, project)};
    change.run.append(1, '/').append(number.empty() ? "api" : number).append(1, '/').append(pull.text("HeadCommit"));
    change.run.append(1, '/').append(place.digest());
    change.reopens = true; // the same commit can be applied again
    change.phase = success.is_true() ? Phase::succeeded : Phase::failed;
    change.at = received; // no body says when it was sent
    change.ended = received;
    change.project = project;
    change.name = "apply " + place.words();
    change.branch = pull.text("HeadBranch");
    change.sha = pull.text("HeadCommit");
    change.trigger = "apply";
    change.url = hooks::web_link(pull.text("URL"));
    change.change_url = change.url;
    const bool is_gitlab = repo["VCSHost"]["Type"].whole_number() == gitlab_type;
    if (!number.empty()) change.change_label = (is_gitlab ? "!" : "#") + number;
    change.actor.login = body["User"].text("Username");
    if (const auto author = pull.text("Author"); !author.empty())
        change.authors.push_back({.login = std::string(author)});
    return hooks::Reading{.changes = {std::move(change)}, .event = "apply"};
}

std::string changes_of(JsonView project) {
    std::string words;
    const auto add = [&](std::string_view field, std::string_view what) {
        if (const auto count = project[field].whole_number(); count > 0)
            words.append(words.empty() ? "" : ", ").append(std::to_string(count)).append(what);
    };
    add("to_add", " to add");
    add("to_change", " to change");
    add("to_destroy", " to destroy");
    add("to_import", " to import");
    add("to_forget", " to forget");
    return words.empty() ? hooks::first_line(project.text("summary")) : words;
}

/// A project is a group of its own: one that this detection left out is not known to be well.
commands::AlertChanged drift_of(JsonView project, std::string_view repository, Time received) {
    const Place place{project.text("path"), project.text("workspace"), project.text("project_name")};
    commands::AlertChanged change{.group = "atlantis/" + std::string(repository) + "/drift/" + place.digest()};
    change.title = "Drift: " + std::string(repository) + " " + place.words();
    change.at = received;
    change.reopens = true; // it may be adrift again
    commands::Alert alert{.id = "drift", .name = "Drift"};
    const auto error = hooks::first_line(project.text("error"));
    alert.firing = project["has_drift"].is_true() || !error.empty();
    alert.severity = "warning";
    alert.labels.emplace_back("project", repository);
    if (!error.empty())
        alert.summary = "drift could not be looked for: " + error;
    else
        alert.summary = alert.firing ? changes_of(project) : "no drift";
    if (alert.firing)
        alert.began = received;
    else
        alert.ended = received;
    change.alerts.push_back(std::move(alert));
    return change;
}

Result<hooks::Reading> read_drift(JsonView body, Time received) {
    PILOTHOUSE_TRY(const auto repository, hooks::needed_text(body, "repository", "repository"));
    hooks::Reading reading{.event = "drift"};
    for (const auto project : body["projects"].elements())
        if (project["has_drift"].is_true() || project["has_drift"].is_false())
            reading.changes.emplace_back(drift_of(project, repository, received));
    return reading;
}

/// No body names its event.
Result<hooks::Reading> read(const hooks::Delivery& delivery) {
    const auto body = delivery.json;
    if (body["detection_id"] || body["projects"].is_array()) return read_drift(body, delivery.received);
    if (body["Repo"] || body["Success"]) return read_apply(body, delivery.received);
    return hooks::Reading{.event = hooks::event_name("")};
}

constexpr std::string_view setup = R"(In Atlantis' server configuration:
  webhooks:
    - { event: apply, kind: http, url: "{url}" }
    - { event: drift, kind: http, url: "{url}" }   # where drift detection is enabled
and give the server the header, by its environment rather than its command line:
  ATLANTIS_WEBHOOK_HTTP_HEADERS='{"Authorization":"Bearer {secret}"}'
Atlantis tells once, and of applies only after them: what does not arrive is lost.
)";

constexpr hooks::Vendor atlantis_vendor = {
    .name = "atlantis",
    .title = "Atlantis",
    .proofs = proofs,
    .key = hooks::body_key, // no delivery has an id
    .read = read,
    .setup = setup,
    .hidden = hidden,
};
} // namespace

const hooks::Vendor& vendor() {
    return atlantis_vendor;
}

} // namespace pilothouse::atlantis
