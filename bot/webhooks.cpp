#include "bot/webhooks.hpp"

#include "integrations/alertmanager/vendor.hpp"
#include "integrations/argocd/vendor.hpp"
#include "integrations/atlantis/vendor.hpp"
#include "integrations/azure/vendor.hpp"
#include "integrations/buildbot/vendor.hpp"
#include "integrations/buildkite/vendor.hpp"
#include "integrations/cdevents/vendor.hpp"
#include "integrations/circleci/vendor.hpp"
#include "integrations/cloudevents/vendor.hpp"
#include "integrations/datadog/vendor.hpp"
#include "integrations/flux/vendor.hpp"
#include "integrations/generic/vendor.hpp"
#include "integrations/github/vendor.hpp"
#include "integrations/gitlab/vendor.hpp"
#include "integrations/grafana/vendor.hpp"
#include "integrations/jenkins/vendor.hpp"
#include "integrations/opsgenie/vendor.hpp"
#include "integrations/pagerduty/vendor.hpp"
#include "integrations/sentry/vendor.hpp"
#include "integrations/terraform/vendor.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace pilothouse::bot {

namespace {

const hooks::Vendor* vendor_named(std::string_view name) {
    const auto all = vendors();
    const auto found = std::ranges::find_if(all, [&](const auto* vendor) { return vendor->name == name; });
    return found == all.end() ? nullptr : *found;
}

std::string filled(std::string text, std::string_view blank, const std::string& value) {
    for (auto at = text.find(blank); at != std::string::npos; at = text.find(blank, at + value.size()))
        text.replace(at, blank.size(), value);
    return text;
}

std::string base_of(const config::HttpSettings& http) {
    if (!http.public_url.empty()) {
        auto url = http.public_url;
        while (url.ends_with('/'))
            url.pop_back();
        return url;
    }
    const std::string scheme = http.certificate_file.empty() ? "http://" : "https://";
    return scheme + http.address + ":" + std::to_string(http.port.value_or(0));
}

} // namespace

std::span<const hooks::Vendor* const> vendors() {
    static const std::array all{
        &github::vendor(),    &gitlab::vendor(),    &jenkins::vendor(),     &circleci::vendor(),
        &buildkite::vendor(), &buildbot::vendor(),  &azure::vendor(),       &alertmanager::vendor(),
        &grafana::vendor(),   &pagerduty::vendor(), &opsgenie::vendor(),    &sentry::vendor(),
        &datadog::vendor(),   &argocd::vendor(),    &flux::vendor(),        &terraform::vendor(),
        &atlantis::vendor(),  &cdevents::vendor(),  &cloudevents::vendor(), &generic::vendor(),
    };
    return all;
}

std::vector<hooks::Route> routes_of(const config::Settings& settings) {
    std::vector<hooks::Route> routes;
    for (const auto& hook : settings.hooks) {
        hooks::Route route{.name = hook.name.value, .vendor = vendor_named(hook.vendor)};
        if (route.vendor == nullptr) continue;
        for (const auto& secret : {hook.secret, hook.old_secret})
            if (!secret.empty()) route.secrets.push_back(secret);
        route.map = hook.map;
        routes.push_back(std::move(route));
    }
    return routes;
}

std::string hooks_help(const config::Settings& settings) {
    if (settings.hooks.empty())
        return "No [[hook]] is in the configuration, so nothing is listened for.\n"
               "docs/hooks.md has one for each system that can send.\n";
    std::string text;
    for (const auto& hook : settings.hooks) {
        const auto* vendor = vendor_named(hook.vendor);
        if (vendor == nullptr) continue;
        const auto url = base_of(settings.http) + "/hooks/" + hook.vendor + "/" + hook.name.value;
        text += std::string(vendor->title) + " -> " + hook.channel.value + "\n  " + url + "\n\n";
        auto setup = filled(std::string(vendor->setup), "{url}", url);
        setup = filled(std::move(setup), "{secret}", "(the secret of this hook)");
        text += setup + "\n\n";
    }
    if (settings.http.public_url.empty())
        text += "The addresses are those of this machine: set public_url in [http] to where the outside reaches it.\n";
    return text;
}

} // namespace pilothouse::bot
