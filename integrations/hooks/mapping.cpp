#include "integrations/hooks/mapping.hpp"

#include "config/hook_map.hpp"
#include "integrations/hooks/fields.hpp"
#include "integrations/hooks/links.hpp"
#include "integrations/hooks/places.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace pilothouse::hooks {

namespace {
using commands::Change;
using commands::Phase;
using config::HookMap;

constexpr std::size_t most_items = 500;
constexpr std::string_view ignored = "ignore";

constexpr std::array phases = {
    PhaseName{"queued", Phase::queued},
    PhaseName{"waiting", Phase::waiting},
    PhaseName{"needs_action", Phase::needs_action},
    PhaseName{"running", Phase::running},
    PhaseName{"succeeded", Phase::succeeded},
    PhaseName{"neutral", Phase::neutral},
    PhaseName{"skipped", Phase::skipped},
    PhaseName{"cancelled", Phase::cancelled},
    PhaseName{"timed_out", Phase::timed_out},
    PhaseName{"failed", Phase::failed},
};

constexpr std::array<std::string_view, 3> alert_words = {"firing", "acknowledged", "resolved"};

/// One item of a body, with what is the same for all of them.
struct Item {
    const HookMap& map;
    Source source;
    std::string prefix; ///< "generic/nightly/"
    Time at;

    [[nodiscard]] std::string text(std::string_view place) const { return source.text(place); }

    [[nodiscard]] std::string line(std::string_view place) const { return first_line(source.text(place)); }

    [[nodiscard]] std::string link(std::string_view place) const { return web_link(source.text(place)); }
};

std::unexpected<Error> nothing_at(std::string_view place, std::string_view setting) {
    return fail(
        Errc::bad_input,
        "nothing stands at '" + std::string(place) + "', where the map has '" + std::string(setting) + "'"
    );
}

Result<std::string> needed(const Item& item, std::string_view place, std::string_view setting) {
    auto text = item.text(place);
    if (text.empty()) return nothing_at(place, setting);
    return text;
}

/// The phase in our words, by the rows of `phases`; a value that is one of our words needs no row.
Result<std::string> phase_word(const Item& item) {
    const auto& rows = item.map.phases;
    PILOTHOUSE_TRY(const auto told, needed(item, item.map.phase, "phase"));
    for (const std::string_view name : {std::string_view(told), std::string_view("*")}) {
        const auto row = std::ranges::find(rows, name, [](const auto& one) { return std::string_view(one.first); });
        if (row != rows.end()) return row->second;
        const bool is_ours = item.map.kind == "alert" ? std::ranges::find(alert_words, name) != alert_words.end()
                                                      : phase_named(phases, name).has_value();
        if (is_ours) return std::string(name);
    }
    return fail(
        Errc::bad_input, "'" + first_line(told) + "' at '" + item.map.phase + "' is in no row of 'phases'",
        "add one, or \"*\" for all others"
    );
}

int whole(const std::string& text, int fallback) {
    int number = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && number > 0 ? number : fallback;
}

Result<Change> build_of(const Item& item, std::string_view word) {
    const auto& map = item.map;
    PILOTHOUSE_TRY(const auto run, needed(item, map.run, "run"));
    commands::PipelineChanged change{.run = item.prefix + run};
    change.job = item.text(map.job);
    change.attempt = whole(item.text(map.attempt), 1);
    change.phase = phase_named(phases, word).value_or(Phase::neutral);
    change.reopens = true; // nothing is known of the sender, so its clock decides what came last
    change.at = item.source.time(map.at).value_or(item.at);
    change.project = item.line(map.project);
    change.name = item.line(map.name);
    change.number = item.line(map.number);
    change.branch = short_ref(item.line(map.branch));
    change.sha = item.line(map.sha);
    change.title = item.line(map.title);
    change.trigger = item.line(map.trigger);
    change.url = item.link(map.url);
    change.change_url = item.link(map.change_url);
    change.change_label = item.line(map.change_label);
    if (commands::broken(change.phase)) change.reason = item.line(map.reason);
    change.actor.login = item.line(map.actor);
    const commands::Author author{.name = item.line(map.author_name), .email = item.line(map.author_email)};
    if (author != commands::Author{}) change.authors.push_back(author);
    change.began = item.source.time(map.began);
    if (commands::ended(change.phase)) change.ended = item.source.time(map.ended);
    return change;
}

Result<Change> deploy_of(const Item& item, std::string_view word) {
    const auto& map = item.map;
    PILOTHOUSE_TRY(const auto id, needed(item, map.deploy, "deploy"));
    commands::DeployChanged change{.deploy = item.prefix + id};
    change.phase = phase_named(phases, word).value_or(Phase::neutral);
    change.at = item.source.time(map.at).value_or(item.at);
    change.project = item.line(map.project);
    change.environment = item.line(map.environment);
    change.version = item.line(map.version);
    change.sha = item.line(map.sha);
    if (commands::broken(change.phase)) change.reason = item.line(map.reason);
    change.url = item.link(map.url);
    change.ours = item.text(map.ours);
    change.actor.login = item.line(map.actor);
    return change;
}

/// Nothing is known of the sender, so its clock decides whether what has ended fires again.
Result<Change> alert_of(const Item& item, std::string_view word) {
    const auto& map = item.map;
    PILOTHOUSE_TRY(const auto id, needed(item, map.alert, "alert"));
    commands::AlertChanged change{.group = item.prefix + id, .at = item.source.time(map.at).value_or(item.at)};
    change.reopens = true;
    commands::Alert alert{.id = id};
    alert.firing = word != "resolved";
    alert.name = item.line(map.name);
    alert.severity = item.line(map.severity);
    alert.summary = item.line(map.summary);
    alert.description = item.text(map.description);
    alert.url = item.link(map.url);
    alert.runbook = item.link(map.runbook);
    alert.began = item.source.time(map.began).value_or(alert.firing ? change.at : Time{});
    if (!alert.firing) alert.ended = item.source.time(map.ended).value_or(change.at);
    change.title = first_text({item.line(map.title), alert.name, alert.summary, id});
    change.acknowledged = word == "acknowledged";
    change.actor = item.line(map.actor);
    change.url = alert.url;
    change.alerts.push_back(std::move(alert));
    return change;
}

Result<std::vector<JsonView>> items_of(const HookMap& map, JsonView body) {
    if (map.each.empty()) return std::vector{body};
    const auto list = Source{body, body}.value(map.each);
    if (!list.is_array())
        return fail(Errc::bad_input, "no list stands at '" + map.each + "', where the map has 'each'");
    auto items = list.elements();
    if (items.size() > most_items)
        return fail(
            Errc::bad_input, "the list at '" + map.each + "' has more than " + std::to_string(most_items) + " items"
        );
    return items;
}

struct Maker {
    std::string_view kind;
    Result<Change> (*make)(const Item& item, std::string_view word);
};

constexpr std::array makers = {Maker{"build", build_of}, Maker{"deploy", deploy_of}, Maker{"alert", alert_of}};
} // namespace

bool is_mapped(const Delivery& delivery) {
    return delivery.map != nullptr && !delivery.map->empty();
}

Result<std::vector<Change>> mapped(const Delivery& delivery, JsonView body, Time at, std::string_view vendor) {
    std::vector<Change> changes;
    if (!is_mapped(delivery)) return changes;
    const auto& map = *delivery.map;
    const auto* const maker = std::ranges::find(makers, map.kind, &Maker::kind);
    if (maker == makers.end()) return fail(Errc::internal, "a map of no kind");
    PILOTHOUSE_TRY(const auto items, items_of(map, body));
    for (const auto value : items) {
        const Item item{map, {value, body}, std::string(vendor) + "/" + std::string(delivery.route) + "/", at};
        PILOTHOUSE_TRY(const auto word, phase_word(item));
        if (word == ignored) continue;
        PILOTHOUSE_TRY(auto change, maker->make(item, word));
        changes.push_back(std::move(change));
    }
    return changes;
}

std::string mapped_event(const Delivery& delivery) {
    if (!is_mapped(delivery)) return {};
    return Source{delivery.json, delivery.json}.text(delivery.map->event);
}

std::string mapped_key(const Delivery& delivery) {
    if (!is_mapped(delivery)) return {};
    return Source{delivery.json, delivery.json}.text(delivery.map->delivery);
}

} // namespace pilothouse::hooks
