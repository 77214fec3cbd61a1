#include "bot/pilothouse.hpp"

#include "bot/catch_up.hpp"
#include "bot/dispatcher.hpp"
#include "bot/engine.hpp"
#include "bot/health.hpp"
#include "bot/other_systems.hpp"
#include "bot/replays.hpp"
#include "bot/webhooks.hpp"
#include "core/log.hpp"
#include "integrations/hooks/receiver.hpp"
#include "integrations/net/http_client.hpp"
#include "integrations/net/http_server.hpp"
#include "integrations/process/runner.hpp"
#include "integrations/slack/directory.hpp"
#include "integrations/slack/http_events.hpp"
#include "integrations/slack/response_url.hpp"
#include "integrations/slack/sender.hpp"
#include "integrations/slack/socket_link.hpp"
#include "integrations/slack/web_client.hpp"
#include "storage/sqlite/open.hpp"

#include <optional>
#include <tuple>

namespace pilothouse::bot {

using namespace std::chrono_literals;

namespace {

constexpr std::size_t largest_hook = 26 << 20; // GitHub and GitLab send up to 25 MB
constexpr std::size_t largest_other = 1 << 20;

bool needs_restart(const config::Settings& old, const config::Settings& fresh) {
    const auto fixed = [](const config::Settings& s) {
        return std::tie(
            s.slack.api_url, s.slack.ca_file, s.slack.delivery, s.slack.sockets, s.slack.pace, s.slack.command_prefix,
            s.slack.app_token.reveal(), s.slack.bot_token.reveal(), s.slack.signing_secret.reveal(), s.storage.path,
            s.slack.response_hosts, s.log.level, s.log.format, s.storage.runs, s.http.address, s.http.port,
            s.http.certificate_file, s.http.key_file
        );
    };
    return fixed(old) != fixed(fresh);
}

class Assembled final : public Pilothouse {
public:
    Assembled(
        net::executor loop, config::Settings settings, Options options, std::unique_ptr<storage::Store> store,
        net::TlsClient tls
    )
        : loop_(std::move(loop)), settings_(std::make_shared<const config::Settings>(std::move(settings))),
          options_(std::move(options)), tls_(std::move(tls)), http_(loop_, tls_),
          response_urls_(settings_->slack.response_hosts, settings_->slack.api_url),
          engine_(
              loop_, std::move(store), settings_,
              [this](commands::Task task, commands::Attempt attempt) {
                  dispatcher_->begin(std::move(task), std::move(attempt));
              },
              {}
          ),
          wrapped_(options_.intake_wrapper ? options_.intake_wrapper(engine_) : nullptr),
          runner_(loop_, intake(), settings_->runs_folder(), options_.supervisor), tasks_(loop_) {}

    Result<void> open() {
        const auto& slack = settings_->slack;
        const slack::WebClientOptions options{
            .pace = slack.pace, .seed = static_cast<std::uint64_t>(to_unix_ms(now()))
        };
        PILOTHOUSE_TRY(auto bot_api, slack::WebClient::create(http_, slack.api_url, slack.bot_token, options));
        PILOTHOUSE_TRY(auto app_api, slack::WebClient::create(http_, slack.api_url, slack.app_token, options));
        bot_api_.emplace(std::move(bot_api));
        app_api_.emplace(std::move(app_api));
        directory_.emplace(*bot_api_);
        sender_.emplace(
            *bot_api_, *directory_,
            slack::SenderOptions{
                .log_path = [this](DeployId deploy) { return runner_.log_path(deploy); },
                .response_urls = response_urls_
            }
        );
        dispatcher_.emplace(tasks_, *sender_, runner_, others_, [this](TaskId task, commands::Outcome outcome) {
            engine_.finished(task, std::move(outcome));
        });
        if (slack.delivery == config::SlackDelivery::socket)
            open_socket();
        else
            open_requests();
        return open_http();
    }

    void start() override {
        log::info("program.started", {{"version", PILOTHOUSE_VERSION}, {"config", settings_->file}});
        engine_.start();
        if (socket_)
            tasks_.spawn("slack.socket", socket_->run());
        else
            tasks_.spawn("slack.identity", learn_identity());
        tasks_.spawn("replays", replays_.run());
        if (server_) tasks_.spawn("hooks.catch_up", catch_up_.run());
    }

    void reload(config::Settings fresh) override {
        const bool partly = needs_restart(*settings_, fresh);
        settings_ = std::make_shared<const config::Settings>(std::move(fresh));
        engine_.use(settings_);
        others_.use(settings_);
        catch_up_.use(settings_);
        if (receiver_) receiver_->use(routes_of(*settings_));
        log::info("program.reloaded", {{"config", settings_->file}, {"restart_needed", partly}});
        if (partly)
            notice(
                Tone::warning, "The new configuration also changes how I connect or where I keep my data; that part "
                               "waits for a restart."
            );
        else
            notice(Tone::good, "I work by the new configuration now.");
    }

    void refuse_reload(const Error& error) override {
        log::error("program.reload.refused", {{"error", error.text()}});
        notice(Tone::bad, "The new configuration is wrong, so the old one stays:\n" + error.text());
    }

    net::awaitable<void> stop() override {
        replays_.stop();
        catch_up_.stop();
        if (server_) co_await server_->stop(1s);
        if (socket_) co_await socket_->stop(2s);
        engine_.close_intake();
        if (!co_await tasks_.join(3s)) {
            tasks_.cancel();
            co_await tasks_.join(1s);
        }
        co_await runner_.stop(1s);
        engine_.stop();
        http_.close();
        log::info("program.stopped");
    }

    [[nodiscard]] std::uint16_t http_port() const override { return server_ ? server_->port() : std::uint16_t{0}; }

private:
    using Tone = commands::Tone;

    commands::Intake& intake() { return wrapped_ ? *wrapped_ : engine_; }

    void open_socket() {
        slack::SocketLinkOptions options;
        options.rules.sockets = settings_->slack.sockets;
        options.rules.seed = static_cast<std::uint64_t>(to_unix_ms(now()));
        options.command_prefix = settings_->slack.command_prefix;
        options.response_urls = response_urls_;
        socket_.emplace(loop_, tls_, *app_api_, *directory_, *sender_, intake(), std::move(options));
    }

    void open_requests() {
        hearing_.command_prefix = settings_->slack.command_prefix;
        hearing_.response_urls = response_urls_;
        requests_.emplace(loop_, settings_->slack.signing_secret, hearing_, intake());
    }

    Result<void> open_http() {
        const auto& http = settings_->http;
        if (!http.port) return {};
        std::optional<net::TlsServer> tls;
        if (!http.certificate_file.empty()) {
            PILOTHOUSE_TRY(auto created, net::TlsServer::create(http.certificate_file, http.key_file));
            tls = std::move(created);
        }
        receiver_.emplace(loop_, routes_of(*settings_), intake());
        const auto handle = [this](net::HttpRequest request, const net::Peer&) { return answer(std::move(request)); };
        PILOTHOUSE_TRY(
            auto server, net::HttpServer::listen(
                             loop_, http.address, *http.port, std::move(tls), handle, {.body_bytes = largest_hook}
                         )
        );
        server_.emplace(std::move(server));
        server_->on_body([this](const net::HttpRequest& head) {
            return hooks::Receiver::is_route(head.target) ? receiver_->room_for(head) : largest_other;
        });
        return {};
    }

    net::awaitable<net::HttpResponse> answer(net::HttpRequest request) {
        if (hooks::Receiver::is_route(request.target)) co_return co_await receiver_->handle(std::move(request));
        if (requests_ && slack::HttpEvents::is_route(request.target))
            co_return co_await requests_->handle(std::move(request));
        Vitals vitals{.started = started_, .now = now(), .engine = engine_.figures(), .socket = {}};
        if (socket_) vitals.socket = socket_->snapshot();
        vitals.hook_counts = receiver_->counts();
        vitals.catch_up = catch_up_.figures();
        co_return answer_health(request, vitals);
    }

    /// Over HTTP nothing else asks who we are; without it our own messages are told by each event's authorizations.
    net::awaitable<void> learn_identity() {
        const auto self = co_await directory_->identify();
        if (!self) {
            log::error("slack.identity.unknown", {{"error", self.error().text()}});
            co_return;
        }
        hearing_.own_user_id = self->user_id;
        hearing_.own_bot_id = self->bot_id;
    }

    void notice(Tone tone, const std::string& words) {
        commands::Incoming incoming{
            .key = "notice/configuration/" + std::to_string(to_unix_ms(now())),
            .source = "program",
            .event = commands::Noticed{.key = "configuration", .tone = tone, .text = words},
            .acknowledge = {}
        };
        if (!engine_.offer(std::move(incoming))) log::warn("program.notice.refused", {{"words", words}});
    }

    net::executor loop_;
    std::shared_ptr<const config::Settings> settings_;
    Options options_;
    Time started_ = now();
    net::TlsClient tls_;
    net::HttpClient http_;
    OtherSystems others_{http_, settings_};
    CatchUp catch_up_{loop_, http_, settings_};
    slack::ResponseUrls response_urls_;
    slack::Hearing hearing_;
    std::optional<slack::WebClient> bot_api_, app_api_;
    std::optional<slack::Directory> directory_;
    std::optional<slack::Sender> sender_;
    std::optional<Dispatcher> dispatcher_;
    Engine engine_;
    std::unique_ptr<commands::Intake> wrapped_;
    process::Runner runner_;
    std::optional<slack::SocketLink> socket_;
    std::optional<slack::HttpEvents> requests_;
    std::optional<hooks::Receiver> receiver_;
    std::optional<net::HttpServer> server_;
    Replays replays_{loop_, replays_folder(settings_->storage), intake(), [this] { return routes_of(*settings_); }};
    net::TaskGroup tasks_;
};

} // namespace

Result<std::unique_ptr<Pilothouse>> Pilothouse::create(net::executor loop, config::Settings settings, Options options) {
    PILOTHOUSE_TRY(auto tls, net::TlsClient::create(settings.slack.ca_file));
    PILOTHOUSE_TRY(auto store, storage::open_file(settings.storage.path));
    try {
        auto bot = std::make_unique<Assembled>(
            std::move(loop), std::move(settings), std::move(options), std::move(store), std::move(tls)
        );
        PILOTHOUSE_CHECK(bot->open());
        return bot;
    } catch (const storage::Failure& failure) {
        return fail(
            Errc::internal, std::string("the database can't be read: ") + failure.what(), "Restore the newest backup"
        );
    }
}

} // namespace pilothouse::bot
