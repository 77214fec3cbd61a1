#include "integrations/github/reruns.hpp"

#include "core/json_view.hpp"
#include "integrations/net/url.hpp"

#include <string_view>
#include <utility>

namespace pilothouse::github {

using commands::Done;
using commands::GiveUp;
using commands::Outcome;
using commands::RerunBuild;

namespace {

/// "repos/acme/api/actions/runs/7" of "acme/api/7"; empty for what is no such thing.
std::string path_of(std::string_view handle) {
    const auto first = handle.find('/');
    const auto second = first == std::string_view::npos ? first : handle.find('/', first + 1);
    if (second == std::string_view::npos) return {};
    std::string path = "repos";
    for (const auto part : {handle.substr(0, first), handle.substr(first + 1, second - first - 1)}) {
        if (!hooks::is_segment(part)) return {};
        path += "/" + net::percent_encoded(part);
    }
    const auto run = handle.substr(second + 1);
    if (run.empty() || run.find_first_not_of("0123456789") != std::string_view::npos) return {};
    return path.append("/actions/runs/").append(run);
}

struct Standing {
    std::int64_t attempt = 0;
    bool ended = false;
    bool succeeded = false;
};

net::awaitable<Result<Standing>> standing_of(const hooks::Api& api, const std::string& path) {
    PILOTHOUSE_CO_TRY(const auto answer, co_await hooks::read(api, path));
    const auto document = JsonDocument::read(answer.body, {.bytes = 8 << 20});
    const auto attempt = document ? document->root()["run_attempt"].whole_number() : 0;
    if (attempt == 0) co_return fail(Errc::rejected, "GitHub's answer names no attempt of the run");
    const auto run = document->root();
    co_return Standing{
        .attempt = attempt,
        .ended = run.text("status") == "completed",
        .succeeded = run.text("conclusion") == "success",
    };
}

} // namespace

net::Headers headers(const Secret& token) {
    return {{"Authorization", "Bearer " + token.reveal()}, {"X-GitHub-Api-Version", "2022-11-28"}};
}

net::awaitable<Outcome> perform(hooks::Api api, RerunBuild task, commands::Attempt attempt) {
    const auto path = path_of(task.handle);
    if (path.empty()) co_return GiveUp{Error{Errc::internal, "'" + task.handle + "' names no run of GitHub"}};
    const auto now = co_await standing_of(api, path);
    if (!now) co_return hooks::outcome_of(now.error());
    commands::RunStartedAgain again{.run = task.run, .attempt = task.attempt, .by = task.by};
    if (now->attempt > task.attempt) {
        again.already = !attempt.uncertain; // else a try of ours whose answer was lost
        co_return Done{.event = again};
    }
    if (!now->ended) co_return GiveUp{Error{Errc::conflict, "it runs still, or again"}};
    if (now->succeeded) co_return GiveUp{Error{Errc::conflict, "it has succeeded"}};
    const auto answer = co_await hooks::write(api, path + "/rerun-failed-jobs");
    if (!answer) co_return hooks::outcome_of(answer.error());
    co_return Done{.event = again};
}

} // namespace pilothouse::github
