#include "commands/deploy/rollback.hpp"

#include "commands/deploy/access.hpp"
#include "commands/deploy/gates.hpp"
#include "commands/deploy/request.hpp"
#include "commands/deploy/show.hpp"
#include "core/utf8.hpp"

#include <charconv>

namespace pilothouse::commands::deploy {

namespace {
using storage::DeployState;
constexpr int most_shown = 20;
constexpr std::size_t longest_reason = 300;

storage::RolloutOrder order_of(const storage::Deployment& deploy) {
    return {deploy.started_at.value_or(Time{}), deploy.id};
}

/// A rollback stands where the deploy it went back to stood, so that a second rollback goes further back, and not
/// forward again to what was bad.
storage::Deployment origin_of(Desk& desk, storage::Deployment deploy) {
    if (deploy.returns_to.value == 0) return deploy;
    auto origin = desk.deploys().find(deploy.returns_to);
    return origin ? *std::move(origin) : std::move(deploy);
}

/// The deploy whose version comes back when none was said. After a rollout that did not succeed, that is what ran
/// before it.
std::optional<storage::Deployment> before(Desk& desk, const storage::Standing& standing) {
    const auto live = desk.deploys().find(standing.live);
    if (!live) return std::nullopt;
    const auto last = desk.deploys().find(standing.last);
    if (last && last->id != live->id && last->version != live->version) return origin_of(desk, *live);
    const auto origin = origin_of(desk, *live);
    return desk.deploys().succeeded_before(live->service, live->environment, live->version, order_of(origin));
}

std::vector<Block> taken_away(Desk& desk, const Retreat& way) {
    Table table{.header = {"Deploy", "Version", "When", "By"}, .rows = {}};
    for (const auto& deploy : way.lost)
        table.rows.push_back(
            {Text("#" + std::to_string(deploy.id.value)), code(deploy.version.value),
             when(deploy.ended_at.value_or(desk.now)), Text(desk.name_of(deploy.requested_by))}
        );
    std::vector<Block> blocks;
    blocks.emplace_back(Paragraph{
        code(way.from.version.value) + Text(" → ") + code(way.to.version.value) +
        Text(", which succeeded as deploy " + std::to_string(way.to.id.value) + " on ") +
        when(way.to.ended_at.value_or(desk.now))
    });
    if (table.rows.empty()) return blocks;
    blocks.emplace_back(Paragraph{Text("It takes away:")});
    blocks.emplace_back(std::move(table));
    return blocks;
}

std::optional<DeployId> number_in(std::string_view text) {
    DeployId id;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id.value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return id;
}
} // namespace

Result<Retreat> retreat(
    Desk& desk, const ServiceName& service, const EnvironmentName& environment, const std::optional<Version>& version
) {
    const auto place = service.value + " in " + environment.value;
    const auto standing = desk.deploys().standing(service, environment);
    if (!standing || standing->live.value == 0)
        return fail(Errc::not_found, "nothing of " + place + " has succeeded yet, so there is nothing to go back to");
    auto to = version ? desk.deploys().succeeded(service, environment, *version) : before(desk, *standing);
    if (!to && version)
        return fail(
            Errc::not_found, version->value + " never succeeded there, so " + place + " can't go back to it",
            "`history " + service.value + "` shows what did; `deploy` takes a version that is new there"
        );
    if (!to)
        return fail(
            Errc::not_found,
            standing->version.value + " is the first that succeeded of " + place +
                ", so there is nothing before it to go back to",
            "`deploy " + service.value + " v1.4.2 to " + environment.value + "` takes any version"
        );
    Retreat way{.from = desk.deploys().find(standing->last).value(), .to = *std::move(to), .lost = {}};
    const auto origin = origin_of(desk, way.to);
    for (auto& deploy : desk.deploys().succeeded_after(service, environment, order_of(origin), most_shown))
        if (deploy.version != way.to.version) way.lost.push_back(std::move(deploy));
    if (way.from.state != DeployState::succeeded) way.lost.insert(way.lost.begin(), way.from);
    return way;
}

Reply preview(
    Desk& desk, const Asker& asker, const ServiceName& service, const EnvironmentName& environment,
    const std::optional<Version>& version, const std::string& reason
) {
    const auto* found = desk.settings.find(service);
    const auto* place = found == nullptr ? nullptr : found->find(environment);
    if (place == nullptr)
        return refused({}, Text(service.value + " has no environment named '" + environment.value + "'"));
    const auto way = retreat(desk, service, environment, version);
    if (!way) return refused({}, Text("No rollback: " + way.error().text()));
    const Wish wish{storage::DeployKind::rollback, service, environment, way->to.version, reason, way->to.id};
    const auto identity = identify(desk, asker.who);
    const auto verdict = examine(desk, identity, &asker.where, *found, *place, wish);
    const auto title = "Roll " + service.value + " in " + environment.value + " back to " + way->to.version.value;
    if (!verdict.open()) {
        look_up(desk, identity);
        return refused({}, Text("Not possible: " + title), shown(verdict));
    }
    auto blocks = taken_away(desk, *way);
    for (auto& block : shown(verdict))
        blocks.push_back(std::move(block));
    const auto value = std::to_string(way->from.id.value) + ":" + std::to_string(way->to.id.value) + ":" +
                       shortened(printable(reason), longest_reason);
    blocks.emplace_back(Buttons{
        {{"deploy.rollback_confirm", value, "Roll back to " + shortened(way->to.version.value, 40), ButtonStyle::danger,
          ""}}
    });
    return {Card{Text(title + "?"), Tone::warning, std::move(blocks)}, "answered", {}, {}};
}

Reply confirmed(Desk& desk, const Asker& asker, std::string_view value) {
    const auto first = value.find(':');
    const auto second = first == std::string_view::npos ? first : value.find(':', first + 1);
    if (second == std::string_view::npos) return refused({}, Text("This button does not fit anything I know"));
    const auto from_id = number_in(value.substr(0, first));
    const auto to_id = number_in(value.substr(first + 1, second - first - 1));
    const auto from = from_id ? desk.deploys().find(*from_id) : std::nullopt;
    auto to = to_id ? desk.deploys().find(*to_id) : std::nullopt;
    const bool fits = from && to && from->service == to->service && from->environment == to->environment &&
                      to->state == DeployState::succeeded;
    if (!fits) return refused({}, Text("This button does not fit anything I know"));
    const std::string reason(value.substr(second + 1));
    const auto standing = desk.deploys().standing(to->service, to->environment);
    if (!standing || standing->last != from->id) {
        auto anew = preview(desk, asker, to->service, to->environment, to->version, reason);
        anew.card.blocks.insert(
            anew.card.blocks.begin(), Paragraph{Text("Something else was deployed there meanwhile; look again:")}
        );
        anew.outcome = "refused";
        return anew;
    }
    const auto origin = origin_of(desk, *to);
    return request(
        desk, asker, {storage::DeployKind::rollback, to->service, to->environment, to->version, reason, origin.id}
    );
}

} // namespace pilothouse::commands::deploy
