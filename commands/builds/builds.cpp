#include "commands/builds/builds.hpp"

#include "commands/audience.hpp"
#include "commands/builds/run.hpp"
#include "commands/builds/show.hpp"
#include "commands/lanes.hpp"

#include <set>

namespace pilothouse::commands::builds {

namespace {

/// What a run has come to, in the words that filters use. Only from facts that stay true, so that the same messages
/// in another order are shown the same.
std::vector<std::string_view> results_of(const Run& run) {
    std::vector<std::string_view> results{"all"};
    if (run.row.broken_attempts > 0 || broken(run.phase())) results.emplace_back("failed");
    if (run.verdict == Verdict::fixed) results.emplace_back("fixed");
    if (run.verdict == Verdict::passed) results.emplace_back("passed");
    if (run.phase() == Phase::cancelled) results.emplace_back("cancelled");
    return results;
}

Topic topic_of(const Run& run) {
    Topic topic{.kind = "builds", .about = run.facts.get("project"), .traits = {}};
    for (const auto result : results_of(run))
        topic.traits.emplace("result", result);
    for (const auto* fact : {"branch", "name", "trigger", "actor"})
        topic.traits.emplace(fact, run.facts.get(fact));
    return topic;
}

constexpr std::string_view shown = "shown/";

/// A run that was shown once stays true where it was shown, whatever it has turned out to be.
std::set<ChannelId> places_of(Desk& desk, Run& run) {
    std::set<ChannelId> places;
    for (const auto& channel : run.facts.below(shown))
        places.emplace(channel);
    for (auto& channel : audience_of(desk, run.row.route, topic_of(run))) {
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
        desk.plan(Say{.key = key, .channel = channel, .card = card_of(desk, run)}, lanes::say(channel), key.value);
    }
}

} // namespace

void heard(Desk& desk, const std::string& route, const PipelineChanged& change) {
    storage::Runs runs(desk.store);
    const auto before = runs.find(change.run);
    const auto row = take_in(runs, route, change, desk.now);
    const bool same = before && before->facts == row.facts && change.job.empty();
    if (same) return;
    show(desk, look_at(runs, row));
    // Whether the next one fixed it or broke it depends on this one, which may have been told late.
    if (const auto next = runs.after(row)) show(desk, look_at(runs, *next));
}

} // namespace pilothouse::commands::builds
