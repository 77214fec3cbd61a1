#include "commands/builds/again.hpp"

#include "commands/builds/builds.hpp"
#include "commands/lanes.hpp"
#include "commands/team_only.hpp"

#include <charconv>
#include <string_view>

namespace pilothouse::commands::builds {

namespace {

constexpr std::string_view asked = "asked", started = "started", failed = "failed";

/// Which of its ends a run has come to: one that is started again may end again, in the same attempt.
std::string end_of(const Run& run) {
    return std::to_string(run.row.attempt) + "/" + run.told("ended");
}

/// Whether somebody has asked for this end of the run already.
bool pressed_for(const Run& run) {
    return run.facts.get("again_for") == end_of(run) && run.facts.get("again") != failed;
}

bool can_be_asked(const config::Settings& settings, const Run& run) {
    const auto* hook = settings.find(HookName(run.row.route));
    return hook != nullptr && !hook->api.empty() && !hook->api_token.empty() && !run.facts.get("handle").empty();
}

std::optional<Run> find(Desk& desk, std::int64_t id) {
    storage::Runs runs(desk.store);
    auto row = runs.find(id);
    if (!row) return std::nullopt;
    return look_at(runs, *std::move(row));
}

struct Meant {
    std::int64_t run = 0;
    int attempt = 0;
};

/// "12:1", as again_button writes it.
std::optional<Meant> meant_by(std::string_view value) {
    Meant meant;
    const auto* const last = value.data() + value.size();
    const auto run = std::from_chars(value.data(), last, meant.run);
    if (run.ec != std::errc{} || run.ptr == last || *run.ptr != ':') return std::nullopt;
    const auto attempt = std::from_chars(run.ptr + 1, last, meant.attempt);
    if (attempt.ec != std::errc{} || attempt.ptr != last) return std::nullopt;
    return meant;
}

struct Note {
    std::string_view state;
    std::string end; ///< which end of the run it is about
    std::string by;
};

/// Each state follows the one before, whatever the clock says.
void keep(Desk& desk, Run& run, const Note& note) {
    const auto step = run.facts.number("again_step") + 1;
    const Facts::Order order{step, 0, 0};
    run.facts.tell("again_step", std::to_string(step), order);
    run.facts.tell("again", std::string(note.state), order);
    run.facts.tell("again_for", note.end, order);
    run.facts.tell("again_by", note.by, order);
    run.row.facts = run.facts.text();
    storage::Runs(desk.store).save(run.row);
    redraw(desk, run.row.id);
}

void tell(Desk& desk, const Presser& by, const std::string& words, Tone tone) {
    desk.plan(
        Whisper{
            .to = by.who,
            .channel = by.channel,
            .response_url = by.response_url,
            .card = {.title = Text(words), .tone = tone},
        },
        lanes::say(by.channel)
    );
}

} // namespace

std::optional<Button> again_button(const config::Settings& settings, const Run& run) {
    if (!broken(run.phase()) || pressed_for(run) || !can_be_asked(settings, run)) return std::nullopt;
    return Button{
        .action = "builds.again",
        .value = std::to_string(run.row.id) + ":" + std::to_string(run.row.attempt),
        .label = "Run failed again",
    };
}

Text again_words(const Run& run) {
    const auto& state = run.facts.get("again");
    if (state.empty() || state == failed) return {};
    return Text((state == asked ? "Being started again for " : "Started again by ") + run.facts.get("again_by"));
}

Reply pressed(Desk& desk, const Pressed& event) {
    const auto meant = meant_by(event.value);
    auto run = meant ? find(desk, meant->run) : std::nullopt;
    if (event.action != "builds.again" || !run)
        return refused({}, Text("This button does not fit anything I know; nothing was done"));
    if (auto against = team_only(desk, event.who, "start builds again")) return *std::move(against);
    if (run->row.attempt != meant->attempt || !broken(run->phase()))
        return refused({}, Text("The run has gone on since; nothing was done"));
    if (pressed_for(*run)) return refused({}, Text("Nothing was done. ") << again_words(*run));
    if (!can_be_asked(desk.settings, *run))
        return refused({}, Text("The hook of this run has no api_token (any more); nothing was done"));
    const Presser by{event.who, desk.name_of(event.who), event.where.channel, event.response_url, desk.now};
    desk.plan(
        RerunBuild{
            .hook = HookName(run->row.route),
            .run = run->row.id,
            .handle = run->facts.get("handle"),
            .attempt = run->row.attempt,
            .by = by,
        },
        lanes::button("run/" + std::to_string(run->row.id))
    );
    keep(desk, *run, {.state = asked, .end = end_of(*run), .by = by.name});
    return {.card = {}, .outcome = "accepted"};
}

void started_again(Desk& desk, const RunStartedAgain& event) {
    auto run = find(desk, event.run);
    if (!run) return;
    // Whoever only had it run again is not notified when that breaks, too.
    if (!event.already)
        run->facts.tell(fact_of(event.attempt + 1, "pressed_by"), event.by.who.value, {event.attempt, 0, 0});
    const auto end = run->facts.get("again_for");
    keep(desk, *run, {.state = event.already ? failed : started, .end = end, .by = event.by.name});
    if (event.already) tell(desk, event.by, "Somebody has started this run again already", Tone::neutral);
    if (!event.detail.empty()) tell(desk, event.by, event.detail, Tone::neutral);
}

void gave_up(Desk& desk, const RerunBuild& task, const Error& error) {
    if (auto run = find(desk, task.run)) {
        const auto end = run->facts.get("again_for");
        keep(desk, *run, {.state = failed, .end = end, .by = task.by.name});
    }
    tell(desk, task.by, "The run was not started again: " + error.text(), Tone::bad);
}

} // namespace pilothouse::commands::builds
