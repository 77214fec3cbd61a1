#include "commands/subscriptions/filter.hpp"

#include "commands/subscriptions/filter_words.hpp"
#include "commands/subscriptions/keys.hpp"
#include "config/nearest.hpp"
#include "core/utf8.hpp"

#include <algorithm>
#include <array>
#include <tuple>
#include <unordered_map>

namespace pilothouse::commands::subscriptions {

namespace {

constexpr auto kinds = std::to_array<std::string_view>({"builds", "alerts"});
constexpr std::size_t most_values = 50;
constexpr std::size_t longest_text = 1'000;
constexpr std::size_t longest_shown = 60;

char lowered(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string in_quotes(std::string_view text) {
    return "`" + shortened(printable(text), longest_shown) + "`";
}

std::string example_of(std::string_view kind) {
    return kind == "alerts" ? "For example: `subscribe alerts severity:critical team:payments`"
                            : "For example: `subscribe acme/api builds result:failed,fixed branch:main,release/*`";
}

std::unexpected<Error> wrong(std::string message, std::string_view kind) {
    return fail(Errc::bad_input, std::move(message), example_of(kind));
}

/// The kind is known from its word, wherever that stands.
Result<std::string> kind_in(const std::vector<FilterWord>& words) {
    std::string kind;
    for (const auto& word : words) {
        const bool names = word.key.empty() && std::ranges::find(kinds, word.text) != kinds.end();
        if (!names || word.text == kind) continue;
        if (!kind.empty()) return wrong("builds and alerts are subscribed to one by one", {});
        kind = word.text;
    }
    if (!kind.empty()) return kind;
    for (const auto& word : words)
        if (const auto near = config::nearest(word.text, {kinds.begin(), kinds.end()}); !near.empty())
            return wrong(in_quotes(word.text) + " is not known; did you mean `" + std::string(near) + "`?", near);
    return wrong("say whether it is about `builds` or `alerts`", {});
}

Result<std::string> known_key(std::string_view kind, const FilterWord& word) {
    if (const auto* key = key_named(kind, word.key)) return std::string(key->name);
    if (kind == "alerts" && word.key.starts_with(label_prefix) && word.key.size() > label_prefix.size())
        return word.key;
    const auto known = keys_of(kind);
    std::string message = in_quotes(word.key) + " is nothing that " + std::string(kind) + " are filtered by";
    if (const auto near = config::nearest(word.key, known); !near.empty())
        return wrong(message + "; did you mean `" + std::string(near) + ":`?", kind);
    for (std::size_t i = 0; i < known.size(); ++i)
        message += (i == 0 ? "; known: `" : ", `") + std::string(known[i]) + ":`";
    if (kind == "alerts") message += ", and any label as `label." + printable(word.key) + ":`";
    return wrong(message, kind);
}

Result<std::string> known_value(std::string_view kind, std::string_view key, const std::string& value) {
    if (value.empty()) return wrong("after `" + std::string(key) + ":` comes what it has to be", kind);
    if (value.find('"') != std::string::npos && value.find('\'') != std::string::npos)
        return wrong(in_quotes(value) + " has both quotation marks in it; write `*` for one", kind);
    auto known = values_of(kind, key);
    const bool glob = value.find('*') != std::string::npos;
    const bool severity = key == "severity";
    if (severity) known = usual_severities();
    if (known.empty() || glob) return printable(value);
    const auto same = std::ranges::find_if(known, [&](std::string_view one) { return fits(one, value); });
    if (same != known.end()) return std::string(*same);
    const auto near = config::nearest(value, known);
    // Every sender has severities of its own; only what looks like a slip of the hand is asked about.
    if (severity && near.empty()) return printable(value);
    auto message = in_quotes(value) + " is not a `" + std::string(key) + "`";
    if (!near.empty()) message += "; did you mean `" + std::string(near) + "`?";
    for (std::size_t i = 0; near.empty() && i < known.size(); ++i)
        message += (i == 0 ? "; known: `" : ", `") + std::string(known[i]) + "`";
    if (severity) message += " If it is really called so, write `" + printable(value) + "*`.";
    return wrong(message, kind);
}

/// Values of one key are one clause, however often the key was typed.
Result<void> add_clause(Filter& filter, const FilterWord& word) {
    PILOTHOUSE_TRY(auto key, known_key(filter.kind, word));
    auto clause = std::ranges::find_if(filter.clauses, [&](const Clause& known) {
        return known.key == key && known.excludes == word.excludes;
    });
    if (clause == filter.clauses.end())
        clause =
            filter.clauses.insert(filter.clauses.end(), Clause{.key = key, .values = {}, .excludes = word.excludes});
    for (const auto& typed : word.values) {
        PILOTHOUSE_TRY(auto value, known_value(filter.kind, key, typed));
        if (std::ranges::find(clause->values, value) == clause->values.end()) clause->values.push_back(value);
    }
    if (clause->values.size() > most_values) return wrong("too many values for `" + key + ":`", filter.kind);
    return {};
}

Result<void> set_about(Filter& filter, const FilterWord& word) {
    const std::string what = filter.kind == "builds" ? "a project" : "a service";
    if (word.text.starts_with("--"))
        return wrong(in_quotes(word.text) + " is no flag of this; there is `--dry-run`", filter.kind);
    if (word.excludes)
        return wrong(
            "what is left out is named by what it is, like `-" + std::string(keys_of(filter.kind).back()) +
                ":…`; I can't read " + in_quotes(word.text),
            filter.kind
        );
    if (word.values.size() != 1 || word.values.front().empty() ||
        word.values.front().find_first_of("\"'") != std::string::npos)
        return wrong(in_quotes(word.text) + " is not the name of " + what, filter.kind);
    if (!filter.about.empty())
        return wrong(
            "only one of " + in_quotes(filter.about) + " and " + in_quotes(word.text) + " can be " + what, filter.kind
        );
    filter.about = printable(word.values.front());
    return {};
}

bool any_fits(const std::vector<std::string>& patterns, const std::string& text) {
    return std::ranges::any_of(patterns, [&](const std::string& pattern) { return fits(pattern, text); });
}

/// What a topic, and one of its parts, are by a trait.
std::vector<std::string> values_in(const Topic& topic, const Traits* part, const std::string& trait) {
    std::vector<std::string> values;
    for (const auto* traits : {&topic.traits, part}) {
        if (traits == nullptr) continue;
        const auto [first, last] = traits->equal_range(trait);
        for (auto it = first; it != last; ++it)
            if (std::ranges::find(values, it->second) == values.end()) values.push_back(it->second);
    }
    return values;
}

std::string spoken(const std::vector<std::string>& values, std::string_view none) {
    if (values.empty()) return std::string(none);
    constexpr std::size_t most = 5;
    std::string text;
    for (std::size_t i = 0; i < std::min(values.size(), most); ++i)
        text += (i == 0 ? "" : ", ") + shortened(values[i], longest_shown);
    return values.size() > most ? text + ", …" : text;
}

std::string written(const Clause& clause) {
    auto text = (clause.excludes ? "-" : "") + clause.key + ":";
    for (std::size_t i = 0; i < clause.values.size(); ++i)
        text += (i == 0 ? "" : ",") + written_value(clause.values[i]);
    return text;
}

/// Whether any value of a trait, of the topic or of one of its parts, is so.
template <class Is>
bool any_value(const Topic& topic, const Traits* part, std::string_view trait, const Is& is) {
    for (const auto* traits : {&topic.traits, part}) {
        if (traits == nullptr) continue;
        const auto [first, last] = traits->equal_range(std::string(trait));
        if (std::any_of(first, last, [&](const auto& one) { return is(one.second); })) return true;
    }
    return false;
}

bool passes_about(const Filter& filter, const Topic& topic, const Traits* part) {
    const auto is = [&](std::string_view value) { return fits(filter.about, value); };
    if (filter.about.empty() || is(topic.about) || any_value(topic, part, "service", is)) return true;
    // "api" is acme/api, where nobody typed whose.
    const auto slash = topic.about.rfind('/');
    return filter.kind == "builds" && slash != std::string::npos && filter.about.find('/') == std::string::npos &&
           is(std::string_view(topic.about).substr(slash + 1));
}

bool passes_clause(const Filter& filter, const Clause& clause, const Topic& topic, const Traits* part) {
    const auto is = [&](const std::string& value) { return any_fits(clause.values, value); };
    return any_value(topic, part, trait_of(filter.kind, clause.key), is) != clause.excludes;
}

bool passes_part(const Filter& filter, const Topic& topic, const Traits* part) {
    return passes_about(filter, topic, part) && std::ranges::all_of(filter.clauses, [&](const Clause& clause) {
               return passes_clause(filter, clause, topic, part);
           });
}

Check check_about(const Filter& filter, const Topic& topic, const Traits* part) {
    auto values = values_in(topic, part, "service");
    if (filter.kind == "builds") values = {topic.about};
    return {
        passes_about(filter, topic, part), filter.about + ": it is of " + spoken(values, "no service that I can see")
    };
}

Check check_clause(const Filter& filter, const Clause& clause, const Topic& topic, const Traits* part) {
    const auto values = values_in(topic, part, trait_of(filter.kind, clause.key));
    return {passes_clause(filter, clause, topic, part), written(clause) + ": it is " + spoken(values, "not told")};
}

std::vector<Check> explain_part(const Filter& filter, const Topic& topic, const Traits* part) {
    std::vector<Check> checks{{filter.kind == topic.kind, filter.kind + ": it is of the " + topic.kind}};
    if (!filter.about.empty()) checks.push_back(check_about(filter, topic, part));
    for (const auto& clause : filter.clauses)
        checks.push_back(check_clause(filter, clause, topic, part));
    return checks;
}

} // namespace

std::string Filter::text() const {
    auto text = about.empty() ? kind : written_value(about) + " " + kind;
    for (const auto& clause : clauses)
        text += " " + written(clause);
    return text;
}

Result<Filter> parse_filter(std::string_view text) {
    if (text.size() > longest_text) return wrong("that filter is too long", {});
    PILOTHOUSE_TRY(const auto words, filter_words(text));
    Filter filter;
    PILOTHOUSE_TRY(filter.kind, kind_in(words));
    for (const auto& word : words) {
        if (word.key.empty() && word.text == filter.kind) continue;
        PILOTHOUSE_CHECK(word.key.empty() ? set_about(filter, word) : add_clause(filter, word));
    }
    const bool says_result = std::ranges::find(filter.clauses, "result", &Clause::key) != filter.clauses.end();
    if (filter.kind == "builds" && !says_result)
        filter.clauses.push_back({.key = "result", .values = {"failed", "fixed"}});
    std::ranges::sort(filter.clauses, {}, [&](const Clause& clause) {
        return std::tuple(clause.excludes, place_of(filter.kind, clause.key), clause.key);
    });
    return filter;
}

std::vector<Check> explain(const Filter& filter, const Topic& topic) {
    auto best = explain_part(filter, topic, topic.parts.empty() ? nullptr : &topic.parts.front());
    const auto passed = [](const std::vector<Check>& checks) {
        return std::ranges::count(checks, true, &Check::passed);
    };
    for (const auto& part : topic.parts)
        if (auto checks = explain_part(filter, topic, &part); passed(checks) > passed(best)) best = std::move(checks);
    return best;
}

bool matches(const Filter& filter, const Topic& topic) {
    if (filter.kind != topic.kind) return false;
    if (topic.parts.empty()) return passes_part(filter, topic, nullptr);
    return std::ranges::any_of(topic.parts, [&](const Traits& part) { return passes_part(filter, topic, &part); });
}

bool matches(const std::string& text, const Topic& topic) {
    constexpr std::size_t most_known = 10'000;
    // What a text means never changes, so this needs no word when a subscription does.
    thread_local std::unordered_map<std::string, Result<Filter>> known;
    auto found = known.find(text);
    if (found == known.end()) {
        if (known.size() >= most_known) known.clear();
        found = known.emplace(text, parse_filter(text)).first;
    }
    return found->second && matches(*found->second, topic);
}

bool fits(std::string_view pattern, std::string_view text) {
    std::size_t p = 0, t = 0, star = std::string_view::npos, mark = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            mark = t;
        } else if (p < pattern.size() && lowered(pattern[p]) == lowered(text[t])) {
            ++p, ++t;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            t = ++mark;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

} // namespace pilothouse::commands::subscriptions
