#include "commands/status/status.hpp"

#include "commands/deploy/life.hpp"
#include "commands/desk.hpp"
#include "commands/elsewhere/elsewhere.hpp"
#include "commands/finish.hpp"
#include "commands/status/rows.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace pilothouse::commands::status {

namespace {
using storage::Deployment;
using storage::Standing;
using Key = std::pair<ServiceName, EnvironmentName>;

// Slack shows at most 100 rows of a table, its header among them.
constexpr std::size_t most_rows = 99;

std::map<Key, Standing> standings_by_place(Desk& desk) {
    std::map<Key, Standing> places;
    for (auto& standing : desk.deploys().standings()) {
        Key key{standing.service, standing.environment};
        places.emplace(std::move(key), std::move(standing));
    }
    return places;
}

std::map<Key, std::vector<Deployment>> open_by_place(Desk& desk) {
    std::map<Key, std::vector<Deployment>> places;
    for (auto& deploy : desk.deploys().open())
        places[{deploy.service, deploy.environment}].push_back(std::move(deploy));
    return places;
}

/// What runs at a place, whoever brought it there.
struct Runs {
    Text version{"–"};
    std::string since = "–";
    std::string by = "–";
};

/// What others brought to a place after our own last success there.
std::optional<elsewhere::Live>
brought_by_others(Desk& desk, const config::Service& service, const EnvironmentName& where, const Standing& ours) {
    auto live = elsewhere::live_at(desk, service, where);
    if (live && ours.live.value != 0 && live->at <= ours.since) live.reset();
    return live;
}

Runs what_runs(Desk& desk, const Standing& standing, const std::optional<elsewhere::Live>& others) {
    if (others)
        return {
            code(others->version) + Text(" (elsewhere)"), short_span(desk.now - others->at),
            others->by.empty() ? "–" : others->by
        };
    if (standing.live.value == 0) return {};
    return {
        code(standing.version.value), short_span(desk.now - standing.since),
        standing.by_name.empty() ? standing.by.value : standing.by_name
    };
}

std::vector<Text> row_of(
    Desk& desk, const Key& place, const Standing& standing, const std::vector<Deployment>& open,
    const std::optional<elsewhere::Live>& others
) {
    const auto runs = what_runs(desk, standing, others);
    return {
        Text(place.first.value),
        Text(place.second.value),
        runs.version,
        Text(runs.since),
        Text(runs.by),
        Text(now_cell(open)),
        Text(last_cell(standing, desk.now)),
    };
}

Card overview(Desk& desk) {
    const auto standings = standings_by_place(desk);
    const auto open = open_by_place(desk);
    Table table{.header = {"Service", "Where", "Version", "Since", "By", "Now", "Last"}, .rows = {}};
    std::size_t left_out = 0;
    for (const auto& service : desk.settings.services) {
        for (const auto& environment : service.environments) {
            const Key key{service.name, environment.name};
            if (table.rows.size() == most_rows) {
                ++left_out;
                continue;
            }
            const auto found = standings.find(key);
            const auto standing = found == standings.end() ? Standing{} : found->second;
            const auto waiting = open.find(key);
            table.rows.push_back(row_of(
                desk, key, standing, waiting == open.end() ? std::vector<Deployment>{} : waiting->second,
                brought_by_others(desk, service, environment.name, standing)
            ));
        }
    }
    Card card{.title = Text("What runs where")};
    if (table.rows.empty()) {
        card.blocks.emplace_back(Paragraph{Text("No services are configured.")});
        return card;
    }
    card.blocks.emplace_back(std::move(table));
    if (left_out > 0)
        card.blocks.emplace_back(
            Footnote{Text(std::to_string(left_out) + " more: ") + code("status <service>") + Text(" shows one")}
        );
    return card;
}

std::string line_of(const std::vector<Deployment>& open) {
    std::string line;
    for (const auto& deploy : open)
        line += (line.empty() ? "" : "; ") + ("#" + std::to_string(deploy.id.value)) + " " + deploy.version.value +
                " " + deploy::words(deploy.state);
    return line.empty() ? "nothing" : line;
}

Card closely(Desk& desk, const config::Service& service) {
    Card card{.title = Text(service.name.value)};
    for (const auto& environment : service.environments) {
        const auto standing = desk.deploys().standing(service.name, environment.name);
        const auto open = desk.deploys().open(service.name, environment.name);
        card.blocks.emplace_back(Paragraph{bold(environment.name.value)});
        Fields fields;
        if (standing && standing->live.value != 0) {
            fields.fields.push_back({"Version", code(standing->version.value)});
            fields.fields.push_back({"Since", when(standing->since)});
            fields.fields.push_back({"By", Text(desk.name_of(standing->by))});
        } else {
            fields.fields.push_back({"Version", Text("nothing yet")});
        }
        if (const auto others = brought_by_others(desk, service, environment.name, standing.value_or(Standing{})))
            fields.fields.push_back(
                {"Deployed elsewhere", code(others->version) + Text(" ") + when(others->at) +
                                           Text(others->by.empty() ? "" : " by " + others->by)}
            );
        fields.fields.push_back({"In line", Text(line_of(open))});
        if (standing) fields.fields.push_back({"Last", Text(last_cell(*standing, desk.now))});
        card.blocks.emplace_back(std::move(fields));
    }
    constexpr int latest = 5;
    const auto deploys = desk.deploys().history(service.name, {}, latest);
    if (!deploys.empty()) card.blocks.emplace_back(history_table(desk, deploys));
    if (!service.url.empty()) card.blocks.emplace_back(Footnote{link(service.url, service.name.value)});
    return card;
}
} // namespace

Decision say_status(const Conversation& conversation, const language::Arguments& arguments) {
    Desk desk{conversation.settings, conversation.store, conversation.now};
    const auto* name = arguments.get<ServiceName>("service");
    const auto* service = name == nullptr ? nullptr : conversation.settings.find(*name);
    auto card = service == nullptr ? overview(desk) : closely(desk, *service);
    return finish(desk, {.card = std::move(card)});
}

Decision say_history(const Conversation& conversation, const language::Arguments& arguments) {
    constexpr std::int64_t usual = 10, farther = 50;
    Desk desk{conversation.settings, conversation.store, conversation.now};
    const auto* service = arguments.get<ServiceName>("service");
    const auto* environment = arguments.get<EnvironmentName>("environment");
    const auto* count = arguments.get<language::Count>("count");
    const auto limit = std::clamp<std::int64_t>(count == nullptr ? usual : count->value, 1, most_rows);
    const auto deploys = desk.deploys().history(
        service == nullptr ? ServiceName{} : *service, environment == nullptr ? EnvironmentName{} : *environment,
        static_cast<int>(limit)
    );
    Card card{.title = Text("Latest deploys" + (service == nullptr ? "" : " of " + service->value))};
    if (deploys.empty()) {
        card.blocks.emplace_back(Paragraph{Text("Nothing has been deployed yet.")});
    } else {
        card.blocks.emplace_back(history_table(desk, deploys));
        if (deploys.size() == most_rows)
            card.blocks.emplace_back(Footnote{"A table holds no more rows; name a service or an environment for others."
            });
        else if (deploys.size() == static_cast<std::size_t>(limit))
            card.blocks.emplace_back(Footnote{
                Text("Further back: ") + code(
                                             "history" + (service == nullptr ? "" : " " + service->value) + " last " +
                                             std::to_string(limit < farther ? farther : most_rows)
                                         )
            });
    }
    return finish(desk, {.card = std::move(card)});
}

} // namespace pilothouse::commands::status
