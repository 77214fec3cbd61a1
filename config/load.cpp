#include "config/load.hpp"

#include "config/hook_map_schema.hpp"
#include "config/problems.hpp"
#include "config/reader.hpp"
#include "config/rules.hpp"
#include "config/schema.hpp"
#include "config/tree.hpp"

#include <algorithm>
#include <array>
#include <filesystem>

namespace pilothouse::config {

namespace {
namespace fs = std::filesystem;

constexpr std::size_t file_limit = 1 << 20;

/// One reading of one file.
class Loading {
public:
    Loading(const std::string& path, const EnvironmentLookup& environment, LoadOptions options)
        : environment_(environment), options_(options), folder_(fs::absolute(path).lexically_normal().parent_path()),
          problems_(path), reader_(environment, options, folder_, problems_, places_) {
        settings_.file = path;
    }

    Result<Settings> run(const Node& document) {
        reader_.check_keys(
            document, "", {"slack", "storage", "http", "log", "incidents", "severity", "team", "hook", "service"}
        );
        read_sections(document);
        read_severities(document);
        for (const Node* node : reader_.tables_at(document, "hook", "[[hook]]"))
            read_hook(*node, indexed("hook", settings_.hooks.size()), settings_.hooks.emplace_back());
        for (const Node* node : reader_.tables_at(document, "team", "[[team]]"))
            reader_.read(
                *node, indexed("team", settings_.teams.size()), team_settings(), settings_.teams.emplace_back()
            );
        for (const Node* node : reader_.tables_at(document, "service", "[[service]]"))
            read_service(*node, indexed("service", settings_.services.size()), settings_.services.emplace_back());
        check_rules(settings_, places_, problems_);
        if (options_.secrets) check_secrets();
        if (!problems_.empty()) return std::unexpected(problems_.error());
        settle_paths();
        return std::move(settings_);
    }

private:
    static std::string indexed(std::string_view path, std::size_t i) {
        return std::string(path) + "[" + std::to_string(i) + "]";
    }

    /// A section that is not in the file is read as an empty one, for its variables and required settings.
    template <class Owner>
    void read_section(const Node& document, std::string_view name, Table<Owner> table, Owner& owner) {
        static const Node empty{};
        const std::string path(name);
        const Node* node = reader_.table_at(document, name, path, "[" + path + "]");
        reader_.read(node == nullptr ? empty : *node, path, table, owner);
    }

    void read_sections(const Node& document) {
        read_section(document, "slack", slack_settings(), settings_.slack);
        read_section(document, "storage", storage_settings(), settings_.storage);
        read_section(document, "http", http_settings(), settings_.http);
        read_section(document, "log", log_settings(), settings_.log);
        read_section(document, "incidents", incident_settings(), settings_.incidents);
        if (settings_.http.certificate_file.empty() != settings_.http.key_file.empty())
            problems_.add(
                places_["http"], "http.certificate_file and http.key_file belong together; give both or none"
            );
        const Node* http = document.find("http");
        if (settings_.slack.delivery == SlackDelivery::http && (http == nullptr || http->find("port") == nullptr))
            problems_.add(
                places_["slack.delivery"], "slack.delivery = \"http\" needs a server for Slack's requests; write "
                                           "port = 8080 in [http]"
            );
        if (!settings_.slack.api_url.ends_with('/')) settings_.slack.api_url += '/';
    }

    /// Severities of the file stand in the place of the usual ones, not beside them.
    void read_severities(const Node& document) {
        const auto tables = reader_.tables_at(document, "severity", "[[severity]]");
        auto& severities = settings_.incidents.severities;
        if (!tables.empty()) severities.clear();
        for (const Node* node : tables)
            reader_.read(*node, indexed("severity", severities.size()), severity_settings(), severities.emplace_back());
    }

    void read_hook(const Node& node, const std::string& path, Hook& hook) {
        reader_.read(node, path, hook_settings(), hook, {"map", "phases"});
        read_hook_map(reader_, problems_, node, path, hook.vendor, hook.map);
        if (node.find("vendor") == nullptr)
            problems_.add(node.at, path + ".vendor is missing; write vendor = \"github\", or who sends");
        if (node.find("secret") == nullptr)
            problems_.add(
                node.at, path + ".secret is missing, and without one anybody could send; write " +
                             "secret = { env = \"HOOK_SECRET\" }"
            );
        read_api(node, path, hook);
        check_catch_up(node, path, hook);
        if (!settings_.http.port)
            problems_.add(node.at, path + " needs a server to be sent to; write port = 8080 in [http]");
    }

    /// What is asked of the sender by buttons. Where its address goes without saying, it need not be given.
    void read_api(const Node& node, const std::string& path, Hook& hook) {
        struct Usual {
            std::string_view vendor, address;
        };

        static constexpr std::array usual{
            Usual{"github", "https://api.github.com"}, Usual{"gitlab", "https://gitlab.com"}, Usual{"jenkins", ""}
        };
        const auto* known = std::ranges::find(usual, hook.vendor, &Usual::vendor);
        const bool token = node.find("api_token") != nullptr;
        if (known == usual.end() && !hook.api.empty())
            problems_.add(places_[path + ".api"], path + ".api is for vendor = github, gitlab and jenkins only");
        if (known == usual.end() && token && hook.silence_api.empty())
            problems_.add(places_[path + ".api_token"], path + ".api_token is of no use here; leave it out");
        if (known == usual.end()) return;
        if (!hook.api.empty() && !token)
            problems_.add(
                places_[path + ".api"],
                path + ".api is of no use without a token; write api_token = { env = \"API_TOKEN\" }"
            );
        if (token && hook.api.empty()) hook.api = known->address;
        if (token && hook.api.empty())
            problems_.add(
                node.at, path + ".api is missing, and api_token needs it; write api = \"https://jenkins.example.com\""
            );
        if (hook.vendor == "jenkins" && !hook.api_token.empty() && !hook.api_token.reveal().contains(':'))
            problems_.add(places_[path + ".api_token"], path + ".api_token must be of the form user:token");
    }

    void check_catch_up(const Node& node, const std::string& path, const Hook& hook) {
        if (hook.catch_up.empty()) return;
        if (hook.vendor != "github")
            problems_.add(
                places_[path + ".catch_up"],
                path + ".catch_up is for vendor = \"github\" only: no other is asked for what it could not deliver"
            );
        else if (node.find("api_token") == nullptr)
            problems_.add(
                places_[path + ".catch_up"],
                path + ".catch_up is of no use without a token; write api_token = { env = \"GITHUB_TOKEN\" }"
            );
    }

    void read_service(const Node& node, const std::string& path, Service& service) {
        reader_.read(node, path, service_settings(), service, {"environment"});
        for (const Node* inner : reader_.tables_at(node, "environment", "[[service.environment]]"))
            read_environment(
                *inner, indexed(path + ".environment", service.environments.size()), service.environments.emplace_back()
            );
    }

    void read_environment(const Node& node, const std::string& path, Environment& environment) {
        reader_.read(node, path, environment_settings(), environment, {"deploy", "requires"});
        constexpr std::string_view deploy_example = "deploy = { run = [\"./deploy.sh\", \"{version}\"] }";
        if (const Node* deploy = reader_.table_at(node, "deploy", path + ".deploy", deploy_example))
            reader_.read(*deploy, path + ".deploy", deploy_settings(), environment.deploy);
        else if (node.find("deploy") == nullptr)
            problems_.add(node.at, path + ".deploy is missing; write " + std::string(deploy_example));
        constexpr std::string_view requires_example = "requires = { approvals = 1, after = \"staging\" }";
        if (const Node* rule = reader_.table_at(node, "requires", path + ".requires", requires_example))
            reader_.read(*rule, path + ".requires", requires_settings(), environment);
    }

    /// A secret that is needed but named nowhere. One that is named and not there has been told already.
    void check_secrets() {
        const bool socket = settings_.slack.delivery == SlackDelivery::socket;
        need(settings_.slack.bot_token, "bot_token", true, "everything the bot says");
        need(settings_.slack.app_token, "app_token", socket, "delivery = \"socket\"");
        need(settings_.slack.signing_secret, "signing_secret", !socket, "delivery = \"http\"");
    }

    void need(const Secret& secret, const std::string& key, bool needed, const std::string& purpose) {
        const std::string path = "slack." + key;
        if (!needed || !secret.empty() || places_[path] != places_["slack"]) return;
        for (const auto& setting : slack_settings()) {
            if (setting.key == key)
                problems_.add(
                    places_[path], path + " is missing, and " + purpose + " needs it; write " + key + " = " +
                                       std::string(setting.example)
                );
        }
    }

    void settle(std::string& path) const {
        if (!path.empty()) path = (folder_ / path).lexically_normal().string();
    }

    /// Relative paths are relative to the file's folder, wherever the program was started. The database named by the
    /// environment is relative to where it was started.
    void settle_paths() {
        settle(settings_.slack.ca_file);
        settle(settings_.storage.runs);
        settle(settings_.http.certificate_file);
        settle(settings_.http.key_file);
        const auto database = environment_ ? environment_("PILOTHOUSE_DATABASE") : std::nullopt;
        if (!database || database->empty()) settle(settings_.storage.path);
        for (auto& service : settings_.services)
            for (auto& environment : service.environments) {
                auto& directory = environment.deploy.directory;
                directory = directory.empty() ? folder_.string() : (folder_ / directory).lexically_normal().string();
            }
    }

    const EnvironmentLookup& environment_;
    LoadOptions options_;
    fs::path folder_;
    Problems problems_;
    Places places_;
    Reader reader_;
    Settings settings_;
};
} // namespace

Result<Settings>
parse(std::string_view text, const std::string& path, const EnvironmentLookup& environment, LoadOptions options) {
    const auto document = parse_toml(text);
    if (!document) {
        Problems problems(path);
        problems.add(document.error().at, "this is not TOML: " + document.error().what);
        return std::unexpected(problems.error());
    }
    return Loading(path, environment, options).run(*document);
}

Result<Settings> load(const std::string& path, const EnvironmentLookup& environment, LoadOptions options) {
    PILOTHOUSE_TRY(const std::string text, file_contents(path, file_limit));
    return parse(text, path, environment, options);
}

} // namespace pilothouse::config
