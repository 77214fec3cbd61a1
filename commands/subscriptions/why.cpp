#include "commands/finish.hpp"
#include "commands/language/words.hpp"
#include "commands/subscriptions/filter.hpp"
#include "commands/subscriptions/handlers.hpp"
#include "commands/subscriptions/hold.hpp"
#include "commands/subscriptions/standing.hpp"
#include "commands/subscriptions/trace.hpp"
#include "core/utf8.hpp"
#include "storage/recent.hpp"
#include "storage/storms.hpp"
#include "storage/tellings.hpp"

#include <algorithm>
#include <charconv>

namespace pilothouse::commands::subscriptions {

namespace {

using language::Arguments;
using language::same_word;

constexpr int most_alike = 20;
constexpr std::size_t most_rules = 40;
constexpr std::size_t longest_shown = 150;

/// What was asked about: "build acme/api 812", "alert HighErrors".
struct Question {
    std::string kind{}; ///< builds, alerts
    std::int64_t number = 0;
    std::vector<std::string> words{};
};

std::optional<std::int64_t> number_in(std::string_view word) {
    if (word.starts_with('#')) word.remove_prefix(1);
    std::int64_t number = 0;
    const auto [end, code] = std::from_chars(word.data(), word.data() + word.size(), number);
    return code == std::errc{} && end == word.data() + word.size() && number > 0 ? std::optional(number) : std::nullopt;
}

Question question_in(std::string_view text) {
    Question question;
    while (!text.empty()) {
        auto word = text.substr(0, text.find_first_of(" \t\n"));
        text.remove_prefix(std::min(word.size() + 1, text.size()));
        word = word.substr(0, word.find_last_not_of("?!.,") + 1);
        const bool noise = word.empty() || same_word(word, "get") || same_word(word, "the") || same_word(word, "for");
        if (noise) continue;
        if (question.kind.empty() && (same_word(word, "build") || same_word(word, "run")))
            question.kind = "builds";
        else if (question.kind.empty() && (same_word(word, "alert") || same_word(word, "alerts")))
            question.kind = "alerts";
        else if (const auto number = number_in(word); number && question.number == 0)
            question.number = *number;
        else
            question.words.emplace_back(word);
    }
    return question;
}

/// True when every word names the thing or is in its title.
bool is_about(const Thing& thing, const Question& question) {
    return std::ranges::all_of(question.words, [&](const std::string& word) {
        if (fits("*" + word + "*", thing.title)) return true;
        return std::ranges::any_of(thing.topic.parts, [&](const Traits& part) {
            const auto [first, last] = part.equal_range("name");
            return std::any_of(first, last, [&](const auto& trait) { return same_word(trait.second, word); });
        });
    });
}

std::optional<Thing> build_meant(Desk& desk, const Question& question) {
    if (question.number == 0 && question.words.empty()) return std::nullopt;
    if (question.number != 0) {
        for (const auto id : storage::runs_numbered(desk.store, question.number, desk.now - look_back, most_alike))
            if (auto thing = thing_named(desk, "run/" + std::to_string(id)); thing && is_about(*thing, question))
                return thing;
        return std::nullopt;
    }
    for (auto& thing : recent_things(desk, "builds").things)
        if (is_about(thing, question)) return std::move(thing);
    return std::nullopt;
}

std::optional<Thing> alert_meant(Desk& desk, const Question& question) {
    if (question.words.empty()) return thing_named(desk, "alerts/" + std::to_string(question.number));
    for (auto& thing : recent_things(desk, "alerts").things)
        if (is_about(thing, question)) return std::move(thing);
    return std::nullopt;
}

/// What became of it in the channel, by the store.
Text verdict(Desk& desk, const ChannelId& where, const Text& name, const Thing& thing) {
    Text text = name;
    const auto rows = storage::Tellings(desk.store).of_thing(thing.topic.thing);
    const auto row = std::ranges::find(rows, where, &storage::TellingRow::channel);
    if (row != rows.end() && row->held_at)
        return text << " does not have it yet: it is held (" << row->held_by << ") since " << when(*row->held_at);
    if (row != rows.end() && row->shown_at) return text << " got it, " << when(*row->shown_at);
    if (row != rows.end() && row->storm != 0)
        if (const auto storm = storage::Storms(desk.store).find(row->storm))
            return text << " got it as a line of the storm that began " << when(storm->began_at);
    if (row != rows.end() && row->summed_at)
        return text << " got it in the digest of " << when(*row->summed_at) << ", after it was held (" << row->held_by
                    << ")";
    return text << " did not get it";
}

Card card_of(Desk& desk, const ChannelId& where, const Text& name, const Thing& thing) {
    Card card{.title = verdict(desk, where, name, thing)};
    card.blocks.emplace_back(
        Paragraph{Text(shortened(thing.title, longest_shown) + ", last heard of ") + when(thing.heard_at)}
    );
    Table table{.header = {"Rule", "Lets it through", "Because"}, .rows = {}};
    const auto rules = trace(desk, where, thing);
    for (std::size_t i = 0; i < std::min(rules.size(), most_rules); ++i)
        table.rows.push_back(
            {code(shortened(rules[i].rule, longest_shown)), Text(rules[i].lets_through ? "yes" : "no"),
             Text(shortened(rules[i].why, longest_shown))}
        );
    if (rules.empty())
        card.blocks.emplace_back(Paragraph{Text("No hook shows anything there, and it has no subscriptions.")});
    else
        card.blocks.emplace_back(std::move(table));
    if (rules.size() > most_rules)
        card.blocks.emplace_back(Footnote{"and " + std::to_string(rules.size() - most_rules) + " more rules"});
    card.blocks.emplace_back(Footnote{
        "One hook or subscription that lets it through is enough; one mute or quiet hours that do not hold it. As the "
        "rules and the thing are now."
    });
    return card;
}

Reply answer(Desk& desk, const Conversation& conversation, const ChannelId& asked, const std::string& text) {
    const bool elsewhere = !asked.empty() && asked.value != "here";
    const auto where = elsewhere ? storage::channel_id(desk.store, asked) : here(desk, conversation);
    const auto question = question_in(text);
    if (question.kind.empty())
        return {
            Card{
                Text("Ask about a build or an alert: `why did #api not get build 812`, `why did #api get alert "
                     "HighErrors`"),
                Tone::bad
            },
            "misunderstood"
        };
    const auto thing = question.kind == "builds" ? build_meant(desk, question) : alert_meant(desk, question);
    if (!thing)
        return {
            Card{
                Text(
                    "I have not heard of such " + std::string(question.kind == "builds" ? "a build" : "an alert") +
                    " in the last 7 days"
                ),
                Tone::bad
            },
            "refused"
        };
    const auto name = where.value.starts_with('#') ? Text(where.value) : channel(where);
    return {card_of(desk, where, name, *thing)};
}

} // namespace

Decision say_why(const Conversation& conversation, const Arguments& arguments) {
    Desk desk{conversation.settings, conversation.store, conversation.now};
    const auto* asked = arguments.get<ChannelId>("channel");
    auto reply =
        answer(desk, conversation, asked == nullptr ? ChannelId{} : *asked, arguments.need<std::string>("thing"));
    return finish(desk, std::move(reply));
}

} // namespace pilothouse::commands::subscriptions
