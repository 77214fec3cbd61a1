#include "integrations/github/redeliveries.hpp"
#include "interface_stage.hpp"

#include <catch2/catch.hpp>

/// The webhooks of a made-up GitHub, and their deliveries.

using namespace pilothouse;
using namespace pilothouse::vendors;
using namespace std::chrono_literals;

namespace {

const Time start = from_unix_ms(1'795'000'000'000);

std::string webhook(std::int64_t id, const std::string& url) {
    return R"({"id":)" + std::to_string(id) + R"(,"active":true,"config":{"content_type":"json","url":")" + url +
           R"("}})";
}

std::string delivery(std::int64_t id, const std::string& guid, Time at, const std::string& status_code) {
    return R"({"id":)" + std::to_string(id) + R"(,"guid":")" + guid + R"(","delivered_at":")" + iso8601(at) +
           R"(","redelivery":false,"duration":0.2,"status":"x","status_code":)" + status_code +
           R"(,"event":"workflow_run","action":"completed","installation_id":null})";
}

net::HttpResponse page(const std::string& items, const std::string& link = {}) {
    auto response = json_answer("[" + items + "]");
    if (!link.empty()) response.headers.emplace_back("Link", link);
    return response;
}

struct Finding {
    std::string what;
    std::string hooks;
    std::string public_url;
    std::int64_t expected; ///< 0: an error
    std::string words{};
};

const std::vector<Finding>& findings() {
    static const std::string ours = webhook(7, "https://bot.example.com/hooks/github/acme");
    static const std::string other = webhook(8, "https://staging.example.com/hooks/github/acme/");
    static const std::vector<Finding> all{
        {"ours", ours, "", 7},
        {"behind a path, with a query", webhook(9, "https://x.example/bot/hooks/github/acme?a=b"), "", 9},
        {"ours among others", webhook(1, "https://ci.example/") + "," + ours + R"(,{"id":3},null,5)", "", 7},
        {"of two, the one of our address", ours + "," + other, "https://bot.example.com/", 7},
        {"of two, the other", ours + "," + other, "https://staging.example.com", 8},
        {"of two, nobody knows", ours + "," + other, "", 0, "2 webhooks of acme/api send to"},
        {"none", webhook(1, "https://ci.example/hooks/github/acme-2"), "", 0,
         "no webhook of acme/api at GitHub sends to"},
        {"the address may have changed since", other, "https://bot.example.com", 8},
    };
    return all;
}

} // namespace

TEST_CASE("our webhook is found by its address") {
    for (const auto& row : findings()) {
        Interface github;
        github.answer = [&](const net::HttpRequest&) { return page(row.hooks); };
        with_interface(github, [&](hooks::Api api) -> net::awaitable<void> {
            const auto found = co_await github::find_webhook(api, "acme/api", "acme", row.public_url);
            CAPTURE(row.what);
            CHECK((found ? found->id : 0) == row.expected);
            if (!found) CHECK(found.error().text().contains(row.words));
        });
    }
}

TEST_CASE("webhooks of repositories and of organisations, page by page") {
    Interface github;
    github.answer = [&](const net::HttpRequest& request) {
        const auto link = R"(<https://elsewhere.example/x?page=2>; rel="next")";
        if (!request.target.contains("page=3")) return page(webhook(1, "https://ci.example/"), link);
        return page(webhook(7, "https://bot.example.com/hooks/github/acme"));
    };
    with_interface(github, [&](hooks::Api api) -> net::awaitable<void> {
        CHECK((co_await github::find_webhook(api, "acme/api", "acme", "")).value().id == 7);
        CHECK((co_await github::find_webhook(api, "acme", "acme", "")).value().owner == "acme");
        CHECK(github.asked().front() == "GET /prefix/repos/acme/api/hooks?per_page=100&page=1");
        CHECK(github.asked().back() == "GET /prefix/orgs/acme/hooks?per_page=100&page=3");
        github.requests.clear();
        for (const char* nothing : {"", "/", "acme/", "../api", "acme/.."})
            CHECK_FALSE(co_await github::find_webhook(api, nothing, "acme", ""));
        CHECK(github.requests.empty());
        github.answer = [](const net::HttpRequest&) { return page("", R"(<https://x.example/>; rel="next")"); };
        CHECK_FALSE(co_await github::find_webhook(api, "acme/api", "acme", ""));
        CHECK(github.requests.size() == 5); // and not for ever
    });
}

TEST_CASE("tries are listed by their cursors, as far back as they are wanted") {
    Interface github;
    github.answer = [&](const net::HttpRequest& request) {
        if (request.target.contains("cursor=v1_2%2B"))
            return page(delivery(2, "b", start - 1min, "null") + "," + delivery(1, "a", start - 2h, "502"));
        return page(
            delivery(12'345'678'901, "c", start, "202") + R"(,{"id":5},{"guid":"x"},7)",
            R"(<http://127.0.0.1:1/repos?cursor=v0>; rel="prev", <http://127.0.0.1:1/x?per_page=100&cursor=v1_2%2B>; rel="next")"
        );
    };
    with_interface(github, [&](hooks::Api api) -> net::awaitable<void> {
        const github::Webhook ours{"acme/api", 7};
        const auto listed = (co_await github::list_tries(api, ours, start - 1h)).value();
        REQUIRE(listed.tries.size() == 2);
        CHECK_FALSE(listed.cut);
        CHECK(listed.tries[0].id == 12'345'678'901);
        CHECK(listed.tries[0].status == 202);
        CHECK(listed.tries[0].at == start);
        CHECK(listed.tries[1].guid == "b");
        CHECK(listed.tries[1].status == 0);
        CHECK(
            github.asked() ==
            std::vector<std::string>{
                "GET /prefix/repos/acme/api/hooks/7/deliveries?per_page=100",
                "GET /prefix/repos/acme/api/hooks/7/deliveries?per_page=100&cursor=v1_2%2B"
            }
        );
        CHECK((co_await github::list_tries(api, ours, start - 1h, 1)).value().cut);
        github.answer = [](const net::HttpRequest&) { return page("", R"(<http://x/?cursor=same>; rel="next")"); };
        github.requests.clear();
        CHECK((co_await github::list_tries(api, ours, start - 1h)).value().tries.empty());
        CHECK(github.requests.size() == 2); // the same cursor again ends it
        github.answer = [](const net::HttpRequest&) { return json_answer("nonsense"); };
        CHECK((co_await github::list_tries(api, ours, start)).error().message.contains("can't be read"));
    });
}

TEST_CASE("a token that may not is told what it lacks; other faults are told as they are") {
    for (const auto& row : faults()) {
        Interface github;
        github.answer = [&](const net::HttpRequest&) { return row.answer; };
        with_interface(github, [&](hooks::Api api) -> net::awaitable<void> {
            const auto found = co_await github::find_webhook(api, "acme", "acme", "");
            const auto listed = co_await github::list_tries(api, {"acme/api", 7}, start);
            const auto again = co_await github::deliver_again(api, {"acme/api", 7}, 3);
            CAPTURE(row.answer.status, row.words);
            REQUIRE_FALSE(found);
            REQUIRE_FALSE(listed);
            REQUIRE_FALSE(again);
            for (const auto& error : {found.error(), listed.error(), again.error()})
                CHECK(error.code == row.code);
            const bool lacks = row.code == Errc::denied || row.code == Errc::not_found;
            CHECK(again.error().hint.contains("Webhooks: read and write on acme/api") == lacks);
            CHECK(found.error().hint.contains("admin:org_hook") == lacks);
        });
    }
}

TEST_CASE("a delivery is asked for by its try") {
    Interface github;
    github.answer = [](const net::HttpRequest&) { return json_answer("{}", 202); };
    with_interface(github, [&](hooks::Api api) -> net::awaitable<void> {
        CHECK(co_await github::deliver_again(api, {"acme/api", 7}, 12'345'678'901));
        CHECK(
            github.asked() ==
            std::vector<std::string>{"POST /prefix/repos/acme/api/hooks/7/deliveries/12345678901/attempts"}
        );
    });
}
