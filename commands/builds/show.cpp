#include "commands/builds/show.hpp"

#include "commands/builds/again.hpp"
#include "commands/builds/people.hpp"
#include "commands/web_address.hpp"
#include "core/utf8.hpp"

#include <algorithm>

namespace pilothouse::commands::builds {

namespace {

constexpr std::size_t most_jobs = 10;

struct Look {
    Tone tone;
    const char* words;
};

Look look_of(const Run& run) {
    switch (run.verdict) {
    case Verdict::fixed:
        return {Tone::good, "is fixed"};
    case Verdict::broke:
        return {Tone::bad, "broke"};
    case Verdict::still_broken:
        return {Tone::bad, "is still broken"};
    case Verdict::passed:
        return {Tone::good, "passed"};
    case Verdict::open:
        break;
    }
    switch (run.phase()) {
    case Phase::queued:
        return {Tone::waiting, "waits to run"};
    case Phase::waiting:
        return {Tone::waiting, "waits"};
    case Phase::running:
        return {Tone::running, "is running"};
    case Phase::needs_action:
        return {Tone::waiting, "waits for a person"};
    case Phase::cancelled:
        return {Tone::neutral, "was cancelled"};
    case Phase::skipped:
        return {Tone::neutral, "was skipped"};
    default:
        return {Tone::neutral, "ended"};
    }
}

Text commit(const Run& run) {
    const auto sha = shortened(run.facts.get("sha"), 10);
    Text text;
    if (!sha.empty()) text << code(sha) << " ";
    text << run.facts.get("title");
    if (const auto& label = run.facts.get("change_label"); !label.empty())
        text << " " << linked(run.facts.get("change_url"), label);
    return text;
}

Text job_line(const Job& job, bool compare) {
    Text text("✗ ");
    text << linked(job.url, job.name);
    if (!job.reason.empty()) text << ": " << job.reason;
    if (compare) text << (job.newly ? " (new)" : " (as before)");
    return text;
}

void show_broken(Card& card, const Run& run) {
    Text lines;
    std::size_t count = 0;
    for (const auto& job : run.jobs) {
        if (!broken(job.phase)) continue;
        if (++count > most_jobs) continue;
        if (!lines.empty()) lines << "\n";
        lines << job_line(job, run.verdict == Verdict::still_broken);
    }
    if (count > most_jobs) lines << "\nand " + std::to_string(count - most_jobs) + " more";
    if (lines.empty() && !run.told("reason").empty()) lines << "✗ " << run.told("reason");
    if (!lines.empty()) card.blocks.emplace_back(Paragraph{std::move(lines)});
    if (const auto& tests = run.told("tests"); !tests.empty())
        card.blocks.emplace_back(Paragraph{bold("Failed tests") + Text("\n" + tests)});
    auto excerpt = run.told("excerpt");
    for (const auto& job : run.jobs)
        if (excerpt.empty() && broken(job.phase)) excerpt = job.excerpt;
    if (!excerpt.empty()) card.blocks.emplace_back(Verbatim{excerpt});
}

std::optional<Time> moment(const Run& run, std::string_view what) {
    const auto& text = run.told(what);
    if (text.empty()) return std::nullopt;
    return from_unix_ms(run.facts.number(fact_of(run.row.attempt, what)));
}

} // namespace

std::string heading(const Run& run) {
    const auto& name = run.facts.get("name");
    const auto& number = run.facts.get("number");
    const auto& branch = run.facts.get("branch");
    const auto& project = run.facts.get("project");
    auto text = (is_blank(project) ? "" : project + ": ") + (is_blank(name) ? "A run" : name);
    if (!number.empty()) text += " #" + number;
    text += std::string(" ") + look_of(run).words;
    if (!branch.empty()) text += " on " + branch;
    if (run.in_a_row > 1) text += ", " + std::to_string(run.in_a_row) + " runs in a row";
    return text;
}

MessageKey card_key(const Run& run, const ChannelId& channel) {
    return MessageKey{"run/" + std::to_string(run.row.id) + "/" + channel.value};
}

Card card_of(Desk& desk, const Run& run, bool notify) {
    const auto look = look_of(run);
    Card card{.title = Text(heading(run)), .tone = look.tone};
    Fields facts;
    const auto add = [&](const char* label, Text value) {
        if (!value.empty() && !value.plain().empty()) facts.fields.push_back({label, std::move(value)});
    };
    add("Commit", commit(run));
    add("By", people(desk, run, notify));
    if (const auto& url = run.facts.get("url"); !url.empty()) add("Run", linked(url, "open it"));
    const auto began = moment(run, "began");
    const auto until = moment(run, "ended");
    if (began && until && *until >= *began) add("Took", Text(spoken(*until - *began)));
    if (run.row.attempt > 1) add("Attempt", Text(std::to_string(run.row.attempt)));
    if (!facts.fields.empty()) card.blocks.emplace_back(std::move(facts));
    if (broken(run.phase())) show_broken(card, run);
    if (!broken(run.phase()) && run.row.broken_attempts > 0)
        card.blocks.emplace_back(Footnote{"An earlier attempt of this run was broken."});
    if (auto words = again_words(run); !words.empty()) card.blocks.emplace_back(Footnote{std::move(words)});
    if (auto button = again_button(desk.settings, run)) card.blocks.emplace_back(Buttons{{*std::move(button)}});
    return card;
}

} // namespace pilothouse::commands::builds
