#include "integrations/alertmanager/silences.hpp"
#include "interface_stage.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace pilothouse;
using namespace pilothouse::vendors;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

commands::MakeSilence silence() {
    return {
        .hook = HookName{"pager"},
        .group = 7,
        .mark = "pilothouse/7/1",
        .matchers = {{"alertname", "HighErrors"}, {"path", "a\"b"}},
        .until = now() + 1h,
        .comment = "known",
        .by = ana(),
    };
}

/// Keeps silences as an Alertmanager does.
struct Alertmanager : Interface {
    json silences = json::array();

    Alertmanager() {
        answer = [this](const net::HttpRequest& request) {
            if (request.method == "GET") return json_answer(silences.dump());
            auto silence = json::parse(request.body);
            silence["status"] = {{"state", "active"}};
            silences.push_back(silence);
            return json_answer(R"({"silenceID":"x"})");
        };
    }
};

} // namespace

TEST_CASE("Silences: one is made, with exact matchers and a comment that can be found") {
    Alertmanager alertmanager;
    with_interface(alertmanager, [&](hooks::Api api) -> net::awaitable<void> {
        const auto outcome = co_await alertmanager::perform(api, silence(), first_try());
        REQUIRE(std::holds_alternative<Done>(outcome));
        const auto made = std::get<commands::SilenceMade>(*std::get<Done>(outcome).event);
        CHECK(made.group == 7);
        CHECK(made.by.name == "Ana");
    });
    CHECK(alertmanager.asked() == std::vector<std::string>{"POST /prefix/api/v2/silences"});
    CHECK(net::header(alertmanager.requests.at(0).headers, "X-Token") == "t");
    const auto& made = alertmanager.silences.at(0);
    CHECK(made["createdBy"] == "Ana");
    CHECK(made["comment"] == "known (pilothouse/7/1)");
    CHECK(made["matchers"][1] == json({{"name", "path"}, {"value", "a\"b"}, {"isRegex", false}, {"isEqual", true}}));
    CHECK(parse_time(made["endsAt"].get<std::string>()) > now() + 50min);
}

TEST_CASE("Silences: an answer lost after it was made makes no second one") {
    Alertmanager alertmanager;
    alertmanager.losing = "POST";
    with_interface(alertmanager, [&](hooks::Api api) -> net::awaitable<void> {
        const auto task = silence();
        const auto lost = co_await alertmanager::perform(api, task, first_try());
        REQUIRE(std::holds_alternative<TryAgain>(lost));
        CHECK(error_of(lost)->code == Errc::unknown_outcome);
        CHECK(std::holds_alternative<Done>(co_await alertmanager::perform(api, task, second_try())));
        CHECK(alertmanager.silences.size() == 1);
        auto another = task;
        another.mark = "pilothouse/7/2";
        alertmanager.losing.clear();
        CHECK(std::holds_alternative<Done>(co_await alertmanager::perform(api, another, second_try())));
        CHECK(alertmanager.silences.size() == 2);
    });
}

TEST_CASE("Silences: one that has expired is none, and what can't be looked up is not made again") {
    Alertmanager alertmanager;
    with_interface(alertmanager, [&](hooks::Api api) -> net::awaitable<void> {
        (void)co_await alertmanager::perform(api, silence(), first_try());
        alertmanager.silences[0]["status"]["state"] = "expired";
        (void)co_await alertmanager::perform(api, silence(), second_try());
        CHECK(alertmanager.silences.size() == 2);
        alertmanager.answer = [](const net::HttpRequest&) { return json_answer("{}", 500); };
        const auto outcome = co_await alertmanager::perform(api, silence(), second_try());
        REQUIRE(std::holds_alternative<TryAgain>(outcome));
        CHECK(error_of(outcome)->code == Errc::unavailable);
        CHECK(alertmanager.count("POST") == 2);
    });
}

TEST_CASE("Silences: what an Alertmanager, or a proxy in front, answers instead") {
    Alertmanager alertmanager;
    auto rows = faults();
    rows.push_back({json_answer(R"("bad matcher")", 400), false, Errc::rejected, "(400): bad matcher"});
    rows.push_back({json_answer("", 500), true, Errc::unknown_outcome, "in trouble (500)"});
    with_interface(alertmanager, [&](hooks::Api api) -> net::awaitable<void> {
        for (const auto& row : rows) {
            alertmanager.answer = [&](const net::HttpRequest&) { return row.answer; };
            const auto outcome = co_await alertmanager::perform(api, silence(), first_try());
            CAPTURE(row.answer.status, row.words);
            const auto* error = error_of(outcome);
            REQUIRE(error != nullptr);
            CHECK(std::holds_alternative<TryAgain>(outcome) == row.again);
            CHECK(error->code == row.code);
            CHECK(error->text().find(row.words) != std::string::npos);
        }
        auto late = silence();
        late.until = now() - 1s;
        CHECK(std::holds_alternative<GiveUp>(co_await alertmanager::perform(api, late, first_try())));
        auto all = silence();
        all.matchers.clear();
        CHECK(std::holds_alternative<GiveUp>(co_await alertmanager::perform(api, all, first_try())));
    });
}
