#include "commands/builds/builds.hpp"

#include "commands/audience.hpp"
#include "commands/builds/run.hpp"
#include "commands/builds/show.hpp"
#include "commands/builds/topic.hpp"
#include "commands/deploy/suspects.hpp"
#include "commands/lanes.hpp"
#include "commands/subscriptions/hold.hpp"

#include <set>

namespace pilothouse::commands::builds {

namespace {

constexpr std::string_view shown = "shown/";

/// A run that was shown once stays true where it was shown, whatever it has turned out to be.
std::set<ChannelId> places_of(Desk& desk, Run& run) {
    std::set<ChannelId> places;
    for (const auto& channel : run.facts.below(shown))
        places.emplace(channel);
    for (auto& channel : audience_of(desk, run.row.route, topic_of(desk.settings, run))) {
        if (!places.insert(channel).second) continue;
        run.facts.tell(std::string(shown) + channel.value, "yes", {});
        run.row.facts = run.facts.text();
        storage::Runs(desk.store).save(run.row);
    }
    return places;
}

void show(Desk& desk, Run run) {
    for (const auto& channel : places_of(desk, run)) {
        const auto key = card_key(run, channel);
        // A red build is not critical: nobody is notified of it while the channel sleeps.
        const bool notify = !subscriptions::quiet_now(desk, channel);
        desk.plan(
            Say{.key = key, .channel = channel, .card = card_of(desk, run, notify)}, lanes::say(channel), key.value
        );
    }
}

/// A line that turns red makes deploys suspect; when it is well again, that is over.
void tell_deploys(Desk& desk, const Run& run) {
    const storage::Suspicions suspicions(desk.store);
    if (run.phase() == Phase::succeeded)
        return deploy::clear(
            desk, suspicions.standing_of_line(run.row.line, run.row.place), "No longer suspect: " + heading(run)
        );
    if (run.verdict != Verdict::broke) return;
    // Told late, it may be mended already.
    const auto next = storage::Runs(desk.store).after(run.row);
    if (next && phase_named(next->phase) == Phase::succeeded) return;
    deploy::Trouble trouble{
        .thing = "run/" + std::to_string(run.row.id), .words = heading(run), .url = run.facts.get("url"), .at = desk.now
    };
    for (const auto* service : desk.settings.of_project(run.facts.get("project")))
        trouble.services.insert(service->name);
    deploy::suspect(desk, trouble);
}

} // namespace

void heard(Desk& desk, const std::string& route, const PipelineChanged& change) {
    storage::Runs runs(desk.store);
    auto taken = take_in(runs, route, change, desk.now);
    if (taken.same) return;
    const auto run = look_at(runs, std::move(taken.row), std::move(taken.facts));
    show(desk, run);
    if (change.job.empty()) tell_deploys(desk, run);
    // Whether the next one fixed it or broke it depends on this one, which may have been told late.
    if (const auto next = runs.after(run.row)) show(desk, look_at(runs, *next));
}

void redraw(Desk& desk, std::int64_t id) {
    storage::Runs runs(desk.store);
    if (auto row = runs.find(id)) show(desk, look_at(runs, *std::move(row)));
}

} // namespace pilothouse::commands::builds
