#include "real_prometheus.hpp"

#include "tests/support/loopback.hpp"

#include <stdexcept>

namespace pilothouse::tests {

using namespace std::chrono_literals;

namespace {
constexpr const char* program = "/usr/bin/prometheus";
} // namespace

Metrics::Metrics(net::executor loop) {
    const auto host = unused_address();
    auto server = net::HttpServer::listen(
        loop, host, 0, std::nullopt,
        [this](net::HttpRequest, net::Peer) -> net::awaitable<net::HttpResponse> {
            co_return net::HttpResponse{
                .headers = {{"Content-Type", "text/plain; version=0.0.4"}},
                .body = page(),
            };
        }
    );
    if (!server) throw std::runtime_error(server.error().text());
    server_.emplace(std::move(*server));
    target_ = host + ":" + std::to_string(server_->port());
}

net::awaitable<void> Metrics::stop() {
    co_await server_->stop(0s);
}

std::string Metrics::page() const {
    std::string text;
    for (const auto& [name, value] : values_)
        text += "# TYPE " + name + " gauge\n" + name + " " + std::to_string(value) + "\n";
    return text;
}

RealPrometheus::RealPrometheus() {
    need_program(program, "prometheus");
    const auto host = unused_address();
    listens_ = host + ":" + std::to_string(free_port(host));
}

void RealPrometheus::start(const std::string& service, const std::string& alertmanager) {
    const auto configuration = example(
        "prometheus.yml",
        {{"15s", "200ms"}, {"alertmanager.internal:9093", alertmanager}, {"checkout.internal:8080", service}}
    );
    write(folder_.path() / "prometheus.yml", configuration);
    write(folder_.path() / "prometheus-rules.yml", example("prometheus-rules.yml", {{"for: 5m", "for: 0s"}}));
    process_.start(
        {program, "--config.file=prometheus.yml", "--storage.tsdb.path=data", "--web.listen-address=" + listens_},
        folder_.path(), "log"
    );
}

net::awaitable<Json> RealPrometheus::ask(Stage& stage, std::string path) {
    auto url = net::parse_url("http://" + listens_ + path);
    const auto answer = co_await stage.http().send(*std::move(url), {}, 5s);
    co_return answer && answer->status == 200 ? Json::parse(answer->body) : Json::object();
}

net::awaitable<bool> RealPrometheus::ready(Stage& stage) {
    co_return co_await stage.until([this, &stage]() -> net::awaitable<bool> {
        if (process_.ended()) throw std::runtime_error("Prometheus has ended:\n" + process_.printed());
        const auto targets = co_await ask(stage, "/api/v1/targets");
        const auto told = co_await ask(stage, "/api/v1/alertmanagers");
        co_return targets.value("/data/activeTargets/0/health"_json_pointer, "") == "up" &&
            !told.value("/data/activeAlertmanagers/0/url"_json_pointer, "").empty();
    });
}

} // namespace pilothouse::tests
