#include "integrations/alertmanager/silences.hpp"

#include "core/json.hpp"
#include "core/json_view.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace pilothouse::alertmanager {

namespace {

using commands::Done;
using commands::GiveUp;
using commands::MakeSilence;
using commands::Outcome;
using nlohmann::json;

constexpr JsonLimits many_silences{.bytes = 8 << 20, .depth = 16, .nodes = 1'000'000};

std::string body_of(const MakeSilence& task) {
    json matchers = json::array();
    for (const auto& [label, value] : task.matchers)
        matchers.push_back({{"name", label}, {"value", value}, {"isRegex", false}, {"isEqual", true}});
    return dump_json({
        {"matchers", std::move(matchers)},
        {"startsAt", iso8601(now())},
        {"endsAt", iso8601(task.until)},
        {"createdBy", task.by.name},
        {"comment", task.comment + " (" + task.mark + ")"},
    });
}

bool is_ours(JsonView silence, const MakeSilence& task) {
    return silence.text("comment").ends_with("(" + task.mark + ")") && silence["status"].text("state") != "expired";
}

net::awaitable<Result<bool>> stands(const hooks::Api& api, const MakeSilence& task) {
    PILOTHOUSE_CO_TRY(const auto answer, co_await hooks::read(api, "api/v2/silences"));
    const auto document = JsonDocument::read(answer.body, many_silences);
    if (!document || !document->root().is_array())
        co_return fail(Errc::unavailable, "the list of silences could not be read", "Look there whether it was done");
    co_return std::ranges::any_of(document->root().elements(), [&](JsonView one) { return is_ours(one, task); });
}

} // namespace

net::awaitable<Outcome> perform(hooks::Api api, MakeSilence task, commands::Attempt attempt) {
    const Done done{.event = commands::SilenceMade{task.group, task.until, task.by}};
    if (attempt.uncertain) {
        const auto made = co_await stands(api, task);
        if (!made) co_return hooks::outcome_of(made.error());
        if (*made) co_return done;
    }
    if (task.until <= now())
        co_return GiveUp{Error{Errc::timeout, "its time was over before it could be made", "Press again"}};
    if (task.matchers.empty()) // to an Alertmanager that allows it this would be every alert
        co_return GiveUp{Error{Errc::internal, "there is no label to silence by"}};
    const auto answer = co_await hooks::write(api, "api/v2/silences", body_of(task));
    if (!answer) co_return hooks::outcome_of(answer.error());
    co_return done;
}

} // namespace pilothouse::alertmanager
