#pragma once

#include "commands/outcome.hpp"
#include "commands/task.hpp"
#include "integrations/hooks/api.hpp"
#include "tests/net/support/http_fixture.hpp"
#include "tests/net/support/loop.hpp"

#include <algorithm>
#include <chrono>
#include <functional>
#include <string>
#include <variant>
#include <vector>

/// A server that stands in for a vendor's interface, with a real client in front of it.
namespace pilothouse::vendors {

using commands::Attempt;
using commands::Done;
using commands::GiveUp;
using commands::Outcome;
using commands::TryAgain;

inline net::HttpResponse json_answer(std::string body, int status = 200) {
    return {.status = status, .headers = {{"Content-Type", "application/json"}}, .body = std::move(body)};
}

/// What came, and what is said to it.
struct Interface {
    std::vector<net::HttpRequest> requests{};
    std::function<net::HttpResponse(const net::HttpRequest&)> answer{};
    std::string losing{}; ///< the method whose answers get lost after the work was done

    [[nodiscard]] std::vector<std::string> asked() const {
        std::vector<std::string> lines;
        for (const auto& request : requests)
            lines.push_back(request.method + " " + request.target);
        return lines;
    }

    [[nodiscard]] std::ptrdiff_t count(std::string_view method) const {
        return std::ranges::count(requests, method, &net::HttpRequest::method);
    }
};

/// Performs tasks against the stand-in: `work` is given the client's side of it.
inline void with_interface(Interface& stand_in, const std::function<net::awaitable<void>(hooks::Api)>& work) {
    tests::on_loop([&](net::executor loop) -> net::awaitable<void> {
        auto server =
            tests::serve(loop, {}, [&](net::HttpRequest request, net::Peer) -> net::awaitable<net::HttpResponse> {
                stand_in.requests.push_back(request);
                co_return stand_in.answer(request);
            });
        server.on_fault([&](const net::HttpRequest& request, net::HttpResponse&) {
            return request.method == stand_in.losing ? net::HttpServer::Fate::drop : net::HttpServer::Fate::answer;
        });
        auto tls = net::TlsClient::create();
        net::HttpClient http(loop, *tls);
        const auto base = "http://127.0.0.1:" + std::to_string(server.port()) + "/prefix/";
        co_await work({.http = http, .vendor = "Vendor", .base = base, .headers = {{"X-Token", "t"}}});
        http.close();
        co_await server.stop(std::chrono::seconds{1});
    });
}

inline commands::Presser ana() {
    return {PersonId{"UANA"}, "Ana", ChannelId{"C1"}, "", now()};
}

inline Attempt first_try() {
    return {.task = TaskId{1}, .first_try = now()};
}

/// After a try whose answer was lost.
inline Attempt second_try() {
    return {.task = TaskId{1}, .number = 2, .uncertain = true, .first_try = now()};
}

inline const Error* error_of(const Outcome& outcome) {
    if (const auto* again = std::get_if<TryAgain>(&outcome)) return &again->error;
    if (const auto* given_up = std::get_if<GiveUp>(&outcome)) return &given_up->error;
    return nullptr;
}

/// What each vendor says to a request, and what has to come of it.
struct Fault {
    net::HttpResponse answer;
    bool again;
    Errc code;
    std::string words;
};

inline std::vector<Fault> faults() {
    return {
        {json_answer(R"({"message":"Bad credentials"})", 401), false, Errc::denied, "token (401): Bad credentials"},
        {json_answer(R"({"message":"no"})", 403), false, Errc::denied, "does not allow it (403): no"},
        {json_answer("{}", 404), false, Errc::not_found, "hides it from this token (404)"},
        {json_answer("nonsense", 422), false, Errc::rejected, "refused it (422)"},
        {{.status = 302, .headers = {{"Location", "http://127.0.0.1:1/"}}}, false, Errc::rejected, "(302)"},
        {{.status = 429, .headers = {{"Retry-After", "7"}}}, true, Errc::rate_limited, "too often (429)"},
        {{.status = 429, .headers = {{"Retry-After", "700"}}}, false, Errc::rate_limited, "11 min"},
        {{.status = 403, .headers = {{"X-RateLimit-Remaining", "0"}, {"X-RateLimit-Reset", "1"}}},
         true,
         Errc::rate_limited,
         "too often (403)"},
    };
}

} // namespace pilothouse::vendors
