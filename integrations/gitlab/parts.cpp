#include "integrations/gitlab/parts.hpp"

#include "integrations/hooks/fields.hpp"
#include "integrations/hooks/links.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace pilothouse::gitlab {

using commands::Author;
using commands::Phase;

namespace {
constexpr std::array<hooks::PhaseName, 13> statuses = {{
    {"created", Phase::queued},
    {"waiting_for_resource", Phase::queued},
    {"waiting_for_callback", Phase::queued},
    {"preparing", Phase::queued},
    {"pending", Phase::queued},
    {"scheduled", Phase::queued},
    {"manual", Phase::waiting},
    {"running", Phase::running},
    {"success", Phase::succeeded},
    {"failed", Phase::failed},
    {"canceling", Phase::cancelled},
    {"canceled", Phase::cancelled},
    {"skipped", Phase::skipped},
}};
} // namespace

Result<Project> project_of(JsonView body) {
    const auto project = body["project"];
    // A Job Hook of an older GitLab has no project, but its id beside, and its address as a repository.
    auto id = hooks::id_text(project["id"]);
    if (id.empty()) id = hooks::id_text(body["project_id"]);
    if (id.empty()) return fail(Errc::bad_input, "'project.id' is missing or no id");
    auto url = hooks::web_link(hooks::first_text({project.text("web_url"), body["repository"].text("homepage")}));
    std::string name(project.text("path_with_namespace"));
    if (name.empty()) name = hooks::repository_path(url);
    return Project{
        .key = hooks::installation("gitlab", "gitlab.com", url) + "/" + id,
        .name = std::move(name),
        .url = std::move(url)
    };
}

std::string email(std::string_view text) {
    return std::string(text.starts_with('[') ? std::string_view() : text);
}

Author user(JsonView user) {
    return {
        .name = std::string(user.text("name")),
        .email = email(user.text("email")),
        .login = std::string(user.text("username")),
    };
}

std::optional<Time> time_of(JsonView object, std::string_view key) {
    const auto twin = hooks::time_at(object, std::string(key) + "_iso");
    return twin ? twin : hooks::time_at(object, key);
}

std::optional<Time> latest(JsonView object, std::initializer_list<std::string_view> keys) {
    std::optional<Time> found;
    for (const auto key : keys)
        found = std::max(found, time_of(object, key));
    return found;
}

std::optional<Phase> status_phase(std::string_view status) {
    return hooks::phase_named(statuses, status);
}

Phase failure_phase(std::string_view failure_reason, bool allowed) {
    if (allowed) return Phase::neutral;
    const bool out_of_time = failure_reason == "job_execution_timeout" || failure_reason == "stuck_or_timeout_failure";
    return out_of_time ? Phase::timed_out : Phase::failed;
}

std::string reason_words(std::string_view failure_reason) {
    if (failure_reason == "unknown_failure") return {};
    auto words = hooks::first_line(failure_reason);
    std::ranges::replace(words, '_', ' ');
    return words;
}

} // namespace pilothouse::gitlab
