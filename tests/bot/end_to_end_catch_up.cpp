#include "end_to_end_stage.hpp"
#include "hook_sender.hpp"
#include "integrations/github/vendor.hpp"
#include "tests/net/support/http_fixture.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <fstream>

/// What GitHub could not deliver while the bot was down comes when it is back, once.

namespace pilothouse::tests {

namespace {

using namespace std::chrono_literals;

/// The made-up GitHub sends to a real bot, as GitHub does: it never tries again by itself, and lists what it tried.
class GitHub {
public:
    explicit GitHub(const net::executor& loop)
        : server_(serve(loop, {}, [this](net::HttpRequest request, net::Peer) { return answer(std::move(request)); })) {
    }

    [[nodiscard]] std::string address() const { return "http://127.0.0.1:" + std::to_string(server_.port()); }

    void sends_to(Stage& stage) { stage_ = &stage; }

    net::awaitable<void> tell(std::string body) {
        bodies_.push_back(std::move(body));
        co_await try_delivery(bodies_.size() - 1);
    }

    net::awaitable<void> end() { co_await server_.stop(1s); }

    [[nodiscard]] std::size_t asked() const { return asked_; }

    [[nodiscard]] std::vector<int> statuses() const {
        std::vector<int> all;
        for (const auto& one : tries_)
            all.push_back(one.status);
        return all;
    }

private:
    struct Try {
        std::size_t delivery;
        Time at;
        int status;
    };

    net::awaitable<void> try_delivery(std::size_t delivery) {
        auto request = signed_request(
            github::vendor(), "acme", "hook-secret", bodies_[delivery],
            {{"X-GitHub-Event", "workflow_run"}, {"X-GitHub-Delivery", "guid-" + std::to_string(delivery)}}
        );
        auto url = net::parse_url(stage_->address() + request.target);
        const auto answered = co_await stage_->http().send(*std::move(url), std::move(request), 10s);
        tries_.push_back({delivery, now(), answered ? answered->status : 502});
    }

    [[nodiscard]] std::string listed() const {
        auto list = Json::array();
        for (std::size_t i = tries_.size(); i-- > 0;)
            list.push_back(
                {{"id", i + 1},
                 {"guid", "guid-" + std::to_string(tries_[i].delivery)},
                 {"delivered_at", iso8601(tries_[i].at)},
                 {"status", tries_[i].status < 300 ? "OK" : "failed to connect to host"},
                 {"status_code", tries_[i].status}}
            );
        return list.dump();
    }

    net::awaitable<net::HttpResponse> answer(net::HttpRequest request) {
        const std::string path(net::path_of(request.target));
        const std::string of_hook = "/repos/acme/api/hooks/5/deliveries";
        if (net::header(request.headers, "Authorization") != "Bearer hook-secret") co_return net::HttpResponse{404};
        if (path == "/repos/acme/api/hooks") {
            const Json hooks{{{"id", 5}, {"config", {{"url", stage_->address() + "/hooks/github/acme"}}}}};
            co_return net::HttpResponse{200, {}, hooks.dump()};
        }
        if (path == of_hook) co_return net::HttpResponse{200, {}, listed()};
        if (request.method != "POST" || !path.starts_with(of_hook + "/")) co_return net::HttpResponse{404};
        ++asked_;
        co_await try_delivery(tries_.at(std::stoul(path.substr(of_hook.size() + 1)) - 1).delivery);
        co_return net::HttpResponse{202, {}, "{}"};
    }

    net::HttpServer server_;
    Stage* stage_ = nullptr;
    std::vector<std::string> bodies_{};
    std::vector<Try> tries_{};
    std::size_t asked_ = 0;
};

/// A red run of a branch of its own.
std::string red_run(int number) {
    std::ifstream stream(PILOTHOUSE_SOURCE "/tests/payloads/github/workflow_run.completed-success.json");
    auto body = Json::parse(stream);
    auto& run = body["workflow_run"];
    run["id"] = 9'000'000 + number;
    run["run_number"] = number;
    run["head_branch"] = "branch-" + std::to_string(number);
    run["conclusion"] = "failure";
    return body.dump();
}

std::string tables(const GitHub& made_up) {
    return R"([[hook]]
name = "acme"
vendor = "github"
secret = { env = "HOOK_SECRET" }
channel = "#deploys"
catch_up = "acme/api"
api_token = { env = "HOOK_SECRET" }
api = ")" + made_up.address() +
           "\"\n";
}

net::awaitable<std::ptrdiff_t> cards(Stage& stage, std::string words) {
    const auto messages = co_await stage.said_by_bot("CDEPLOYS");
    co_return std::ranges::count_if(messages, [&](const Json& message) { return words_of(message).contains(words); });
}

net::awaitable<bool> all_asked(Stage& stage, GitHub& made_up, std::size_t count) {
    co_return co_await stage.until([&, count]() -> net::awaitable<bool> {
        co_return made_up.statuses().size() >= count;
    });
}

net::awaitable<void> down_and_up(Stage& stage, GitHub& made_up) {
    for (const int number : {1, 2, 3})
        co_await made_up.tell(red_run(number));
    CHECK(made_up.statuses() == std::vector<int>{502, 502, 502});
    stage.start_bot();
    CHECK(co_await stage.ready());
    CHECK(co_await all_asked(stage, made_up, 6));
    CHECK(made_up.statuses() == std::vector<int>{502, 502, 502, 202, 202, 202});
    CHECK(co_await stage.rest());
    for (const char* number : {"#1 ", "#2 ", "#3 "})
        CHECK(co_await cards(stage, number) == 1);

    (void)co_await stage.stop_bot();
    co_await made_up.tell(red_run(4));
    stage.start_bot();
    CHECK(co_await all_asked(stage, made_up, 8));
    CHECK(co_await stage.rest());
    CHECK(made_up.asked() == 4); // what came before the restart is not asked for again
    for (const char* number : {"#1 ", "#2 ", "#3 ", "#4 "})
        CHECK(co_await cards(stage, number) == 1);
    const auto metrics = co_await stage.ask_bot({.target = "/metrics"});
    CHECK(metrics.body.contains("pilothouse_hook_catch_up_asked_total{hook=\"acme\"} 1\n"));
}

} // namespace

TEST_CASE("what GitHub could not deliver while the bot was down comes once when it is back", "[hooks]") {
    run([](net::executor loop) -> net::awaitable<void> {
        GitHub made_up(loop);
        StageOptions options;
        options.tables = tables(made_up);
        Stage stage(loop, std::move(options));
        made_up.sends_to(stage);
        co_await down_and_up(stage, made_up);
        co_await stage.end();
        co_await made_up.end();
    });
}

} // namespace pilothouse::tests
