#include "bot/catch_up.hpp"
#include "bot/program/loop.hpp"
#include "bot/program/program.hpp"
#include "core/log.hpp"
#include "integrations/net/http_client.hpp"
#include "integrations/slack/directory.hpp"
#include "integrations/slack/web_client.hpp"
#include "storage/sqlite/open.hpp"

#include <nlohmann/json.hpp>
#include <unistd.h>

#include <cstdio>
#include <ctime>
#include <filesystem>
#include <set>

namespace pilothouse::program {

namespace {

/// One finding after the other, each bad one with its mend.
class Report {
public:
    void good(const std::string& what) { std::printf("  ok    %s\n", what.c_str()); }

    void bad(const Error& error) {
        failed_ = true;
        std::printf("  FAIL  %s\n", error.message.c_str());
        if (!error.hint.empty()) std::printf("        mend: %s\n", error.hint.c_str());
    }

    [[nodiscard]] bool failed() const { return failed_; }

private:
    bool failed_ = false;
};

/// Looks without making anything: the first run makes the database.
void check_database(const config::Settings& settings, Report& report) {
    const std::filesystem::path path = settings.storage.path;
    if (!std::filesystem::exists(path)) {
        const auto folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
        if (::access(folder.c_str(), W_OK | X_OK) == 0)
            return report.good("database " + path.string() + " is not there yet; the first run makes it");
        return report.bad(
            {Errc::not_found,
             "the database " + path.string() + " can't be made: " + folder.string() +
                 " is no folder that I may write in",
             "Make the folder, or set [storage] path to another one"}
        );
    }
    const auto store = storage::open_file(settings.storage.path);
    if (store) return report.good("database " + settings.storage.path + " opens");
    if (store.error().code == Errc::conflict)
        return report.good("database " + settings.storage.path + " is in use by a running bot");
    report.bad(store.error());
}

/// The program of each environment can be started.
void check_programs(const config::Settings& settings, Report& report) {
    for (const auto& service : settings.services) {
        for (const auto& environment : service.environments) {
            const auto& run = environment.deploy;
            const std::string what = service.name.value + " in " + environment.name.value + ": " + run.argv.front();
            const bool has_path = run.argv.front().contains('/');
            const auto file = std::filesystem::path(run.directory) / run.argv.front();
            if (!has_path || ::access(file.c_str(), X_OK) == 0) {
                report.good(what);
                continue;
            }
            report.bad(
                {Errc::not_found, what + " is not a program that I may run", "chmod +x it, or name the right path"}
            );
        }
    }
}

net::awaitable<void> check_bot_token(const config::Settings& settings, slack::Directory& directory, Report& report) {
    const auto identity = co_await directory.identify();
    if (!identity) {
        report.bad(identity.error());
        co_return;
    }
    report.good("bot token: " + identity->user + " of " + identity->team);
    for (const auto& missing : directory.missing_scopes())
        report.bad(
            {Errc::denied,
             "the bot token lacks the scope " + std::string(missing.scope) + ": " + std::string(missing.what_for),
             "Add it under OAuth & Permissions (or from `pilothouse manifest`) and install the app again"}
        );
    std::set<std::string> names;
    if (!settings.slack.operators.empty()) names.insert(settings.slack.operators.value);
    for (const auto& service : settings.services)
        if (!service.channel.empty()) names.insert(service.channel.value);
    for (const auto& name : names) {
        const auto id = co_await directory.resolve(ChannelId(name));
        if (id)
            report.good("channel " + name + " is " + id->value);
        else
            report.bad(id.error());
    }
}

net::awaitable<void> check_app_token(net::HttpClient& http, const config::Settings& settings, Report& report) {
    if (settings.slack.delivery != config::SlackDelivery::socket) co_return;
    auto api = slack::WebClient::create(http, settings.slack.api_url, settings.slack.app_token);
    if (!api) {
        report.bad(api.error());
        co_return;
    }
    slack::Call open{.method = "apps.connections.open"};
    const auto answer = co_await api->call(std::move(open));
    if (answer)
        report.good("app token: Slack gives a socket address");
    else
        report.bad(answer.error());
}

/// Signatures and timestamps need a clock within minutes; people read times within seconds.
net::awaitable<void> check_clock(net::HttpClient& http, const config::Settings& settings, Report& report) {
    auto url = net::parse_url(settings.slack.api_url + "api.test");
    if (!url) {
        report.bad(url.error());
        co_return;
    }
    net::HttpRequest request;
    request.method = "POST";
    request.target = url->target;
    const auto answer = co_await http.send(*url, std::move(request), std::chrono::seconds{10});
    if (!answer) {
        report.bad(answer.error());
        co_return;
    }
    report.good("Slack answers at " + url->authority());
    const std::string date(net::header(answer->headers, "Date"));
    std::tm parts{};
    if (date.empty() || ::strptime(date.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &parts) == nullptr) co_return;
    const auto theirs = from_unix_ms(static_cast<std::int64_t>(::timegm(&parts)) * 1000);
    const auto apart = std::chrono::abs(now() - theirs);
    if (apart < std::chrono::seconds{30})
        report.good("clock agrees with Slack's");
    else
        report.bad(
            {Errc::rejected, "the clock is " + spoken(apart) + " away from Slack's",
             "Switch time synchronisation on (NTP)"}
        );
}

/// Hooks that ask their sender for what was missed may do so.
net::awaitable<void> check_hooks(const config::Settings& settings, net::executor loop, Report& report) {
    auto tls = net::TlsClient::create({});
    if (!tls) {
        report.bad(tls.error());
        co_return;
    }
    net::HttpClient http(loop, std::move(*tls));
    for (const auto& hook : settings.hooks) {
        if (hook.catch_up.empty()) continue;
        const auto may = co_await bot::can_catch_up(http, hook, settings.http.public_url);
        if (may)
            report.good("hook " + hook.name.value + ": GitHub lists what it could not deliver to it");
        else
            report.bad({may.error().code, "hook " + hook.name.value + ": " + may.error().message, may.error().hint});
    }
    http.close();
}

net::awaitable<void> check_slack(const config::Settings& settings, net::executor loop, Report& report) {
    auto tls = net::TlsClient::create(settings.slack.ca_file);
    if (!tls) {
        report.bad(tls.error());
        co_return;
    }
    net::HttpClient http(loop, std::move(*tls));
    co_await check_clock(http, settings, report);
    auto api = slack::WebClient::create(http, settings.slack.api_url, settings.slack.bot_token);
    if (!api) {
        report.bad(api.error());
        co_return;
    }
    slack::Directory directory(*api);
    co_await check_bot_token(settings, directory, report);
    co_await check_app_token(http, settings, report);
    http.close();
}

net::awaitable<void> check_outside(const config::Settings& settings, net::executor loop, Report& report) {
    co_await check_slack(settings, loop, report);
    co_await check_hooks(settings, loop, report);
}

} // namespace

int doctor(const std::string& file) {
    const auto settings = settings_or_complain(file, true);
    if (!settings) return exit_config;
    log::configure(log::Level::error, log::Format::key_value); // the report says it
    std::printf("%s\n", file.c_str());
    Report report;
    report.good("configuration");
    check_database(*settings, report);
    check_programs(*settings, report);
    Loop loop;
    loop.spawn("doctor", check_outside(*settings, loop.executor(), report));
    loop.run();
    std::puts(report.failed() ? "Something needs mending." : "All is well.");
    return report.failed() ? exit_failed : exit_ok;
}

} // namespace pilothouse::program
