#pragma once

#include "config/hook_map.hpp"
#include "core/clock.hpp"
#include "core/ids.hpp"
#include "core/secret.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What the configuration file says, typed and validated. Read by `load`; nothing here does any I/O.
namespace pilothouse::config {

enum class SlackDelivery { socket, http };

struct SlackSettings {
    Secret app_token;      ///< xapp-…, opens sockets
    Secret bot_token;      ///< xoxb-…, everything else
    Secret signing_secret; ///< only for delivery = "http"
    std::string api_url = "https://slack.com/api/";
    std::string ca_file; ///< extra certificate authority, for a Slack double with its own certificate
    ChannelId operators; ///< where the bot speaks about itself, e.g. #pilothouse
    SlackDelivery delivery = SlackDelivery::socket;
    int sockets = 2;            ///< 1 to 4
    bool pace = true;           ///< keep Slack's published rates; off only against a double without limits
    std::string command_prefix; ///< put before /deploy, /status, /pilot where a workspace has those taken
    std::vector<std::string> response_hosts = {"hooks.slack.com"}; ///< hosts a response_url may name
};

struct StorageSettings {
    std::string path = "pilothouse.db";
    std::string runs = ""; ///< folder of the run directories; empty: "<path>.runs"
};

struct HttpSettings {
    std::string address = "127.0.0.1";
    std::optional<std::uint16_t> port; ///< none: no HTTP server; 0: a free port
    std::string public_url;            ///< where the outside reaches this server, e.g. https://bot.example.com
    std::string certificate_file;
    std::string key_file;
};

struct LogSettings {
    std::string level = "info";
    std::string format = "key_value";
};

struct Team {
    TeamName name;
    std::vector<std::string> members; ///< e-mail addresses and chat ids (U024BE7LH) as written
};

/// A program that rolls a version out.
struct RunProgram {
    std::vector<std::string> argv; ///< {service}, {environment}, {version}, {deploy} are filled in; never a shell
    Duration timeout = std::chrono::minutes{30};
    std::string directory;             ///< working directory; empty: the configuration file's folder
    std::vector<std::string> pass_env; ///< names of variables let through to the program
};

struct Environment {
    EnvironmentName name;
    RunProgram deploy;
    int approvals = 0;               ///< how many other people must agree
    EnvironmentName after;           ///< the version must have succeeded there first; empty: no such rule
    std::vector<TeamName> who;       ///< teams that may deploy here; empty: the service's owners
    std::vector<TeamName> approvers; ///< teams that may approve; empty: the same as who
    Duration approval_expires = std::chrono::minutes{30};
};

struct Service {
    ServiceName name;
    std::vector<TeamName> owners;
    ChannelId channel; ///< where its deploys are shown; empty: where they were asked for
    std::string url;
    std::vector<std::string> projects{};             ///< as CI and forges name them: "acme/api"
    std::vector<std::string> depends_on{};           ///< names of services
    Duration suspect_for = std::chrono::minutes{30}; ///< after a deploy; 0: nothing makes a deploy suspect
    std::vector<Environment> environments;           ///< in the order of the file

    [[nodiscard]] const Environment* find(const EnvironmentName& environment) const;
};

/// A way in for one sender's webhooks, at /hooks/<vendor>/<name>.
struct Hook {
    HookName name;
    std::string vendor;
    Secret secret;
    Secret old_secret;                                   ///< accepted as well, while the secret is changed
    ChannelId channel;                                   ///< where what it tells is shown
    std::vector<std::string> results{"failed", "fixed"}; ///< which builds are shown
    std::string silence_api{}; ///< base address of the Alertmanager, where silences are made; empty: none
    std::string api{};         ///< base address of the sender's interface, where builds are started again
    Secret api_token{};        ///< what it is asked with; none: it is not asked
    std::string catch_up{}; ///< "acme/api", "acme": whose webhook at GitHub it is, to have sent again what was missed
    HookMap map{};          ///< of a vendor whose bodies may have any shape
};

/// How grave an incident is, as people type it: "sev1".
struct Severity {
    std::string name;
    std::string meaning;        ///< for help and for the headline
    Duration update_every{0};   ///< people are told how it stands at least that often; 0: when there is news
    bool announced = true;      ///< shown in the channel of all incidents
    bool holds_deploys = false; ///< while one is open, its service is not deployed
    friend bool operator==(const Severity&, const Severity&) = default;
};

/// What is meant where the file says nothing of severities.
std::vector<Severity> usual_severities();

struct IncidentSettings {
    ChannelId channel;                         ///< where every incident has its headline; empty: where declared
    std::string room = "inc-{number}-{title}"; ///< the name of an incident's own channel
    std::vector<std::string> roles{"lead", "communications", "scribe"}; ///< the first one leads
    /// In their order: the first is that of a new incident, the last ends it.
    std::vector<std::string> statuses{"investigating", "identified", "monitoring", "resolved"};
    std::string mitigated = "monitoring";                  ///< the status in which people are not hurt any more
    int reminders = 3;                                     ///< of one overdue update, at most
    std::vector<Severity> severities = usual_severities(); ///< gravest first
};

struct Settings {
    std::string file; ///< where it was read from
    SlackSettings slack;
    StorageSettings storage;
    HttpSettings http;
    LogSettings log;
    std::vector<Team> teams;
    std::vector<Service> services; ///< in the order of the file
    std::vector<Hook> hooks;
    IncidentSettings incidents;

    [[nodiscard]] const Service* find(const ServiceName& service) const;
    [[nodiscard]] const Team* find(const TeamName& team) const;
    [[nodiscard]] const Hook* find(const HookName& hook) const;
    /// The services that a project of another system belongs to, in the order of the file.
    [[nodiscard]] std::vector<const Service*> of_project(std::string_view project) const;
    /// The folder that run directories live in.
    [[nodiscard]] std::string runs_folder() const;
};

} // namespace pilothouse::config
