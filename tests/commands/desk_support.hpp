#pragma once

#include "commands/decide.hpp"
#include "storage/audit.hpp"
#include "storage/deployments.hpp"
#include "storage/sqlite/open.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

/// A small company to drive `decide` in: two services, three teams, a clock that only moves when told to.
namespace pilothouse::commands::testing {

inline config::RunProgram program() {
    return {
        .argv = {"./deploy.sh", "{service}", "{environment}", "{version}", "--id={deploy}"},
        .timeout = std::chrono::minutes{15},
        .directory = "/srv",
        .pass_env = {"PATH"},
    };
}

inline config::Environment environment(const char* name) {
    config::Environment place;
    place.name = EnvironmentName{name};
    place.deploy = program();
    return place;
}

/// Ana and Ben are in payments (Ben by e-mail address), Cleo leads, Dan is in no team, Gus is a guest.
inline config::Settings company() {
    config::Settings settings;
    settings.slack.operators = ChannelId{"#pilothouse"};
    settings.teams = {
        {TeamName{"payments"}, {"UANA", "ben@example.com", "UGUS"}},
        {TeamName{"leads"}, {"UCLEO", "UANA"}},
        {TeamName{"web"}, {"UWEB"}},
    };
    auto production = environment("production");
    production.approvals = 1;
    production.after = EnvironmentName{"staging"};
    auto vault = environment("vault");
    vault.approvals = 2;
    vault.approvers = {TeamName{"leads"}, TeamName{"payments"}};
    config::Service api;
    api.name = ServiceName{"api"};
    api.owners = {TeamName{"payments"}};
    api.channel = ChannelId{"#api"};
    api.url = "https://api.example.com/";
    api.environments = {environment("staging"), production, vault};
    config::Service web;
    web.name = ServiceName{"web"};
    web.owners = {TeamName{"web"}};
    web.environments = {environment("staging")};
    settings.services = {api, web};
    return settings;
}

struct Company {
    config::Settings settings = company();
    std::unique_ptr<storage::Store> store = storage::open_in_memory();
    Time now = from_unix_ms(1'800'000'000'000);
    std::vector<Planned> tasks; ///< of the last event

    Company() {
        meet("UANA", "ana@example.com", "Ana");
        meet("UBEN", "Ben@Example.com", "Ben");
        meet("UCLEO", "cleo@example.com", "Cleo");
        meet("UDAN", "dan@example.com", "Dan");
        meet("UGUS", "gus@example.com", "Gus", false);
    }

    Decision decide(const Event& event) {
        now += std::chrono::seconds{1};
        auto decision = commands::decide(settings, *store, event, now);
        tasks = decision.tasks;
        return decision;
    }

    void meet(const char* id, const char* email, const char* name, bool member = true) {
        (void)decide(PersonFound{PersonId{id}, email, name, member});
    }

    static Place ops() { return {.channel = ChannelId{"C1"}}; }

    Decision type(const char* who, std::string text, Place where = ops(), Voice voice = Voice::slash) {
        return decide(
            Said{.who = PersonId{who}, .where = std::move(where), .voice = voice, .words = plain_words(std::move(text))}
        );
    }

    /// The words of the answer to a slash command.
    std::string say(const char* who, std::string text, Place where = ops()) {
        const auto decision = type(who, std::move(text), std::move(where));
        return decision.answer ? plain(*decision.answer) : std::string{};
    }

    /// Presses a button; the words of the whisper.
    std::string
    press(const char* who, std::string action, std::string value, Place where = ops(), std::string trigger = {}) {
        (void)decide(Pressed{
            .who = PersonId{who},
            .where = std::move(where),
            .action = std::move(action),
            .value = std::move(value),
            .trigger = std::move(trigger)
        });
        return whispered();
    }

    [[nodiscard]] std::string whispered() const {
        for (const auto& planned : tasks)
            if (const auto* whisper = std::get_if<Whisper>(&planned.task)) return plain(whisper->card);
        return {};
    }

    /// The button of a deploy's card, as it is in the store now.
    [[nodiscard]] std::string button(std::int64_t id) const { return std::to_string(id) + ":" + deploy(id).nonce; }

    template <class T>
    [[nodiscard]] std::vector<T> planned() const {
        std::vector<T> found;
        for (const auto& task : tasks)
            if (const auto* one = std::get_if<T>(&task.task)) found.push_back(*one);
        return found;
    }

    /// What the last event says under this key.
    [[nodiscard]] std::string said(const std::string& key) const {
        for (const auto& say : planned<Say>())
            if (say.key.value == key) return plain(say.card);
        return {};
    }

    /// The card of a deploy as the last event drew it.
    [[nodiscard]] std::string card(std::int64_t id) const { return said("deploy/" + std::to_string(id)); }

    [[nodiscard]] storage::Deployments deploys() const { return storage::Deployments(*store); }

    [[nodiscard]] storage::Deployment deploy(std::int64_t id) const { return deploys().find(DeployId{id}).value(); }

    [[nodiscard]] storage::DeployState state(std::int64_t id) const { return deploy(id).state; }

    [[nodiscard]] storage::AuditRecord last_audit() const { return storage::Audit(*store).newest(1).at(0); }

    void started(std::int64_t id) { (void)decide(RolloutStarted{DeployId{id}, now}); }

    void
    ended(std::int64_t id, RolloutEnded::How how = RolloutEnded::How::exited, int code = 0, std::string detail = {}) {
        (void)decide(RolloutEnded{
            .deploy = DeployId{id},
            .how = how,
            .code = code,
            .detail = std::move(detail),
            .tail = "line 1\nline 2",
            .at = now
        });
    }

    /// A deploy by Ana to staging that succeeds; its number.
    std::int64_t staged(const std::string& version) {
        (void)say("UANA", "deploy api " + version + " to staging");
        const auto id = deploys().history({}, {}, 1).at(0).id.value;
        started(id);
        ended(id);
        return id;
    }
};

inline bool has(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

} // namespace pilothouse::commands::testing
