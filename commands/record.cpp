#include "commands/record.hpp"

#include "commands/deploy/press.hpp"
#include "core/secret.hpp"
#include "core/utf8.hpp"
#include "storage/audit.hpp"

namespace pilothouse::commands {

namespace {
constexpr std::size_t longest_text = 500;

struct AsTyped {
    std::string operator()(const PlainWords& words) const { return words.text; }

    std::string operator()(const VerbatimWords& words) const { return "`" + words.text + "`"; }

    std::string operator()(const PersonNamed& named) const { return "@" + named.person.value; }

    std::string operator()(const ChannelNamed& named) const { return "#" + named.channel.value; }
};

const char* name(Voice voice) {
    switch (voice) {
    case Voice::slash:
        return "slash";
    case Voice::mention:
        return "mention";
    case Voice::direct:
        return "direct";
    case Voice::terminal:
        return "terminal";
    }
    return "";
}

/// People paste what they should not; the log outlives their message.
std::string kept(std::string text) {
    return shortened(printable(redacted(std::move(text))), longest_text);
}

void add(Desk& desk, storage::AuditRecord entry, const Decision& decision) {
    entry.at = desk.now;
    entry.text = kept(std::move(entry.text));
    entry.outcome = decision.outcome;
    if (decision.answer && decision.outcome != "answered") entry.detail = kept(decision.answer->title.plain());
    entry.deploy = decision.deploy;
    storage::Audit(desk.store).add(entry);
}
} // namespace

void record(Desk& desk, const Said& said, std::string_view verb, const Decision& decision) {
    add(desk,
        {.person = said.who,
         .channel = said.where.channel,
         .thread = said.where.thread,
         .voice = name(said.voice),
         .text = as_typed(said.words),
         .verb = std::string(verb)},
        decision);
}

void record(Desk& desk, const Pressed& event, const Decision& decision) {
    add(desk,
        {.person = event.who,
         .channel = event.where.channel,
         .thread = event.where.thread,
         .voice = "button",
         .text = event.action + " " + event.value,
         .verb = event.action},
        decision);
}

void record(Desk& desk, const Submitted& event, const Decision& decision) {
    const auto where = deploy::opened_at(event);
    std::string text = event.context;
    for (const auto& [key, answer] : event.answers)
        text += " " + key + "=" + answer;
    add(desk,
        {.person = event.who,
         .channel = where.channel,
         .thread = where.thread,
         .voice = "form",
         .text = std::move(text),
         .verb = event.form},
        decision);
}

std::string as_typed(const Utterance& words) {
    std::string text;
    for (const auto& piece : words)
        text += std::visit(AsTyped{}, piece);
    return text;
}

std::size_t word_count(const Utterance& words) {
    std::size_t count = 0;
    bool inside = false;
    for (const char letter : as_typed(words)) {
        const bool blank = letter == ' ' || letter == '\t' || letter == '\n';
        if (!blank && !inside) ++count;
        inside = !blank;
    }
    return count;
}

} // namespace pilothouse::commands
