#include "commands/elsewhere/show.hpp"

#include "commands/change.hpp"
#include "commands/facts.hpp"
#include "commands/web_address.hpp"
#include "core/commit.hpp"
#include "core/utf8.hpp"

#include <algorithm>
#include <array>

namespace pilothouse::commands::elsewhere {

namespace {

struct Look {
    Phase phase;
    Tone tone;
    const char* words;
};

constexpr std::array looks{
    Look{Phase::queued, Tone::waiting, "is asked for"},
    Look{Phase::waiting, Tone::waiting, "waits"},
    Look{Phase::needs_action, Tone::waiting, "waits for a person"},
    Look{Phase::running, Tone::running, "is running"},
    Look{Phase::succeeded, Tone::good, "succeeded"},
    Look{Phase::neutral, Tone::neutral, "ended"},
    Look{Phase::skipped, Tone::neutral, "was skipped"},
    Look{Phase::cancelled, Tone::neutral, "was cancelled"},
    Look{Phase::timed_out, Tone::bad, "took too long"},
    Look{Phase::failed, Tone::bad, "failed"},
};

std::string heading(const Facts& facts, const Look& look) {
    const auto& environment = facts.get("environment");
    const auto& version = facts.get("version");
    auto text = "Deployed elsewhere: " + facts.get("project");
    if (!version.empty()) text += " " + (is_commit(version) ? shortened(version, 10) : version);
    if (!environment.empty()) text += " to " + environment;
    return text + " " + look.words;
}

} // namespace

MessageKey card_key(const storage::ElsewhereRow& deploy, const ChannelId& channel) {
    return MessageKey{"elsewhere/" + std::to_string(deploy.id) + "/" + channel.value};
}

Card card_of(const storage::ElsewhereRow& deploy) {
    const auto facts = Facts::in(deploy.facts);
    const auto& look = *std::ranges::find(looks, phase_named(deploy.phase), &Look::phase);
    Card card{.title = Text(heading(facts, look)), .tone = look.tone};
    Fields fields;
    if (const auto& version = facts.get("version"); !version.empty())
        fields.fields.push_back({"Version", code(version)});
    if (const auto sha = shortened(facts.get("sha"), 10); !sha.empty() && facts.get("sha") != facts.get("version"))
        fields.fields.push_back({"Commit", code(sha)});
    if (const auto& who = facts.get("by"); !who.empty()) fields.fields.push_back({"By", Text(who)});
    fields.fields.push_back({"At", when(deploy.at)});
    if (const auto& url = facts.get("url"); !url.empty()) fields.fields.push_back({"Log", linked(url, "open it")});
    card.blocks.emplace_back(std::move(fields));
    if (const auto& reason = facts.get("reason/" + deploy.phase); !reason.empty())
        card.blocks.emplace_back(Paragraph{Text((broken(look.phase) ? "✗ " : "") + reason)});
    return card;
}

} // namespace pilothouse::commands::elsewhere
