#include "integrations/github/parts.hpp"

#include "integrations/hooks/fields.hpp"
#include "integrations/hooks/links.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace pilothouse::github {

using commands::Author;
using commands::Phase;

namespace {
constexpr std::array<hooks::PhaseName, 9> conclusions = {{
    {"success", Phase::succeeded},
    {"failure", Phase::failed},
    {"startup_failure", Phase::failed},
    {"timed_out", Phase::timed_out},
    {"cancelled", Phase::cancelled},
    {"skipped", Phase::skipped},
    {"neutral", Phase::neutral},
    {"stale", Phase::neutral},
    {"action_required", Phase::needs_action},
}};

/// "pending" is held up by a concurrency group, which is another run.
constexpr std::array<hooks::PhaseName, 5> statuses = {{
    {"requested", Phase::queued},
    {"queued", Phase::queued},
    {"waiting", Phase::waiting},
    {"pending", Phase::waiting},
    {"in_progress", Phase::running},
}};

constexpr std::array<hooks::PhaseName, 4> actions = {{
    {"requested", Phase::queued},
    {"queued", Phase::queued},
    {"waiting", Phase::waiting},
    {"in_progress", Phase::running},
}};

constexpr std::string_view made_up_address = "@users.noreply.github.com";
} // namespace

Result<Repository> repository_of(JsonView body) {
    const auto repository = body["repository"];
    PILOTHOUSE_TRY(auto name, hooks::needed_text(repository, "full_name", "repository.full_name"));
    auto url = hooks::web_link(repository.text("html_url"));
    return Repository{
        .key = hooks::installation("github", "github.com", url) + "/" + name,
        .name = std::move(name),
        .url = std::move(url)
    };
}

Author account(JsonView user) {
    return {.name = std::string(user.text("name")), .login = std::string(user.text("login"))};
}

Author git_author(JsonView author) {
    Author found{
        .name = std::string(author.text("name")),
        .email = std::string(author.text("email")),
        .login = std::string(author.text("username"))
    };
    if (found.login.empty() && found.email.ends_with(made_up_address)) {
        const auto local = std::string_view(found.email).substr(0, found.email.size() - made_up_address.size());
        found.login = local.substr(local.find('+') + 1); // npos + 1 is 0: older addresses have no number in front
    }
    return found;
}

void tell_pull_request(commands::PipelineChanged& change, JsonView pull_requests, const Repository& repository) {
    const auto number = pull_requests.is_array() ? hooks::id_text(pull_requests.first()["number"]) : std::string();
    if (number.empty()) return;
    change.change_label = "#" + number;
    if (!repository.url.empty()) change.change_url = repository.url + "/pull/" + number;
}

bool is_known(std::span<const std::string_view> known, std::string_view action) {
    return action.empty() || std::ranges::find(known, action) != known.end();
}

std::optional<Phase> check_phase(std::string_view status, std::string_view conclusion, std::string_view action) {
    if (!conclusion.empty()) return hooks::phase_named(conclusions, conclusion).value_or(Phase::neutral);
    if (status == "completed") return Phase::neutral;
    return std::max(hooks::phase_named(statuses, status), hooks::phase_named(actions, action));
}

Result<std::optional<Phase>> phase_of(JsonView object, std::string_view action, std::string_view path) {
    const auto status = object.text("status");
    const auto phase = check_phase(status, object.text("conclusion"), action);
    if (!phase && status.empty())
        return fail(Errc::bad_input, "'" + std::string(path) + ".status' is missing or no text");
    return phase;
}

} // namespace pilothouse::github
