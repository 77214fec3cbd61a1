#include "bot/engine.hpp"

#include "core/log.hpp"

#include <boost/asio/post.hpp>

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <iterator>

namespace pilothouse::bot {

namespace {

constexpr int exit_store_broken = 70; // EX_SOFTWARE: a restart reads from the disk what is really there
constexpr auto pause_when_refusing = std::chrono::seconds{1};
constexpr auto look_around = std::chrono::seconds{10};
/// How long an outcome that nobody waits for looks for a commit to share: half the commits of a quiet hour. Lost in a
/// crash, it costs one look at what was done already.
constexpr auto linger = std::chrono::milliseconds{20};
constexpr std::size_t lingering_at_most = 64;
/// Tidying keeps the next event waiting for some milliseconds, so it waits until nobody has said anything for a while.
constexpr auto quiet = std::chrono::milliseconds{250};

} // namespace

Engine::Engine(
    net::executor loop, std::unique_ptr<storage::Store> store, std::shared_ptr<const config::Settings> settings,
    Begin begin, Options options
)
    : loop_(std::move(loop)), store_(std::move(store)), begin_(std::move(begin)), options_(std::move(options)),
      transactor_(*store_, options_.transactor, now()), pruning_pace_(now()), settings_(std::move(settings)) {}

Engine::~Engine() {
    stop();
}

void Engine::start() {
    announce("started");
    thread_ = std::thread([this] { work(); });
}

void Engine::announce(const char* what) {
    const auto number = std::to_string(transactor_.life().value) + "/" + std::to_string(++announcements_);
    commands::Incoming started{
        .key = std::string("program/") + what + "/" + number,
        .source = "program",
        .event = commands::Started{},
        .acknowledge = {}
    };
    if (!offer(std::move(started))) log::warn("engine.announcement.refused", {{"what", what}});
}

bool Engine::offer(commands::Incoming incoming) {
    const std::lock_guard lock(mutex_);
    if (!open_ || arrivals_.size() >= options_.queue) return false;
    arrivals_.push_back(std::move(incoming));
    if (arrivals_.size() == 1) wake_.notify_one();
    return true;
}

void Engine::finished(TaskId task, commands::Outcome outcome) {
    const std::lock_guard lock(mutex_);
    finished_.push_back({task, std::move(outcome)});
    wake_.notify_one();
}

void Engine::use(std::shared_ptr<const config::Settings> settings) {
    {
        const std::lock_guard lock(mutex_);
        settings_ = std::move(settings);
    }
    announce("reloaded");
}

void Engine::close_intake() {
    const std::lock_guard lock(mutex_);
    open_ = false;
}

void Engine::stop() {
    {
        const std::lock_guard lock(mutex_);
        open_ = false;
        stopping_ = true;
        wake_.notify_one();
    }
    if (thread_.joinable()) thread_.join();
    *listening_ = false;
}

Engine::Figures Engine::figures() const {
    const std::lock_guard lock(mutex_);
    auto figures = figures_;
    figures.queued = arrivals_.size() + finished_.size();
    return figures;
}

void Engine::work() {
    for (;;) {
        std::unique_lock lock(mutex_);
        auto batch = next_batch(lock);
        const bool nothing = batch.arrivals.empty() && batch.finished.empty();
        // A store without room keeps no outcome: those tasks are looked up in the next life.
        const bool last = stopping_ && (nothing || figures_.refusing);
        lock.unlock();
        if (last) break;
        try {
            settle(std::move(batch));
            if (const auto portion = pruning_pace_.portion(now(), false)) prune(*portion);
        } catch (const storage::Failure& failure) {
            // It must not go on as if it had been written: nothing of the batch was acknowledged.
            log::error("store.broken", {{"error", failure.what()}, {"exit", exit_store_broken}});
            ::_exit(exit_store_broken);
        }
    }
    try {
        store_->tidy(storage::Store::Moment::closing);
    } catch (const storage::Failure& failure) {
        log::error("store.closing.failed", {{"error", failure.what()}});
    }
}

bool Engine::anything() const {
    return stopping_ || !arrivals_.empty() || !finished_.empty();
}

bool Engine::pressing() const {
    return stopping_ || !arrivals_.empty() || finished_.size() >= lingering_at_most ||
           std::ranges::any_of(finished_, [this](const Finished& one) { return transactor_.pressing(one); });
}

Batch Engine::next_batch(std::unique_lock<std::mutex>& lock) {
    const auto until_due = [this](Duration longest) {
        const auto due = transactor_.next_due();
        return due ? std::clamp(*due - now(), Duration{0}, longest) : longest;
    };
    const auto undisturbed = [&](Duration pause) {
        return !wake_.wait_for(lock, pause, [this] { return anything(); });
    };
    if (const auto pause = until_due(quiet); undisturbed(pause) && pause == quiet) {
        lock.unlock();
        tidy_when_idle();
        lock.lock();
        undisturbed(until_due(figures_.refusing ? pause_when_refusing : look_around));
    }
    if (!finished_.empty() && !pressing()) wake_.wait_for(lock, until_due(linger), [this] { return pressing(); });
    Batch batch{.probe = figures_.refusing};
    batch.finished.swap(finished_);
    if (arrivals_.size() <= options_.arrivals) {
        batch.arrivals.swap(arrivals_);
        return batch;
    }
    const auto end = arrivals_.begin() + static_cast<std::ptrdiff_t>(options_.arrivals);
    batch.arrivals.assign(std::make_move_iterator(arrivals_.begin()), std::make_move_iterator(end));
    arrivals_.erase(arrivals_.begin(), end);
    return batch;
}

void Engine::settle(Batch batch) {
    const auto time = now();
    const auto due = transactor_.next_due();
    if (batch.arrivals.empty() && batch.finished.empty() && !batch.probe && (!due || *due > time)) return;
    std::shared_ptr<const config::Settings> settings;
    {
        const std::lock_guard lock(mutex_);
        settings = settings_;
    }
    auto settled = transactor_.run(std::move(batch), *settings, time);
    if (settled.refused) store_->free_reserve();
    {
        std::unique_lock lock(mutex_);
        figures_.tally = transactor_.tally();
        figures_.open_tasks = transactor_.open_tasks();
        figures_.running_tasks = transactor_.running_tasks();
        figures_.refusing = settled.refused;
        std::ranges::move(settled.not_kept, std::back_inserter(finished_));
        hand_over(std::move(settled.told), std::move(settled.begun));
        if (settled.refused) wake_.wait_for(lock, pause_when_refusing, [this] { return stopping_; });
    }
    store_->tidy(storage::Store::Moment::busy); // when everybody has their answer
}

void Engine::hand_over(std::vector<Settled::Told> told, std::vector<Settled::Begun> begun) {
    if (told.empty() && begun.empty()) return;
    auto deliver = [this, listening = listening_, told = std::move(told), begun = std::move(begun)]() mutable {
        if (!*listening) return;
        for (auto& [acknowledge, word] : told)
            acknowledge(std::move(word));
        for (auto& [task, attempt] : begun)
            begin_(std::move(task), std::move(attempt));
    };
    boost::asio::post(loop_, std::move(deliver));
}

void Engine::tidy_when_idle() {
    store_->tidy(storage::Store::Moment::idle);
    if (const auto portion = pruning_pace_.portion(now(), true)) prune(*portion);
}

void Engine::prune(int at_most) {
    try {
        store_->begin();
        pruning_.step(*store_, now(), at_most);
        store_->commit();
    } catch (const storage::Failure& failure) {
        if (failure.kind() == storage::Failure::Kind::broken) throw;
        log::warn("store.pruning.failed", {{"error", failure.what()}});
        store_->rollback();
    }
}

} // namespace pilothouse::bot
