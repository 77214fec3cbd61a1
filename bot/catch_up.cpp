#include "bot/catch_up.hpp"

#include "core/log.hpp"
#include "integrations/github/reruns.hpp"
#include "integrations/net/token.hpp"

#include <algorithm>
#include <utility>

namespace pilothouse::bot {

namespace {

using namespace std::chrono_literals;

/// Tries may be listed a little after they were made.
constexpr Duration overlap = 10min;
/// After so many refusals a look gives up: what is wrong is not one delivery.
constexpr std::size_t most_refusals = 5;

hooks::Api api_of(net::HttpClient& http, const config::Hook& hook) {
    return {.http = http, .vendor = "GitHub", .base = hook.api, .headers = github::headers(hook.api_token)};
}

bool is_about_all(const Error& error) {
    return error.code == Errc::denied || error.code == Errc::rate_limited || error.code == Errc::unavailable ||
           error.code == Errc::timeout || error.code == Errc::cancelled;
}

} // namespace

CatchUp::CatchUp(
    net::executor loop, net::HttpClient& http, std::shared_ptr<const config::Settings> settings, CatchUpPace pace
)
    : http_(http), settings_(std::move(settings)), pace_(pace), pause_(std::move(loop)) {}

void CatchUp::use(std::shared_ptr<const config::Settings> settings) {
    settings_ = std::move(settings);
    again_ = true;
    pause_.cancel();
}

void CatchUp::stop() {
    stopping_ = true;
    pause_.cancel();
}

net::awaitable<void> CatchUp::wait(Duration span) {
    if (stopping_) co_return;
    pause_.expires_after(span);
    co_await pause_.async_wait(net::as_result);
}

net::awaitable<void> CatchUp::run() {
    while (!stopping_) {
        again_ = false;
        co_await look();
        if (!again_) co_await wait(pace_.looks);
    }
}

void CatchUp::forget_others() {
    std::erase_if(watched_, [&](const auto& item) {
        const auto* hook = settings_->find(HookName(item.first));
        return hook == nullptr || hook->catch_up != item.second->place;
    });
}

net::awaitable<void> CatchUp::look() {
    forget_others();
    const auto settings = settings_; // may be replaced meanwhile
    for (const auto& hook : settings->hooks) {
        if (stopping_ || again_) co_return;
        if (hook.catch_up.empty() || hook.api_token.empty()) continue;
        auto& watched = watched_[hook.name.value];
        if (!watched) watched = std::make_shared<Watched>(Watched{.place = hook.catch_up});
        if (now() >= watched->not_before) co_await look_at(hook, watched);
    }
}

net::awaitable<void> CatchUp::look_at(config::Hook hook, std::shared_ptr<Watched> watched) {
    auto& figures = watched->figures;
    figures.hook = hook.name.value;
    const auto asked_before = figures.asked;
    const auto done = co_await catch_up(hook, *watched);
    figures.missing = watched->undelivered.size();
    figures.well = done.has_value();
    if (figures.asked > asked_before)
        log::info("hooks.catch_up.asked", {{"hook", figures.hook}, {"deliveries", figures.asked - asked_before}});
    if (done) {
        if (!watched->trouble.empty()) log::info("hooks.catch_up.well_again", {{"hook", figures.hook}});
        watched->trouble.clear();
        co_return;
    }
    if (stopping_) co_return;
    ++figures.failed;
    const auto& error = done.error();
    if (error.retry_after) watched->not_before = now() + *error.retry_after;
    if (watched->trouble == error.text()) co_return;
    watched->trouble = error.text();
    log::warn("hooks.catch_up.failed", {{"hook", figures.hook}, {"why", watched->trouble}});
}

net::awaitable<Result<void>> CatchUp::catch_up(const config::Hook& hook, Watched& watched) {
    const auto api = api_of(http_, hook);
    auto& undelivered = watched.undelivered;
    undelivered.forget(now());
    PILOTHOUSE_CO_TRY(
        const auto webhook,
        co_await github::find_webhook(api, hook.catch_up, hook.name.value, settings_->http.public_url)
    );
    const auto since = std::max(now() - github::deliveries_kept, undelivered.seen_until() - overlap);
    PILOTHOUSE_CO_TRY(const auto listed, co_await github::list_tries(api, webhook, since));
    if (listed.cut) log::warn("hooks.catch_up.cut", {{"hook", hook.name.value}, {"looked_at", listed.tries.size()}});
    for (const auto& one : listed.tries)
        undelivered.see(one);
    undelivered.forget(now());
    co_return co_await ask(api, webhook, watched);
}

net::awaitable<Result<void>> CatchUp::ask(const hooks::Api& api, const github::Webhook& webhook, Watched& watched) {
    Result<void> outcome;
    std::size_t refusals = 0;
    const auto wanted = watched.undelivered.wanted(now(), pace_.at_once);
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (i > 0) co_await wait(pace_.requests);
        if (stopping_ || again_) co_return outcome;
        auto done = co_await github::deliver_again(api, webhook, wanted[i].id);
        if (!done && is_about_all(done.error())) co_return done;
        watched.undelivered.asked(wanted[i].guid, now()); // whatever became of it: it may not hold up the others
        if (done) {
            ++watched.figures.asked;
            continue;
        }
        outcome = std::move(done);
        if (++refusals == most_refusals) co_return outcome;
    }
    co_return outcome;
}

std::vector<CatchUpFigures> CatchUp::figures() const {
    std::vector<CatchUpFigures> all;
    for (const auto& [name, watched] : watched_)
        if (!watched->figures.hook.empty()) all.push_back(watched->figures);
    return all;
}

net::awaitable<Result<void>> can_catch_up(net::HttpClient& http, const config::Hook& hook, std::string public_url) {
    const auto api = api_of(http, hook);
    PILOTHOUSE_CO_TRY(
        const auto webhook, co_await github::find_webhook(api, hook.catch_up, hook.name.value, std::move(public_url))
    );
    const auto listed = co_await github::list_tries(api, webhook, now(), 1);
    if (!listed) co_return std::unexpected(listed.error());
    co_return Result<void>{};
}

} // namespace pilothouse::bot
