#include "commands/deploy/suspects.hpp"

#include "commands/deploy/show.hpp"
#include "commands/lanes.hpp"
#include "commands/web_address.hpp"

#include <algorithm>

namespace pilothouse::commands::deploy {

namespace {

constexpr int most_looked_at = 30;
constexpr std::size_t most_named = 3;

/// The services whose deploys may have caused a trouble.
std::set<ServiceName> causes(const config::Settings& settings, const std::set<ServiceName>& hurt) {
    auto all = hurt;
    for (const auto& name : hurt)
        if (const auto* service = settings.find(name))
            for (const auto& other : service->depends_on)
                all.emplace(other);
    return all;
}

bool is_near(const storage::Deployment& deploy, const Trouble& trouble, Duration window, Time now) {
    if (!deploy.started_at || trouble.at < *deploy.started_at) return false;
    return trouble.at <= deploy.ended_at.value_or(now) + window;
}

/// An environment that is named and not one of the service's says nothing about where it hurts.
bool is_there(const Trouble& trouble, const config::Service& service, const EnvironmentName& place) {
    const auto known = [&](const EnvironmentName& name) { return service.find(name) != nullptr; };
    return std::ranges::none_of(trouble.environments, known) || trouble.environments.contains(place);
}

/// What is said in the thread is one message that follows the trouble.
void say_below(Desk& desk, const storage::Suspicion& suspicion, const std::string& words, Tone tone) {
    const auto deploy = desk.deploys().find(suspicion.deploy);
    if (!deploy) return;
    const auto card = card_key(deploy->id);
    const MessageKey key{card.value + "/suspect/" + suspicion.thing};
    Card said{.title = Text(words), .tone = tone};
    said.blocks.emplace_back(Paragraph{linked(suspicion.url, suspicion.words)});
    desk.plan(
        Say{.key = key, .channel = deploy->channel, .in_thread_of = card, .card = std::move(said)},
        lanes::say(deploy->channel), key.value
    );
    desk.stale_cards.insert(deploy->id);
}

void mark(Desk& desk, const storage::Deployment& deploy, const Trouble& trouble) {
    storage::Suspicions suspicions(desk.store);
    for (const auto& known : suspicions.of(deploy.id))
        if (known.thing == trouble.thing && known.standing && known.words == trouble.words) return;
    const storage::Suspicion fresh{
        .deploy = deploy.id, .thing = trouble.thing, .words = trouble.words, .url = trouble.url, .at = desk.now
    };
    suspicions.save(fresh);
    say_below(desk, fresh, "Suspect: this came soon after the deploy", Tone::warning);
}

} // namespace

void suspect(Desk& desk, const Trouble& trouble) {
    for (const auto& name : causes(desk.settings, trouble.services)) {
        const auto* service = desk.settings.find(name);
        if (service == nullptr || service->suspect_for <= Duration::zero()) continue;
        std::set<EnvironmentName> seen;
        for (const auto& deploy : desk.deploys().history(name, {}, most_looked_at)) {
            if (!deploy.started_at || !is_there(trouble, *service, deploy.environment)) continue;
            if (!seen.insert(deploy.environment).second) continue;
            if (is_near(deploy, trouble, service->suspect_for, desk.now)) mark(desk, deploy, trouble);
        }
    }
}

void clear(Desk& desk, const std::vector<storage::Suspicion>& suspicions, const std::string& words) {
    for (auto suspicion : suspicions) {
        suspicion.standing = false;
        storage::Suspicions(desk.store).save(suspicion);
        say_below(desk, suspicion, words, Tone::good);
    }
}

Text suspect_line(Desk& desk, DeployId deploy) {
    Text line;
    std::size_t count = 0;
    for (const auto& suspicion : storage::Suspicions(desk.store).of(deploy)) {
        if (!suspicion.standing || ++count > most_named) continue;
        line << (count == 1 ? "⚠ Suspect: " : "; ") << linked(suspicion.url, suspicion.words);
    }
    if (count > most_named) line << " and " + std::to_string(count - most_named) + " more";
    return line;
}

} // namespace pilothouse::commands::deploy
