#include "bot/catch_up.hpp"
#include "bot/health.hpp"
#include "tests/vendors/interface_stage.hpp"

#include <boost/asio/this_coro.hpp>

#include <catch2/catch.hpp>

/// The watch over what GitHub could not deliver, against a made-up GitHub on a real socket.

using namespace pilothouse;
using namespace pilothouse::vendors;
using namespace std::chrono_literals;

namespace {

std::shared_ptr<config::Settings> settings_with(const hooks::Api& api) {
    auto settings = std::make_shared<config::Settings>();
    config::Hook deaf;
    deaf.name = HookName{"deaf"};
    deaf.vendor = "gitlab";
    config::Hook acme;
    acme.name = HookName{"acme"};
    acme.vendor = "github";
    acme.api = api.base;
    acme.api_token = Secret("t");
    acme.catch_up = "acme/api";
    settings->hooks = {std::move(deaf), std::move(acme)};
    return settings;
}

/// Deliveries that failed a minute ago, the ids 1 to `failed`, until they are asked for.
struct GitHub : Interface {
    std::vector<std::string> arrived{};
    Time began = now();
    int failed = 3;
    int answer_to_writes = 202;
    int answer_to_reads = 200;

    GitHub() {
        answer = [this](const net::HttpRequest& request) {
            if (request.method == "POST") return wrote(request.target);
            if (answer_to_reads != 200) return json_answer(R"({"message":"no"})", answer_to_reads);
            if (!request.target.contains("/deliveries"))
                return json_answer(R"([{"id":5,"config":{"url":"https://bot.example/hooks/github/acme"}}])");
            return json_answer(list());
        };
    }

    net::HttpResponse wrote(std::string_view target) {
        if (answer_to_writes == 202) arrived.emplace_back(target.substr(target.find("deliveries/") + 11, 1));
        return json_answer("{}", answer_to_writes);
    }

    [[nodiscard]] std::string list() const {
        std::string items;
        const auto add = [&](int id, const std::string& guid, Time at, int status) {
            items += (items.empty() ? "" : ",") + std::string(R"({"id":)") + std::to_string(id) + R"(,"guid":")" +
                     guid + R"(","delivered_at":")" + iso8601(at) + R"(","status_code":)" + std::to_string(status) +
                     "}";
        };
        for (const auto& id : arrived)
            add(100 + std::stoi(id), "g" + id, now(), 202);
        for (int id = failed; id > 0; --id)
            add(id, "g" + std::to_string(id), began - 1min + std::chrono::seconds{id}, 502);
        return "[" + items + "]";
    }
};

constexpr bot::CatchUpPace fast{.looks = 1h, .requests = 1ms, .at_once = 200};

void with_watch(
    GitHub& stand_in, const std::function<net::awaitable<void>(bot::CatchUp&, std::shared_ptr<config::Settings>)>& work,
    bot::CatchUpPace pace = fast
) {
    with_interface(stand_in, [&](hooks::Api api) -> net::awaitable<void> {
        const auto settings = settings_with(api);
        bot::CatchUp watch(co_await boost::asio::this_coro::executor, api.http, settings, pace);
        co_await work(watch, settings);
    });
}

using Lines = std::vector<std::string>;

} // namespace

TEST_CASE("what failed is asked for in its order, and is known to have come at the next look") {
    GitHub stand_in;
    with_watch(stand_in, [&](bot::CatchUp& watch, auto) -> net::awaitable<void> {
        CHECK(watch.figures().empty());
        co_await watch.look();
        CHECK(stand_in.arrived == Lines{"1", "2", "3"});
        REQUIRE(watch.figures().size() == 1);
        CHECK(watch.figures()[0].hook == "acme");
        CHECK(watch.figures()[0].asked == 3);
        CHECK(watch.figures()[0].missing == 3);
        CHECK(watch.figures()[0].well);
        co_await watch.look();
        CHECK(stand_in.count("POST") == 3);
        CHECK(watch.figures()[0].missing == 0);
        const bot::Vitals vitals{.started = {}, .now = {}, .engine = {}, .socket = {}, .catch_up = watch.figures()};
        CHECK(bot::metrics(vitals).contains("pilothouse_hook_catch_up_asked_total{hook=\"acme\"} 3\n"));
        CHECK(bot::metrics(vitals).contains("pilothouse_hook_catch_up_well{hook=\"acme\"} 1\n"));
    });
}

TEST_CASE("what GitHub won't send does not hold up the rest, but a look ends with too many refusals") {
    GitHub stand_in;
    stand_in.failed = 9;
    stand_in.answer_to_writes = 422;
    with_watch(stand_in, [&](bot::CatchUp& watch, auto) -> net::awaitable<void> {
        co_await watch.look();
        CHECK(stand_in.count("POST") == 5);
        CHECK_FALSE(watch.figures()[0].well);
        CHECK(watch.figures()[0].failed == 1);
        stand_in.answer_to_writes = 202;
        co_await watch.look();
        CHECK(stand_in.arrived == Lines{"6", "7", "8", "9"}); // the five wait for ten minutes
        CHECK(watch.figures()[0].well);
    });
}

TEST_CASE("a token that may not write, or not read, ends the look at once; GitHub that wants a pause gets it") {
    GitHub stand_in;
    with_watch(stand_in, [&](bot::CatchUp& watch, auto) -> net::awaitable<void> {
        stand_in.answer_to_writes = 403;
        co_await watch.look();
        CHECK(stand_in.count("POST") == 1);
        stand_in.answer_to_writes = 202;
        stand_in.answer_to_reads = 401;
        co_await watch.look();
        CHECK(watch.figures()[0].failed == 2);
        CHECK(stand_in.arrived.empty());
        stand_in.answer_to_reads = 200;
        const auto well = stand_in.answer;
        stand_in.answer = [](const net::HttpRequest&) {
            return net::HttpResponse{.status = 429, .headers = {{"Retry-After", "3600"}}};
        };
        co_await watch.look();
        stand_in.answer = well;
        stand_in.requests.clear();
        co_await watch.look();
        CHECK(stand_in.requests.empty());
    });
}

TEST_CASE("a look takes a bounded number; a hook that is not to be watched any more is forgotten") {
    GitHub stand_in;
    const bot::CatchUpPace narrow{.looks = 1h, .requests = 1ms, .at_once = 2};
    with_watch(
        stand_in,
        [&](bot::CatchUp& watch, std::shared_ptr<config::Settings> settings) -> net::awaitable<void> {
            co_await watch.look();
            CHECK(stand_in.arrived == Lines{"1", "2"});
            co_await watch.look();
            CHECK(stand_in.arrived == Lines{"1", "2", "3"});
            auto without = std::make_shared<config::Settings>(*settings);
            without->hooks[1].catch_up.clear();
            watch.use(without);
            stand_in.requests.clear();
            watch.stop();
            co_await watch.run();
            CHECK(stand_in.requests.empty());
        },
        narrow
    );
}

TEST_CASE("doctor's look reads and changes nothing") {
    GitHub stand_in;
    with_interface(stand_in, [&](hooks::Api api) -> net::awaitable<void> {
        const auto settings = settings_with(api);
        CHECK(co_await bot::can_catch_up(api.http, settings->hooks[1], ""));
        CHECK(stand_in.count("POST") == 0);
        stand_in.answer_to_reads = 404;
        const auto may_not = co_await bot::can_catch_up(api.http, settings->hooks[1], "");
        REQUIRE_FALSE(may_not);
        CHECK(may_not.error().text().contains("admin:repo_hook"));
    });
}
