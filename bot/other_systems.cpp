#include "bot/other_systems.hpp"

#include "integrations/alertmanager/firing.hpp"
#include "integrations/alertmanager/silences.hpp"
#include "integrations/github/reruns.hpp"
#include "integrations/gitlab/retries.hpp"
#include "integrations/hooks/api.hpp"
#include "integrations/jenkins/rebuilds.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

namespace pilothouse::bot {

using commands::Attempt;
using commands::GiveUp;
using commands::Outcome;

namespace {

/// What was asked longer ago, while the program was down, would surprise people now.
constexpr Duration still_wanted = std::chrono::minutes{10};

struct Vendor {
    std::string_view name, title;
    net::Headers (*headers)(const Secret& token);
    net::awaitable<Outcome> (*rerun)(hooks::Api, commands::RerunBuild, Attempt);
};

constexpr std::array vendors{
    Vendor{"github", "GitHub", github::headers, github::perform},
    Vendor{"gitlab", "GitLab", gitlab::headers, gitlab::perform},
    Vendor{"jenkins", "Jenkins", jenkins::headers, jenkins::perform},
};

std::optional<Error> too_late(const commands::Presser& by, const Attempt& attempt) {
    const auto age = now() - by.at;
    if (age <= still_wanted || attempt.number > 1 || attempt.uncertain) return std::nullopt;
    return Error{Errc::timeout, "it was asked " + spoken(age) + " ago, and could not be done then", "Press again"};
}

hooks::Api alertmanager_api(net::HttpClient& http, const config::Hook& hook) {
    hooks::Api api{.http = http, .vendor = "Alertmanager", .base = hook.silence_api};
    if (!hook.api_token.empty()) api.headers = {{"Authorization", "Bearer " + hook.api_token.reveal()}};
    return api;
}

Error no_interface() {
    return {Errc::not_found, "the configuration names no interface for this any more", "Look at its [[hook]]"};
}

} // namespace

OtherSystems::OtherSystems(net::HttpClient& http, std::shared_ptr<const config::Settings> settings)
    : http_(http), settings_(std::move(settings)) {}

void OtherSystems::use(std::shared_ptr<const config::Settings> settings) {
    settings_ = std::move(settings);
}

net::awaitable<Outcome> OtherSystems::perform(commands::MakeSilence task, Attempt attempt) {
    if (auto error = too_late(task.by, attempt)) co_return GiveUp{*std::move(error)};
    const auto* hook = settings_->find(task.hook);
    if (hook == nullptr || hook->silence_api.empty()) co_return GiveUp{no_interface()};
    co_return co_await alertmanager::perform(alertmanager_api(http_, *hook), std::move(task), std::move(attempt));
}

net::awaitable<Outcome> OtherSystems::perform(commands::CheckAlerts task, Attempt attempt) {
    const auto* hook = settings_->find(task.hook);
    if (hook == nullptr || hook->silence_api.empty()) co_return GiveUp{no_interface()};
    co_return co_await alertmanager::perform(alertmanager_api(http_, *hook), std::move(task), std::move(attempt));
}

net::awaitable<Outcome> OtherSystems::perform(commands::RerunBuild task, Attempt attempt) {
    if (auto error = too_late(task.by, attempt)) co_return GiveUp{*std::move(error)};
    const auto* hook = settings_->find(task.hook);
    const auto* vendor =
        hook == nullptr ? vendors.end() : std::ranges::find(vendors, std::string_view(hook->vendor), &Vendor::name);
    if (vendor == vendors.end() || hook->api.empty() || hook->api_token.empty()) co_return GiveUp{no_interface()};
    hooks::Api api{
        .http = http_,
        .vendor = std::string(vendor->title),
        .base = hook->api,
        .headers = vendor->headers(hook->api_token),
    };
    co_return co_await vendor->rerun(std::move(api), std::move(task), std::move(attempt));
}

} // namespace pilothouse::bot
