#include "real_alertmanager.hpp"

#include "tests/support/loopback.hpp"

#include <stdexcept>

namespace pilothouse::tests {

using namespace std::chrono_literals;

namespace {
constexpr const char* program = "/usr/bin/prometheus-alertmanager";
} // namespace

RealAlertmanager::RealAlertmanager() {
    need_program(program, "prometheus-alertmanager");
    const auto host = unused_address();
    listens_ = host + ":" + std::to_string(free_port(host));
}

void RealAlertmanager::start(const std::string& bot, const std::string& token) {
    const auto configuration = example(
        "alertmanager.yml",
        {{"https://bot.example.com", bot}, {"group_wait: 30s", "group_wait: 500ms"}, {"interval: 5m", "interval: 500ms"}
        }
    );
    write(folder_.path() / "alertmanager.yml", configuration);
    write(folder_.path() / "pilothouse.secret", token);
    process_.start(
        {program, "--config.file=alertmanager.yml", "--storage.path=data", "--web.listen-address=" + listens_,
         "--cluster.listen-address="},
        folder_.path(), "log"
    );
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
        if (process_.ended()) throw std::runtime_error("the Alertmanager has ended:\n" + process_.printed());
        co_return (co_await ask(stage, "GET", "/api/v2/status")).is_object();
    });
}

net::awaitable<void> RealAlertmanager::raise(Stage& stage, Json labels, bool firing) {
    Json alert{{"labels", std::move(labels)}, {"annotations", {{"summary", "Errors over 5 %"}}}};
    if (!firing) alert["endsAt"] = iso8601(now());
    const auto taken = co_await ask(stage, "POST", "/api/v2/alerts", Json::array({alert}));
    if (taken.is_null()) throw std::runtime_error("the Alertmanager did not take an alert");
}

std::string alertmanager_hook(const std::string& silence_api) {
    return R"([[hook]]
name = "6c1f0e9ad2b84d0f"
vendor = "alertmanager"
secret = { env = "HOOK_SECRET" }
channel = "#deploys"
silence_api = ")" +
           silence_api + "\"\n";
}

} // namespace pilothouse::tests
