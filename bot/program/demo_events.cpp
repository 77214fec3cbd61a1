#include "bot/program/demo_events.hpp"

#include "bot/program/loop.hpp"
#include "bot/program/program.hpp"
#include "core/clock.hpp"
#include "core/json.hpp"
#include "integrations/net/hmac.hpp"
#include "integrations/net/http_client.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>

namespace pilothouse::program {

namespace {

using Json = nlohmann::json;

constexpr const char* builds_secret = "demo-builds-secret";
constexpr const char* alerts_secret = "demo-alerts-secret";
constexpr const char* project = "northwind/api";
constexpr int first_build = 811;
constexpr int accepted = 202;

std::string memory_of(const std::string& folder) {
    return (std::filesystem::path(folder) / "senders.json").string();
}

/// {"port", "build": the last one's number, "began": since when the alert fires}
Result<Json> remembered(const std::string& folder) {
    std::ifstream file(memory_of(folder));
    const std::string text((std::istreambuf_iterator<char>(file)), {});
    auto memory = file ? parse_json(text) : Result<Json>(Json::object());
    if (!memory || !memory->is_object() || !memory->value("port", Json()).is_number_unsigned())
        return fail(Errc::not_found, "no demo was started in " + folder, "Start one: ./dev demo");
    return memory;
}

Result<void> remember(const std::string& folder, const Json& memory) {
    std::ofstream file(memory_of(folder), std::ios::trunc);
    file << memory.dump() << '\n';
    if (!file.flush()) return fail(Errc::unavailable, "can't write " + memory_of(folder));
    return {};
}

net::HttpRequest from_github(const std::string& event, const std::string& delivery, const Json& body) {
    auto text = body.dump();
    return {
        .method = "POST",
        .target = "/hooks/github/builds",
        .headers =
            {{"Content-Type", "application/json"},
             {"X-GitHub-Event", event},
             {"X-GitHub-Delivery", delivery},
             {"X-Hub-Signature-256", "sha256=" + net::hmac_sha256_hex(builds_secret, text)}},
        .body = std::move(text)
    };
}

net::HttpRequest from_alertmanager(const Json& body) {
    return {
        .method = "POST",
        .target = "/hooks/alertmanager/alerts",
        .headers = {{"Content-Type", "application/json"}, {"Authorization", std::string("Bearer ") + alerts_secret}},
        .body = body.dump()
    };
}

Json job(const Json& run, const std::string& name, const std::string& step, bool good) {
    const char* conclusion = good ? "success" : "failure";
    return {
        {"id", run["id"].get<std::int64_t>() * 10 + static_cast<std::int64_t>(name.size())},
        {"run_id", run["id"]},
        {"run_attempt", 1},
        {"name", name},
        {"status", "completed"},
        {"conclusion", conclusion},
        {"head_sha", run["head_sha"]},
        {"started_at", run["run_started_at"]},
        {"completed_at", run["updated_at"]},
        {"steps", Json::array({{{"name", step}, {"status", "completed"}, {"conclusion", conclusion}}})}
    };
}

/// A run on main has ended: Ben's commit broke it, or Ana's mended it.
std::vector<net::HttpRequest> build(int number, bool good) {
    constexpr auto took = std::chrono::seconds{94};
    const auto ended = now();
    const Json author = good ? Json{{"name", "Ana Torres"}, {"email", "ana@example.com"}}
                             : Json{{"name", "Ben Okafor"}, {"email", "ben@example.com"}};
    const Json repository{{"full_name", project}};
    const Json run{
        {"id", 7'000'000 + number},
        {"run_number", number},
        {"run_attempt", 1},
        {"name", "CI"},
        {"status", "completed"},
        {"conclusion", good ? "success" : "failure"},
        {"event", "push"},
        {"head_branch", "main"},
        {"head_sha", good ? "5d0f3ab92e6b7c1a4f8830d2e91c6a75b40e2f19" : "c41e7a8f90b2d35561fe0c4472a98d13e6f7b028"},
        {"display_title", good ? "Give the token parser its clock back" : "Simplify the token parser"},
        {"head_commit", {{"author", author}}},
        {"run_started_at", iso8601(ended - took)},
        {"updated_at", iso8601(ended)}
    };
    std::vector<net::HttpRequest> told;
    const auto tell = [&](const std::string& event, const std::string& part, const Json& what) {
        const Json body{{"action", "completed"}, {"repository", repository}, {event, what}};
        told.push_back(from_github(event, "demo-" + std::to_string(number) + "-" + part, body));
    };
    tell("workflow_job", "build", job(run, "build", "Compile", true));
    tell("workflow_job", "tests", job(run, "unit tests", "test_tokens", good));
    tell("workflow_run", "run", run);
    return told;
}

net::HttpRequest alert(const std::string& began, const std::string& ended) {
    const char* status = ended.empty() ? "firing" : "resolved";
    const Json labels{
        {"alertname", "HighErrorRate"}, {"severity", "critical"}, {"service", "api"}, {"environment", "production"}
    };
    const Json annotations{
        {"summary", "5 % of the requests to api fail"}, {"description", "Customers see errors at the checkout."}
    };
    const Json one{
        {"status", status},
        {"labels", labels},
        {"annotations", annotations},
        {"startsAt", began},
        {"endsAt", ended.empty() ? "0001-01-01T00:00:00Z" : ended},
        {"fingerprint", "d3a1c0ffee15900d"}
    };
    return from_alertmanager(
        {{"version", "4"},
         {"status", status},
         {"receiver", "pilothouse"},
         {"groupKey", R"({}:{alertname="HighErrorRate"})"},
         {"groupLabels", {{"alertname", "HighErrorRate"}, {"service", "api"}}},
         {"commonLabels", labels},
         {"truncatedAlerts", 0},
         {"alerts", Json::array({one})}}
    );
}

std::vector<net::HttpRequest> next_build(Json& memory, bool good) {
    const int number = memory.value("build", first_build) + 1;
    memory["build"] = number;
    return build(number, good);
}

/// What is to be sent; `memory` as it will be then.
Result<std::vector<net::HttpRequest>> told_by(std::string_view event, Json& memory) {
    if (event == "break-build") return next_build(memory, false);
    if (event == "fix-build") return next_build(memory, true);
    const auto began = memory.value("began", std::string());
    if (event == "fire") {
        memory["began"] = began.empty() ? iso8601(now()) : began;
        return std::vector{alert(memory["began"], "")};
    }
    if (event != "resolve") return fail(Errc::bad_input, "the demo has no event '" + std::string(event) + "'");
    if (began.empty()) return fail(Errc::conflict, "nothing fires", "First: pilothouse demo-event fire");
    memory.erase("began");
    return std::vector{alert(began, iso8601(now()))};
}

net::awaitable<Result<void>> send_all(net::HttpClient& http, Json port, std::vector<net::HttpRequest> told) {
    constexpr auto patience = std::chrono::seconds{10};
    for (auto& request : told) {
        PILOTHOUSE_CO_TRY(const auto url, net::parse_url("http://127.0.0.1:" + port.dump() + request.target));
        PILOTHOUSE_CO_TRY(const auto answer, co_await http.send(url, std::move(request), patience));
        if (answer.status != accepted)
            co_return fail(
                Errc::unavailable, "the demo's bot answers " + std::to_string(answer.status) + ": " + answer.body
            );
    }
    co_return Result<void>{};
}

} // namespace

std::vector<std::pair<std::string, std::string>> demo_secrets() {
    return {{"DEMO_BUILDS_SECRET", builds_secret}, {"DEMO_ALERTS_SECRET", alerts_secret}};
}

Result<void> note_demo_port(const std::string& folder, std::uint16_t port) {
    auto memory = remembered(folder).value_or(Json::object());
    memory["port"] = port;
    return remember(folder, memory);
}

net::awaitable<Result<void>> send_demo_event(net::executor loop, std::string folder, std::string event) {
    PILOTHOUSE_CO_TRY(auto memory, remembered(folder));
    PILOTHOUSE_CO_TRY(auto told, told_by(event, memory));
    PILOTHOUSE_CO_TRY(auto tls, net::TlsClient::create());
    net::HttpClient http(loop, std::move(tls));
    auto sent = co_await send_all(http, memory["port"], std::move(told));
    http.close();
    if (!sent) co_return sent;
    co_return remember(folder, memory);
}

int demo_event(const DemoEventOptions& options) {
    Loop loop;
    Result<void> sent;
    const auto folder = options.folder.empty() ? std::string(default_demo_folder) : options.folder;
    loop.spawn(
        "demo-event",
        [](Loop& on, std::string where, std::string event, Result<void>& done) -> net::awaitable<void> {
            done = co_await send_demo_event(on.executor(), std::move(where), std::move(event));
        }(loop, folder, options.event, sent)
    );
    loop.run();
    return sent ? exit_ok : complain(sent.error());
}

} // namespace pilothouse::program
