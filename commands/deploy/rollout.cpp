#include "commands/deploy/rollout.hpp"

#include "commands/deploy/approval.hpp"
#include "commands/deploy/course.hpp"
#include "commands/deploy/show.hpp"
#include "commands/lanes.hpp"
#include "commands/operators.hpp"
#include "core/utf8.hpp"

#include <algorithm>
#include <set>

namespace pilothouse::commands::deploy {

namespace {
constexpr std::size_t most_steps = 100;
constexpr std::size_t longest_step = 120;

struct Ending {
    Happening happening;
    std::string words;
};

Ending ending_of(const RolloutEnded& event, const std::string& stopped_by) {
    using How = RolloutEnded::How;
    const auto detail = shortened(printable(event.detail), 500);
    switch (event.how) {
    case How::exited:
        if (event.code == 0) return {Happening::succeed, ""};
        return {Happening::fail, "the program ended with exit status " + std::to_string(event.code)};
    case How::signalled:
        return {Happening::fail, "the program was ended by signal " + std::to_string(event.code)};
    case How::timed_out:
        return {Happening::fail, "the program took longer than it may and was ended"};
    case How::stopped:
        return {Happening::stopped, stopped_by.empty() ? "it was stopped" : "stopped for " + stopped_by};
    case How::never_started:
        return {Happening::fail, "the program was never started: " + detail};
    case How::lost:
        return {Happening::lose, detail.empty() ? "the program was lost sight of" : detail};
    }
    return {Happening::lose, detail};
}

/// An end that was not seen holds its place until a person has looked: whoever runs the bot is told.
void ask_for_settling(Desk& desk, const storage::Deployment& deploy, const std::string& why) {
    const auto number = std::to_string(deploy.id.value);
    Text text("How " + title_of(deploy) + " ended is not known: " + why + ". Nothing else runs there until somebody ");
    text << "has looked and says " << Text::Span{Text::Code{"settle " + number + " as succeeded"}} << " or "
         << Text::Span{Text::Code{"settle " + number + " as failed"}};
    tell_operators(desk, MessageKey{"notice/unknown/" + number}, Tone::warning, text);
}

void end_without_news(Desk& desk, DeployId id, Happening happening, std::string why) {
    auto deploy = desk.deploys().find(id);
    if (!deploy || !move(desk, *deploy, happening, PersonId{}, std::move(why))) return;
    show_tail(desk, *deploy, {});
    advance(desk, deploy->service, deploy->environment);
}
} // namespace

void heard(Desk& desk, const RolloutStarted& event) {
    auto deploy = desk.deploys().find(event.deploy);
    if (!deploy || (deploy->state == DeployState::running && deploy->program_at)) return;
    deploy->program_at = event.at;
    move(desk, *deploy, Happening::found, PersonId{}, "its program runs");
}

void heard(Desk& desk, const RolloutProgressed& event) {
    auto deploy = desk.deploys().find(event.deploy);
    // Progress that comes after the end is late news of what is over.
    if (!deploy || deploy->state != DeployState::running) return;
    auto steps = event.steps;
    if (steps.size() > most_steps) steps.erase(steps.begin(), steps.end() - most_steps);
    for (auto& step : steps)
        step.name = shortened(printable(step.name), longest_step);
    deploy->steps = steps_text(steps);
    if (event.percent) deploy->percent = std::clamp(*event.percent, 0, 100);
    desk.deploys().save(*deploy);
    desk.stale_cards.insert(deploy->id);
}

void heard(Desk& desk, const RolloutEnded& event) {
    auto deploy = desk.deploys().find(event.deploy);
    if (!deploy) return;
    auto ending = ending_of(event, deploy->stop_by.empty() ? "" : desk.name_of(deploy->stop_by));
    if (!move(desk, *deploy, ending.happening, PersonId{}, ending.words)) return;
    if (ended(deploy->state) && ending.words.empty()) {
        deploy->detail.clear();
        desk.deploys().save(*deploy);
    }
    if (deploy->state == DeployState::unknown) ask_for_settling(desk, *deploy, ending.words);
    show_tail(desk, *deploy, event.tail);
    advance(desk, deploy->service, deploy->environment);
}

void gave_up(Desk& desk, const StartRollout& task, const Error& error) {
    const bool surely_not = error.code != Errc::unknown_outcome;
    end_without_news(
        desk, task.deploy, surely_not ? Happening::fail : Happening::lose,
        "its program could not be started: " + error.text()
    );
}

void gave_up(Desk& desk, const WatchRollout& task, const Error& error) {
    end_without_news(desk, task.deploy, Happening::lose, "its program could not be watched: " + error.text());
}

void gave_up(Desk& desk, const StopRollout& task, const Error&) {
    auto deploy = desk.deploys().find(task.deploy);
    if (!deploy || !holds_place(deploy->state)) return;
    deploy->stop_by = PersonId{}; // so that it can be asked for again
    desk.deploys().save(*deploy);
    desk.stale_cards.insert(deploy->id);
}

void resume(Desk& desk) {
    std::set<std::pair<ServiceName, EnvironmentName>> lines;
    for (auto& deploy : desk.deploys().open()) {
        if (deploy.state == DeployState::running)
            desk.plan(
                WatchRollout{deploy.id}, lanes::rollout(deploy.service, deploy.environment),
                "watch/" + std::to_string(deploy.id.value)
            );
        if (deploy.state == DeployState::queued) lines.emplace(deploy.service, deploy.environment);
        review(desk, deploy);
    }
    for (const auto& [service, environment] : lines)
        advance(desk, service, environment);
}

} // namespace pilothouse::commands::deploy
