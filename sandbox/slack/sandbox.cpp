#include "sandbox/slack/sandbox.hpp"

#include "core/log.hpp"
#include "integrations/net/http_server.hpp"
#include "sandbox/slack/api.hpp"
#include "sandbox/slack/control.hpp"
#include "sandbox/slack/files.hpp"
#include "sandbox/slack/world.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <optional>

namespace pilothouse::sandbox {

using namespace std::chrono_literals;

struct Sandbox::State {
    State(net::executor loop, Options options, net::TlsClient tls)
        : world(std::move(loop), std::move(options), std::move(tls)) {}

    World world;
    std::optional<net::HttpServer> server{};
};

namespace {

constexpr auto ping_every = 15s;

net::HttpServerLimits server_limits() {
    net::HttpServerLimits limits;
    limits.header_bytes = 16 << 10;
    limits.body_bytes = 64 << 20; // uploads
    limits.connections = 2048;
    limits.idle = 120s;
    limits.strict = false; // clients of every kind: some POST without a length, some in chunks
    return limits;
}

net::WebSocketLimits socket_limits(const World& world) {
    net::WebSocketLimits limits;
    limits.message_bytes = 1 << 20;
    limits.ping_every = std::max(world.clock.scaled(ping_every), Duration{200});
    // Slack keeps a dead connection registered for hours; clients find out by themselves.
    limits.silence = 10min;
    return limits;
}

net::awaitable<net::HttpResponse> route(World& world, net::HttpRequest request) {
    const std::string path(net::path_of(request.target));
    if (path.starts_with("/api/")) co_return co_await web_api(world, std::move(request));
    if (path.starts_with("/_sim/")) co_return co_await control(world, std::move(request));
    if (path.starts_with("/hooks/") && request.method == "POST")
        co_return co_await response_hook(world, std::move(request));
    if (path.starts_with("/upload/") && request.method == "POST") co_return take_upload(world, request);
    if (path.starts_with("/files/")) co_return give_file(world, request);
    co_return page_file(world.options.page_folder, path);
}

net::HttpServer::Fate fate_of(net::HttpResponse& response) {
    const auto found = std::ranges::find(response.headers, fate_header, &std::pair<std::string, std::string>::first);
    if (found == response.headers.end()) return net::HttpServer::Fate::answer;
    const bool drop = found->second == "drop";
    response.headers.erase(found);
    return drop ? net::HttpServer::Fate::drop : net::HttpServer::Fate::truncate;
}

Result<void> read_seed(Options& options) {
    if (!options.seed_json.empty() || options.seed_file.empty()) return {};
    std::ifstream file(options.seed_file);
    if (!file) return fail(Errc::bad_input, "can't read the seed file " + options.seed_file, "check the path");
    options.seed_json.assign(std::istreambuf_iterator<char>(file), {});
    return {};
}

std::string host_of(const Options& options) {
    if (!options.public_host.empty()) return options.public_host;
    return options.address == "0.0.0.0" || options.address == "::" ? "127.0.0.1" : options.address;
}

} // namespace

Sandbox::Sandbox(std::unique_ptr<State> state) : state_(std::move(state)) {}

Sandbox::Sandbox(Sandbox&&) noexcept = default;
Sandbox& Sandbox::operator=(Sandbox&&) noexcept = default;
Sandbox::~Sandbox() = default;

Result<Sandbox> Sandbox::start(net::executor loop, Options options) {
    if (auto read = read_seed(options); !read) return std::unexpected(read.error());
    PILOTHOUSE_TRY(net::TlsClient client_tls, net::TlsClient::create());
    std::optional<net::TlsServer> tls;
    if (!options.certificate_file.empty()) {
        PILOTHOUSE_TRY(tls, net::TlsServer::create(options.certificate_file, options.key_file));
    }
    auto state = std::make_unique<State>(loop, std::move(options), std::move(client_tls));
    World& world = state->world;
    if (auto loaded = world.workspace.load(world.options.seed_json); !loaded) return std::unexpected(loaded.error());
    auto server = net::HttpServer::listen(
        loop, world.options.address, world.options.port, tls,
        [&world](net::HttpRequest request, const net::Peer&) { return route(world, std::move(request)); },
        server_limits()
    );
    if (!server) return std::unexpected(server.error());
    const std::string authority = fmt::format("{}:{}", host_of(world.options), server->port());
    world.base_url = (tls ? "https://" : "http://") + authority;
    world.link_base = (tls ? "wss://" : "ws://") + authority;
    server->on_upgrade(
        [&world](
            const net::HttpRequest& request, const net::Peer&,
            std::function<net::awaitable<Result<net::WebSocket>>()> accept
        ) { return world.hub.upgrade(request, std::move(accept)); },
        socket_limits(world)
    );
    server->on_fault([](const net::HttpRequest&, net::HttpResponse& response) { return fate_of(response); });
    state->server.emplace(std::move(*server));
    world.tasks.spawn("sandbox.schedule", world.schedule.run());
    log::info("sandbox.listening", {{"url", world.base_url}, {"team", world.workspace.team.name}});
    return Sandbox(std::move(state));
}

std::uint16_t Sandbox::port() const {
    return state_->server->port();
}

std::size_t Sandbox::sockets() const {
    return state_->world.hub.live();
}

std::string Sandbox::base_url() const {
    return state_->world.base_url;
}

net::awaitable<void> Sandbox::stop() {
    World& world = state_->world;
    world.stopping = true;
    world.delivery.stop();
    world.changed.ring();
    world.hub.stop();
    co_await state_->server->stop(1s);
    world.schedule.stop();
    world.client.close();
    world.tasks.cancel();
    co_await world.tasks.join(2s);
}

} // namespace pilothouse::sandbox
