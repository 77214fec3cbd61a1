#include "real_alertmanager.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <fstream>
#include <stdexcept>

namespace pilothouse::tests {

using namespace std::chrono_literals;

namespace {

constexpr const char* program = "/usr/bin/prometheus-alertmanager";

/// An address that the stages do not use.
std::string own_address() {
    const auto process = static_cast<unsigned>(::getpid());
    return "127.49." + std::to_string(process / 250 % 250 + 1) + "." + std::to_string(process % 250 + 1);
}

std::uint16_t free_port(const std::string& address) {
    boost::asio::io_context loop;
    const boost::asio::ip::tcp::endpoint any(boost::asio::ip::make_address(address), 0);
    return boost::asio::ip::tcp::acceptor(loop, any).local_endpoint().port();
}

std::string configuration(const std::string& receiver, const std::string& token) {
    return "route:\n  receiver: bot\n  group_by: [alertname]\n  group_wait: 1s\n  group_interval: 2s\n"
           "  repeat_interval: 1h\n"
           "receivers:\n  - name: bot\n    webhook_configs:\n      - url: " +
           receiver +
           "\n        send_resolved: true\n        http_config:\n          authorization:\n"
           "            type: Bearer\n            credentials: " +
           token + "\n";
}

} // namespace

bool RealAlertmanager::installed() {
    return ::access(program, X_OK) == 0;
}

RealAlertmanager::RealAlertmanager() : host_(own_address()), port_(free_port(host_)) {}

RealAlertmanager::~RealAlertmanager() {
    if (process_ <= 0) return;
    ::kill(process_, SIGTERM);
    int status = 0;
    ::waitpid(process_, &status, 0);
}

std::string RealAlertmanager::address() const {
    return "http://" + host_ + ":" + std::to_string(port_);
}

void RealAlertmanager::start(const std::string& receiver, const std::string& token) {
    const auto file = (folder_.path() / "alertmanager.yml").string();
    std::ofstream(file) << configuration(receiver, token);
    std::array arguments{
        std::string(program),
        "--config.file=" + file,
        "--storage.path=" + (folder_.path() / "data").string(),
        "--web.listen-address=" + host_ + ":" + std::to_string(port_),
        std::string("--cluster.listen-address="),
    };
    std::array<char*, arguments.size() + 1> argv{};
    for (std::size_t i = 0; i < arguments.size(); ++i)
        argv[i] = arguments[i].data();
    posix_spawn_file_actions_t actions{};
    ::posix_spawn_file_actions_init(&actions);
    const auto log = (folder_.path() / "log").string();
    ::posix_spawn_file_actions_addopen(&actions, 1, log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    ::posix_spawn_file_actions_adddup2(&actions, 1, 2);
    const int failed = ::posix_spawn(&process_, program, &actions, nullptr, argv.data(), environ);
    ::posix_spawn_file_actions_destroy(&actions);
    if (failed != 0) throw std::runtime_error("the Alertmanager can't be started");
}

net::awaitable<Json> RealAlertmanager::ask(Stage& stage, std::string method, std::string path, Json body) {
    net::HttpRequest request{.method = std::move(method)};
    if (!body.is_null()) {
        request.headers = {{"Content-Type", "application/json"}};
        request.body = body.dump();
    }
    auto url = net::parse_url(address() + path);
    const auto answer = co_await stage.http().send(*std::move(url), std::move(request), 5s);
    if (!answer || answer->status != 200) co_return nullptr;
    co_return Json::parse(answer->body.empty() ? "true" : answer->body, nullptr, false);
}

net::awaitable<bool> RealAlertmanager::ready(Stage& stage) {
    co_return co_await stage.until([this, &stage]() -> net::awaitable<bool> {
        co_return (co_await ask(stage, "GET", "/api/v2/status")).is_object();
    });
}

net::awaitable<void> RealAlertmanager::raise(Stage& stage, Json labels, bool firing) {
    Json alert{{"labels", std::move(labels)}, {"annotations", {{"summary", "Errors over 5 %"}}}};
    if (!firing) alert["endsAt"] = iso8601(now());
    const auto taken = co_await ask(stage, "POST", "/api/v2/alerts", Json::array({alert}));
    if (taken.is_null()) throw std::runtime_error("the Alertmanager did not take an alert");
}

} // namespace pilothouse::tests
