#pragma once

#include "desk_support.hpp"
#include "storage/messages.hpp"

#include <algorithm>
#include <map>
#include <string>

/// A channel, C1, that hears of builds and alerts: what stands in it, and the timers that are set.
namespace pilothouse::commands::testing {

struct Message {
    std::string channel;
    std::string words;
    std::string below{}; ///< the message whose thread it is in
};

struct Stage {
    Company company;
    std::map<std::string, Message> messages; ///< key -> as it stands now
    std::vector<std::string> fresh;          ///< the keys that the last event posted, not edited
    std::map<std::string, Time> timers;
    std::size_t sent = 0; ///< posts and edits
    bool takes = true;    ///< the chat system takes messages now
    std::string astray{}; ///< a message of a thread whose first message was not there yet

    Stage() {
        config::Hook hook;
        hook.name = HookName{"acme"};
        hook.vendor = "github";
        company.settings.hooks = {hook};
    }

    void note(const Event& event) {
        (void)company.decide(event);
        take();
    }

    void take() {
        fresh.clear();
        for (const auto& planned : company.tasks) {
            if (const auto* ring = std::get_if<RingAt>(&planned.task)) timers[ring->name] = planned.due;
            const auto* say = std::get_if<Say>(&planned.task);
            if (say == nullptr) continue;
            ++sent;
            if (!messages.contains(say->key.value)) fresh.push_back(say->key.value);
            messages[say->key.value] = {say->channel.value, plain(say->card), say->in_thread_of.value};
            if (!say->in_thread_of.empty() && !messages.contains(say->in_thread_of.value)) astray = say->key.value;
            if (takes) storage::put_message(*company.store, say->key, {say->channel, "1.0"}, company.now);
        }
    }

    std::string say(std::string text, const char* who = "UANA") {
        auto answer = company.say(who, std::move(text));
        take();
        return answer;
    }

    void hear(Change change) {
        static int count = 0;
        ChangeReported report{
            .route = "acme",
            .vendor = "github",
            .key = std::to_string(++count),
            .event = "x",
            .headers = "{}",
            .body = "{}"
        };
        report.changes.push_back(std::move(change));
        note(report);
    }

    /// Lets time pass; timers ring when they are due.
    void wait_until(Time end) {
        while (true) {
            const auto next = std::ranges::min_element(timers, {}, [](const auto& timer) { return timer.second; });
            if (next == timers.end() || next->second > end) break;
            const auto name = next->first;
            company.now = std::max(company.now, next->second - std::chrono::seconds{1}); // an event takes one
            timers.erase(next);
            note(TimerRang{name});
        }
        company.now = std::max(company.now, end);
    }

    void wait(Duration span) { wait_until(company.now + span); }

    /// The cards in C1, without digests and without lines in threads.
    [[nodiscard]] std::vector<std::string> cards() const {
        std::vector<std::string> found;
        for (const auto& [key, message] : messages)
            if (message.channel == "C1" && key.ends_with("/C1") && !key.starts_with("storm/"))
                found.push_back(message.words);
        return found;
    }

    /// Storms' messages and their lines.
    [[nodiscard]] std::string storms() const {
        std::string text;
        for (const auto& [key, message] : messages)
            if (key.starts_with("storm/")) text += message.words + "\n--\n";
        return text;
    }

    [[nodiscard]] std::string digests() const {
        std::string text;
        for (const auto& [key, message] : messages)
            if (key.starts_with("digest/C1")) text += message.words + "\n--\n";
        return text;
    }
};

inline PipelineChanged build(const std::string& project, int number, Phase phase, const std::string& branch = "main") {
    PipelineChanged change{
        .run = "github/" + project + "/" + std::to_string(number),
        .phase = phase,
        .project = project,
        .name = "CI",
        .number = std::to_string(number),
        .branch = branch,
    };
    change.authors = {{.name = "Ana", .email = "ana@example.com", .login = "ana-gh"}};
    return change;
}

inline AlertChanged fire(
    const std::string& name, bool firing = true, const std::string& severity = "warning",
    const std::string& service = "api"
) {
    Alert one{.id = name + "/1", .name = name, .firing = firing, .severity = severity, .summary = name};
    one.labels = {{"service", service}, {"team", "payments"}};
    one.began = from_unix_ms(1'799'999'000'000);
    if (!firing) one.ended = one.began + std::chrono::minutes{5};
    return {.group = "am/" + name, .title = name, .alerts = {one}};
}

} // namespace pilothouse::commands::testing
