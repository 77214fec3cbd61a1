#include "config/schema.hpp"

#include "config/hook_map_schema.hpp"

#include <array>

namespace pilothouse::config {

namespace {
constexpr std::int64_t second = 1'000;
constexpr std::int64_t minute = 60 * second;
constexpr std::int64_t day = 24 * 60 * minute;
constexpr std::array<std::string_view, 2> deliveries = {"socket", "http"};
} // namespace

std::span<const std::string_view> delivery_names() {
    return deliveries;
}

Table<SlackSettings> slack_settings() {
    using S = SlackSettings;
    static const std::array<Setting<S>, 11> table = {{
        {"app_token",
         &S::app_token,
         "App-level token (`xapp-…`, scope `connections:write`); opens the sockets. "
         "Needed for `delivery = \"socket\"`.",
         "{ env = \"SLACK_APP_TOKEN\" }",
         {.variable = "SLACK_APP_TOKEN"}},
        {"bot_token",
         &S::bot_token,
         "Bot token (`xoxb-…`); used for everything else. Always needed.",
         "{ env = \"SLACK_BOT_TOKEN\" }",
         {.variable = "SLACK_BOT_TOKEN"}},
        {"signing_secret", &S::signing_secret,
         "Checks that a request comes from Slack. Needed for "
         "`delivery = \"http\"`.",
         "{ env = \"SLACK_SIGNING_SECRET\" }"},
        {"api_url",
         &S::api_url,
         "Where the Web API is; another one only for a Slack double.",
         "\"https://slack.com/api/\"",
         {.kind = kinds::web_address, .variable = "SLACK_API_URL"}},
        {"ca_file",
         &S::ca_file,
         "PEM file of one more certificate authority, for a Slack double with its own "
         "certificate. Verification can't be switched off.",
         "\"double-ca.pem\"",
         {.kind = kinds::path}},
        {"operators",
         &S::operators,
         "Channel where the bot speaks about itself: broken configuration, lost "
         "connections, rollouts it lost sight of.",
         "\"#pilothouse\"",
         {.kind = kinds::channel}},
        {"delivery", &S::delivery,
         "How Slack's events arrive: over sockets that the bot opens, or as HTTP requests "
         "to the bot's own server.",
         "\"socket\""},
        {"sockets",
         &S::sockets,
         "How many sockets are held open side by side, so that one may die unnoticed.",
         "2",
         {.least = 1, .most = 4}},
        {"pace", &S::pace, "Keep Slack's published rates. Off only against a double without limits.", "true"},
        {"command_prefix",
         &S::command_prefix,
         "Put before `/deploy`, `/status`, `/incident` and `/pilot` where a workspace has "
         "those taken.",
         "\"ops-\"",
         {.kind = kinds::command_prefix}},
        {"response_hosts",
         &S::response_hosts,
         "Hosts that a `response_url` may name; an answer is sent nowhere else.",
         "[\"hooks.slack.com\"]",
         {.kind = kinds::host, .required = true}},
    }};
    return table;
}

Table<StorageSettings> storage_settings() {
    using S = StorageSettings;
    static const std::array<Setting<S>, 2> table = {{
        {"path",
         &S::path,
         "The database file. On a local disk: a network file system is refused.",
         "\"pilothouse.db\"",
         {.kind = kinds::path, .variable = "PILOTHOUSE_DATABASE"}},
        {"runs",
         &S::runs,
         "Folder of the run directories (what each rollout was asked, its log, how it ended). "
         "Where it is not given: the database's path with `.runs` added.",
         "\"/var/lib/pilothouse/runs\"",
         {.kind = kinds::path}},
    }};
    return table;
}

Table<HttpSettings> http_settings() {
    using S = HttpSettings;
    static const std::array<Setting<S>, 5> table = {{
        {"address", &S::address, "Address to listen on.", "\"127.0.0.1\"", {.kind = kinds::host, .required = true}},
        {"port",
         &S::port,
         "Port of `/healthz`, `/readyz`, `/metrics` and, for `delivery = \"http\"`, of Slack's "
         "requests. None: no HTTP server. 0: a free port, printed at the start.",
         "8080",
         {.most = 65'535}},
        {"public_url",
         &S::public_url,
         "Where the outside reaches this server; the manifest names it for `delivery = \"http\"`.",
         "\"https://bot.example.com\"",
         {.kind = kinds::web_address}},
        {"certificate_file",
         &S::certificate_file,
         "PEM certificate chain, to serve HTTPS without a proxy.",
         "\"pilothouse.pem\"",
         {.kind = kinds::path}},
        {"key_file",
         &S::key_file,
         "PEM private key that belongs to `certificate_file`.",
         "\"pilothouse.key\"",
         {.kind = kinds::path}},
    }};
    return table;
}

Table<LogSettings> log_settings() {
    using S = LogSettings;
    static const std::array<Setting<S>, 2> table = {{
        {"level",
         &S::level,
         "The least important line that is written.",
         "\"info\"",
         {.choices = {"debug", "info", "warn", "error"}}},
        {"format",
         &S::format,
         "`key_value` for people, `json` for machines.",
         "\"key_value\"",
         {.choices = {"key_value", "json"}}},
    }};
    return table;
}

Table<Team> team_settings() {
    using S = Team;
    static const std::array<Setting<S>, 2> table = {{
        {"name",
         &S::name,
         "What `owners`, `who` and `approvers` call it.",
         "\"payments\"",
         {.kind = kinds::name, .required = true}},
        {"members",
         &S::members,
         "Its people: e-mail addresses as Slack knows them, or member ids.",
         "[\"ana@example.com\", \"U024BE7LH\"]",
         {.kind = kinds::member, .required = true}},
    }};
    return table;
}

Table<Hook> hook_settings() {
    using S = Hook;
    static const std::array<Setting<S>, 10> table = {{
        {"name",
         &S::name,
         "The last part of its address. Where the vendor signs nothing (Alertmanager, Jenkins), take a long random "
         "one.",
         "\"acme-api\"",
         {.kind = kinds::name, .required = true}},
        {"vendor",
         &S::vendor,
         "Who sends; the part of the address before the name.",
         "\"github\"",
         {.choices = {"github",       "gitlab",    "jenkins",   "circleci", "buildkite",   "buildbot", "azure",
                      "alertmanager", "grafana",   "pagerduty", "opsgenie", "sentry",      "datadog",  "argocd",
                      "flux",         "terraform", "atlantis",  "cdevents", "cloudevents", "generic"}}},
        {"secret", &S::secret, "What the sender proves that it knows. Always needed.",
         "{ env = \"GITHUB_HOOK_SECRET\" }"},
        {"old_secret", &S::old_secret, "Accepted as well, while the secret is changed at the sender.",
         "{ env = \"GITHUB_HOOK_OLD_SECRET\" }"},
        {"channel",
         &S::channel,
         "Where its builds and alerts are shown; without one only where channels have subscribed.",
         "\"#api\"",
         {.kind = kinds::channel}},
        {"results",
         &S::results,
         "Which builds are shown: `failed`, `fixed`, `passed`, `cancelled`, or `all` from their start.",
         "[\"failed\", \"fixed\"]",
         {.kind = kinds::result, .required = true}},
        {"silence_api",
         &S::silence_api,
         "Only for Alertmanager: its base address, where silences are made. Never taken from what is sent.",
         "\"http://alertmanager.internal:9093\"",
         {.kind = kinds::web_address}},
        {"api",
         &S::api,
         "Only for GitHub, GitLab and Jenkins: the base address of the interface by which failed builds are started "
         "again. Not given: `https://api.github.com`, `https://gitlab.com`; Jenkins' own must be given.",
         "\"https://jenkins.example.com\"",
         {.kind = kinds::web_address}},
        {"api_token", &S::api_token,
         "The token for `api` (of Jenkins `user:token`), or for `silence_api` where that asks for a bearer token. "
         "Without "
         "one there is no button that starts builds again.",
         "{ env = \"GITHUB_TOKEN\" }"},
        {"catch_up",
         &S::catch_up,
         "Only for GitHub: the repository (`acme/api`) or organisation (`acme`) whose webhook this is. What "
         "GitHub could not deliver in the last three days is then asked for again, at the start and every five "
         "minutes. Needs an "
         "`api_token` with *Webhooks: read and write*.",
         "\"acme/api\"",
         {.kind = kinds::forge_place}},
    }};
    return table;
}

Table<Service> service_settings() {
    using S = Service;
    static const std::array<Setting<S>, 7> table = {{
        {"name", &S::name, "What people type: `deploy api …`.", "\"api\"", {.kind = kinds::name, .required = true}},
        {"owners",
         &S::owners,
         "Teams that may deploy where an environment does not say `who`.",
         "[\"payments\"]",
         {.kind = kinds::name}},
        {"channel",
         &S::channel,
         "Where its deploys are shown. Not given: where they were asked for.",
         "\"#api\"",
         {.kind = kinds::channel}},
        {"url",
         &S::url,
         "Its page or repository; its name links there.",
         "\"https://git.example.com/api\"",
         {.kind = kinds::web_address}},
        {"projects",
         &S::projects,
         "What other systems call it: builds and deploys of these projects are this service's.",
         "[\"acme/api\"]",
         {.kind = kinds::text}},
        {"depends_on", &S::depends_on, "Services whose deploys may break this one.", "[\"db\"]", {.kind = kinds::name}},
        {"suspect_for",
         &S::suspect_for,
         "For how long after a deploy a red build or an alert of the service, or of one that depends on it, makes the "
         "deploy suspect. `\"0s\"`: never.",
         "\"30m\"",
         {.least = 0, .most = 7 * day}},
    }};
    return table;
}

Table<Environment> environment_settings() {
    using S = Environment;
    static const std::array<Setting<S>, 4> table = {{
        {"name", &S::name, "What people type: `… to staging`.", "\"staging\"", {.kind = kinds::name, .required = true}},
        {"who",
         &S::who,
         "Teams that may deploy here. Not given: the service's `owners`. Everybody else is refused.",
         "[\"payments\"]",
         {.kind = kinds::name}},
        {"approvers",
         &S::approvers,
         "Teams that may approve. Not given: the same as may deploy.",
         "[\"payments\"]",
         {.kind = kinds::name}},
        {"approval_expires",
         &S::approval_expires,
         "How long a deploy waits for its approvals before it is given up.",
         "\"30m\"",
         {.least = minute, .most = 7 * day}},
    }};
    return table;
}

Table<RunProgram> deploy_settings() {
    using S = RunProgram;
    static const std::array<Setting<S>, 4> table = {{
        {"run",
         &S::argv,
         "The program and its arguments, each as it is: no shell takes part. `{service}`, "
         "`{environment}`, `{version}` and `{deploy}` (the deploy's number) are filled in.",
         "[\"./deploy.sh\", \"{service}\", \"{environment}\", \"{version}\"]",
         {.kind = kinds::argument, .required = true}},
        {"timeout",
         &S::timeout,
         "After this time the program is asked to end (SIGTERM), and made to 10 s later.",
         "\"15m\"",
         {.least = second, .most = day}},
        {"directory",
         &S::directory,
         "Its working directory. Not given: the folder of the configuration file.",
         "\"deploy\"",
         {.kind = kinds::path}},
        {"pass_env",
         &S::pass_env,
         "Names of environment variables of the bot that the program gets. It gets no "
         "others but `PATH`, `LANG`, `HOME` and what the deploy itself sets.",
         "[\"KUBECONFIG\"]",
         {.kind = kinds::variable}},
    }};
    return table;
}

Table<Environment> requires_settings() {
    using S = Environment;
    static const std::array<Setting<S>, 2> table = {{
        {"approvals", &S::approvals, "How many other people must agree.", "1", {.most = 10}},
        {"after",
         &S::after,
         "The version must have succeeded in this environment of the same service first.",
         "\"staging\"",
         {.kind = kinds::name}},
    }};
    return table;
}

namespace {
template <class Owner>
void collect(std::vector<KnownKey>& keys, Table<Owner> table, std::string_view where) {
    for (const auto& setting : table)
        keys.push_back({setting.key, where});
}
} // namespace

const std::vector<KnownKey>& known_keys() {
    static const std::vector<KnownKey> keys = [] {
        std::vector<KnownKey> all;
        collect(all, slack_settings(), "[slack]");
        collect(all, storage_settings(), "[storage]");
        collect(all, http_settings(), "[http]");
        collect(all, log_settings(), "[log]");
        collect(all, incident_settings(), "[incidents]");
        collect(all, severity_settings(), "[[severity]]");
        collect(all, team_settings(), "[[team]]");
        collect(all, hook_settings(), "[[hook]]");
        collect(all, service_settings(), "[[service]]");
        collect(all, environment_settings(), "[[service.environment]]");
        collect(all, deploy_settings(), "deploy = { … }");
        collect(all, requires_settings(), "requires = { … }");
        collect(all, hook_map_settings(), "map = { … }");
        all.push_back({"map", "[[hook]]"});
        all.push_back({"phases", "[[hook]]"});
        all.push_back({"deploy", "[[service.environment]]"});
        all.push_back({"requires", "[[service.environment]]"});
        all.push_back({"environment", "[[service]]"});
        return all;
    }();
    return keys;
}

} // namespace pilothouse::config
