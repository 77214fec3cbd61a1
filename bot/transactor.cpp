#include "bot/transactor.hpp"

#include "bot/retry_rule.hpp"
#include "core/log.hpp"
#include "storage/messages.hpp"
#include "storage/tellings.hpp"

#include <exception>

namespace pilothouse::bot {

using commands::Acknowledgement;
using storage::Failure;

/// Undoes the open transaction unless it was committed.
struct Transactor::Scope {
    storage::Store& store;
    const config::Settings& settings;
    Time now;
    std::vector<Result<Acknowledgement>> words{}; ///< one for each arrival, in their order
    std::vector<Settled::Begun> begun{};
    bool committed = false;

    Scope(storage::Store& of, const config::Settings& with, Time at) : store(of), settings(with), now(at) {
        store.begin();
    }

    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

    ~Scope() {
        if (committed) return;
        try {
            store.rollback();
        } catch (const Failure& failure) {
            log::error("store.rollback.failed", {{"error", failure.what()}});
        }
    }
};

namespace {

/// What a person is told when their event could not be decided: never silence.
std::optional<commands::Planned> apology(const commands::Event& event, const std::string& key, Time now) {
    const auto* said = std::get_if<commands::Said>(&event);
    if (said == nullptr || said->voice == commands::Voice::slash) return std::nullopt; // the ack says it
    commands::Card card{.title = "I failed on that command, and nothing was started", .tone = commands::Tone::bad};
    card.blocks.emplace_back(commands::Paragraph{
        Text("This is a fault of mine, not of the command. The people who run me have been told; the reference is ")
        << Text::Span{Text::Code{key}}
    });
    commands::Say say{.key = {}, .channel = said->where.channel, .thread = said->where.thread, .card = std::move(card)};
    return commands::Planned{std::move(say), Lane("say/" + said->where.channel.value), now, {}};
}

TaskBoard::Entry entry_of(const storage::TaskRow& row) {
    return {
        .id = row.id,
        .lane = row.lane,
        .due = row.due,
        .merge_key = row.merge_key,
        .attempts = row.attempts,
        .first_try = row.first_try
    };
}

/// Keys of messages that stand in several channels end in the channel, as the configuration or the chat system names
/// it: where it is a "#name", its id is known from now on.
void remember_message(storage::Store& store, const MessageKey& key, const commands::Posted& posted, Time now) {
    storage::put_message(store, key, {posted.channel, posted.id}, now);
    storage::learn_channel(store, ChannelId(key.value.substr(key.value.rfind('/') + 1)), posted.channel);
}

commands::Event fault_notice(const std::string& key, const std::string& error) {
    return commands::Noticed{
        .key = "fault",
        .tone = commands::Tone::bad,
        .text = Text("An event could not be decided and was set aside: ")
                << Text::Span{Text::Code{key}} << ": " << error
    };
}

} // namespace

Transactor::Transactor(storage::Store& store, Options options, Time now)
    : store_(store), life_(storage::begin_life(store, PILOTHOUSE_VERSION, now)), options_(std::move(options)),
      next_id_(storage::first_task_of(life_)), random_(static_cast<std::uint64_t>(life_.value) + 1) {
    take_up_open_tasks(now);
}

void Transactor::take_up_open_tasks(Time now) {
    board_ = TaskBoard();
    storage::each_open_task(store_, [&](const storage::TaskRow& row) {
        auto entry = entry_of(row);
        entry.uncertain = row.owner.value != 0;
        if (handed_out_.contains(row.id))
            board_.add_begun(std::move(entry));
        else
            board_.add(std::move(entry), now);
    });
}

Settled Transactor::run(Batch batch, const config::Settings& settings, Time now) {
    try {
        Scope scope(store_, settings, now);
        settle(scope, batch);
        store_.commit();
        return committed(scope, batch);
    } catch (const Failure& failure) {
        if (failure.kind() == Failure::Kind::broken || failure.kind() == Failure::Kind::invalid) throw;
        log::error("store.refuses", {{"error", failure.what()}, {"arrivals", batch.arrivals.size()}});
        Settled settled;
        refuse(settled, batch, settings, failure.what(), now);
        return settled;
    }
}

bool Transactor::pressing(const Finished& finished) const {
    const auto* done = std::get_if<commands::Done>(&finished.outcome);
    return done == nullptr || done->event || board_.awaited(finished.task);
}

std::optional<Time> Transactor::next_due() const {
    return board_.running() < options_.in_flight ? board_.next_due() : std::nullopt;
}

void Transactor::settle(Scope& scope, const Batch& batch) {
    if (batch.probe) storage::prove_room(store_);
    for (const auto& finished : batch.finished)
        finish(scope, finished);
    for (const auto& incoming : batch.arrivals)
        arrive(scope, incoming);
    begin_due(scope);
}

Settled Transactor::committed(Scope& scope, Batch& batch) {
    scope.committed = true;
    ++tally_.commits;
    for (const auto& finished : batch.finished)
        handed_out_.erase(finished.task);
    for (const auto& begun : scope.begun) {
        const auto* say = std::get_if<commands::Say>(&begun.task);
        handed_out_.emplace(begun.attempt.task, say == nullptr ? MessageKey() : say->key);
    }
    Settled settled;
    settled.begun = std::move(scope.begun);
    settled.told.reserve(batch.arrivals.size());
    for (std::size_t i = 0; i < batch.arrivals.size(); ++i) {
        if (batch.arrivals[i].acknowledge)
            settled.told.push_back({std::move(batch.arrivals[i].acknowledge), std::move(scope.words[i])});
    }
    return settled;
}

std::optional<commands::Decision>
Transactor::decide_apart(Scope& scope, const commands::Event& event, const std::string& key) {
    store_.begin_part();
    std::string error;
    try {
        auto decision = options_.decide(scope.settings, store_, event, scope.now);
        store_.keep_part();
        return decision;
    } catch (const Failure& failure) {
        if (failure.kind() != Failure::Kind::invalid) throw;
        error = failure.what();
    } catch (const std::exception& fault) {
        error = fault.what();
    }
    store_.undo_part();
    ++tally_.failed_events;
    storage::keep_failed(store_, key, error, commands::describe(event));
    log::error("event.failed", {{"key", key}, {"error", error}});
    return std::nullopt;
}

void Transactor::arrive(Scope& scope, const commands::Incoming& incoming) {
    ++tally_.events;
    const auto tell = [&](Result<Acknowledgement> word) { scope.words.push_back(std::move(word)); };
    const bool came_before = !incoming.earlier_key.empty() &&
                             storage::received_since(store_, incoming.earlier_key, scope.now - incoming.earlier_within);
    if (came_before || !storage::receive(store_, incoming.key, incoming.source, scope.now)) {
        ++tally_.duplicates;
        return tell(Acknowledgement{.duplicate = true});
    }
    auto decision = decide_apart(scope, incoming.event, incoming.key);
    if (decision) {
        for (auto& planned : decision->tasks)
            plan(scope, std::move(planned));
        return tell(
            Acknowledgement{.answer = std::move(decision->answer), .form_errors = std::move(decision->form_errors)}
        );
    }
    if (auto sorry = apology(incoming.event, incoming.key, scope.now)) plan(scope, std::move(*sorry));
    const auto notice = fault_notice(incoming.key, "see the log for event.failed");
    if (auto told = decide_apart(scope, notice, incoming.key)) {
        for (auto& planned : told->tasks)
            plan(scope, std::move(planned));
    }
    tell(fail(
        Errc::internal, "I failed on that, and nothing was started (reference " + incoming.key + ")",
        "The people who run me have been told"
    ));
}

void Transactor::finish(Scope& scope, const Finished& finished) {
    if (!board_.has(finished.task)) return;
    if (const auto* done_now = std::get_if<commands::Done>(&finished.outcome))
        return done(scope, finished.task, *done_now);
    if (const auto* again = std::get_if<commands::TryAgain>(&finished.outcome))
        return retry(scope, finished.task, again->error);
    give_up(scope, finished.task, std::get<commands::GiveUp>(finished.outcome).error);
}

void Transactor::done(Scope& scope, TaskId id, const commands::Done& done) {
    ++tally_.tasks_done;
    if (const auto handed = handed_out_.find(id); done.posted && handed != handed_out_.end() && !handed->second.empty())
        remember_message(store_, handed->second, *done.posted, scope.now);
    storage::finish_task(store_, id);
    board_.ended(id);
    if (!done.event) return;
    const auto decision = decide_apart(scope, *done.event, "task/" + std::to_string(id.value));
    if (!decision) return;
    for (const auto& planned : decision->tasks)
        plan(scope, planned);
}

void Transactor::retry(Scope& scope, TaskId id, const Error& error) {
    const auto& entry = board_.at(id);
    const auto text = storage::task_text(store_, id);
    if (!text || scope.now - entry.first_try > patience(text->kind)) return give_up(scope, id, error);
    ++tally_.tasks_retried;
    random_ = random_ * 6364136223846793005ULL + 1442695040888963407ULL;
    const auto when = scope.now + pause_before(entry.attempts + 1, error, random_ >> 33);
    const bool uncertain = entry.uncertain || error.code == Errc::unknown_outcome;
    storage::release_task(store_, id, uncertain ? life_ : storage::Life{}, error.message);
    log::warn(
        "task.again", {{"task", id.value},
                       {"kind", text->kind},
                       {"lane", entry.lane},
                       {"try", entry.attempts},
                       {"pause_ms", (when - scope.now).count()},
                       {"error", error.message}}
    );
    board_.again(id, when, uncertain, scope.now);
}

void Transactor::give_up(Scope& scope, TaskId id, const Error& error) {
    ++tally_.tasks_given_up;
    const auto text = storage::task_text(store_, id);
    const auto lane = board_.at(id).lane;
    storage::bury_task(store_, id, error.text());
    board_.ended(id);
    log::error("task.given_up", {{"task", id.value}, {"lane", lane}, {"error", error.text()}});
    if (!text) return;
    const commands::TaskFailed failed{id, commands::deserialized(text->kind, text->body), error};
    const auto decision = decide_apart(scope, failed, "task/" + std::to_string(id.value));
    if (!decision) return;
    for (const auto& planned : decision->tasks)
        plan(scope, planned);
}

void Transactor::plan(Scope& scope, commands::Planned planned) {
    const auto body = commands::serialized(planned.task);
    const char* kind = commands::kind(planned.task);
    if (const auto earlier = board_.replaceable(planned.coalesce)) {
        storage::replace_task(store_, *earlier, kind, body, planned.due);
        board_.replaced(*earlier, planned.due, scope.now);
        return;
    }
    const bool at_once = board_.free(planned.lane.value, planned.due, scope.now) &&
                         board_.running() < options_.in_flight &&
                         !std::holds_alternative<commands::RingAt>(planned.task);
    storage::TaskRow row{
        .id = next_id_,
        .lane = planned.lane.value,
        .kind = kind,
        .body = body,
        .due = planned.due,
        .merge_key = planned.coalesce
    };
    ++next_id_.value;
    if (at_once) { // begins with its own insertion: one write for both
        row.owner = life_;
        row.attempts = 1;
        row.first_try = scope.now;
    }
    storage::add_task(store_, row, scope.now);
    if (!at_once) return board_.add(entry_of(row), scope.now);
    board_.add_begun(entry_of(row));
    begin(scope, row.id, std::move(planned.task));
}

void Transactor::begin_due(Scope& scope) {
    while (board_.running() < options_.in_flight) {
        const auto id = board_.begin_next(scope.now);
        if (!id) return;
        const auto text = storage::task_text(store_, *id);
        if (!text) throw Failure(Failure::Kind::invalid, "an open task is missing: " + std::to_string(id->value));
        auto task = commands::deserialized(text->kind, text->body);
        if (const auto* ring = std::get_if<commands::RingAt>(&task)) {
            commands::Done rung;
            rung.event = commands::TimerRang{ring->name};
            done(scope, *id, rung);
            continue;
        }
        auto& entry = board_.at(*id);
        if (entry.attempts == 0) entry.first_try = scope.now;
        ++entry.attempts;
        storage::claim_task(store_, *id, life_, entry.attempts, entry.first_try);
        begin(scope, *id, std::move(task));
    }
}

void Transactor::begin(Scope& scope, TaskId id, commands::Task task) {
    const auto& entry = board_.at(id);
    commands::Attempt attempt{
        .task = id, .number = entry.attempts, .uncertain = entry.uncertain, .first_try = entry.first_try
    };
    const auto place = [&](const MessageKey& key) -> std::optional<commands::Posted> {
        if (key.empty()) return std::nullopt;
        const auto found = storage::message_place(store_, key);
        if (!found) return std::nullopt;
        return commands::Posted{found->channel, found->id};
    };
    if (const auto* say = std::get_if<commands::Say>(&task)) {
        attempt.message = place(say->key);
        attempt.parent = place(say->in_thread_of);
    } else if (const auto* share = std::get_if<commands::ShareLog>(&task)) {
        attempt.parent = place(share->in_thread_of);
    }
    scope.begun.push_back({std::move(task), std::move(attempt)});
}

void Transactor::refuse(
    Settled& settled, Batch& batch, const config::Settings& settings, const std::string& why, Time now
) {
    take_up_open_tasks(now); // the board may know of tasks that were never written
    settled.refused = true;
    settled.not_kept = std::move(batch.finished);
    for (auto& incoming : batch.arrivals) {
        ++tally_.refused_events;
        if (!incoming.acknowledge) continue;
        Result<Acknowledgement> word = fail(
            Errc::unavailable, "the store can't be written, so nothing was accepted and nothing was started",
            "Tell the people who run me: " + why
        );
        if (std::holds_alternative<commands::Said>(incoming.event)) { // a question can still be answered
            try {
                Scope reading(store_, settings, now);
                auto decision = options_.decide(settings, store_, incoming.event, now);
                if (decision.tasks.empty() && decision.answer)
                    word = Acknowledgement{.answer = std::move(decision.answer)};
            } catch (const Failure& failure) {
                log::warn("store.refuses.reading", {{"error", failure.what()}});
            }
        }
        settled.told.push_back({std::move(incoming.acknowledge), std::move(word)});
    }
}

} // namespace pilothouse::bot
