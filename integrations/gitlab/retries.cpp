#include "integrations/gitlab/retries.hpp"

#include "core/json_view.hpp"
#include "integrations/hooks/fields.hpp"

#include <optional>
#include <string_view>
#include <utility>

namespace pilothouse::gitlab {

using commands::Done;
using commands::GiveUp;
using commands::Outcome;
using commands::RerunBuild;

namespace {

/// GitLab's clock and ours may differ by some seconds.
constexpr Duration clock_slack = std::chrono::seconds{10};

/// "api/v4/projects/30/pipelines/7" of "30/7"; empty for what is no such thing.
std::string path_of(std::string_view handle) {
    const auto slash = handle.find('/');
    if (slash == 0 || slash == std::string_view::npos || slash + 1 == handle.size()) return {};
    const auto project = handle.substr(0, slash), pipeline = handle.substr(slash + 1);
    for (const auto part : {project, pipeline})
        if (part.find_first_not_of("0123456789") != std::string_view::npos) return {};
    return std::string("api/v4/projects/").append(project).append("/pipelines/").append(pipeline);
}

struct Standing {
    std::string status{};
    std::optional<Time> changed{};

    [[nodiscard]] bool broken() const { return status == "failed" || status == "canceled"; }
};

net::awaitable<Result<Standing>> standing_of(const hooks::Api& api, const std::string& path) {
    PILOTHOUSE_CO_TRY(const auto answer, co_await hooks::read(api, path));
    const auto document = JsonDocument::read(answer.body, {.bytes = 8 << 20});
    if (!document || document->root().text("status").empty())
        co_return fail(Errc::rejected, "GitLab's answer names no status of the pipeline");
    const auto pipeline = document->root();
    co_return Standing{std::string(pipeline.text("status")), hooks::time_at(pipeline, "updated_at")};
}

} // namespace

net::Headers headers(const Secret& token) {
    return {{"PRIVATE-TOKEN", token.reveal()}};
}

net::awaitable<Outcome> perform(hooks::Api api, RerunBuild task, commands::Attempt attempt) {
    const auto path = path_of(task.handle);
    if (path.empty()) co_return GiveUp{Error{Errc::internal, "'" + task.handle + "' names no pipeline of GitLab"}};
    const auto now = co_await standing_of(api, path);
    if (!now) co_return hooks::outcome_of(now.error());
    commands::RunStartedAgain again{.run = task.run, .attempt = task.attempt, .by = task.by};
    if (!now->broken()) {
        again.already = !attempt.uncertain; // else a try of ours whose answer was lost
        co_return Done{.event = again};
    }
    if (attempt.uncertain && (!now->changed || *now->changed >= attempt.first_try - clock_slack))
        co_return GiveUp{Error{
            Errc::unknown_outcome, "the answer was lost, and the pipeline may have failed again since",
            "Look there before you press again"
        }};
    const auto answer = co_await hooks::write(api, path + "/retry");
    if (!answer) co_return hooks::outcome_of(answer.error());
    co_return Done{.event = again};
}

} // namespace pilothouse::gitlab
