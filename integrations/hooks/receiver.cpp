#include "integrations/hooks/receiver.hpp"

#include "core/log.hpp"
#include "integrations/hooks/body_key.hpp"
#include "integrations/hooks/proof.hpp"
#include "integrations/hooks/report.hpp"
#include "integrations/net/token.hpp"

#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

namespace pilothouse::hooks {

namespace {

constexpr std::string_view root = "/hooks/";
constexpr std::size_t bytes_for_strays = 64U << 10U;

std::string path_of(const Route& route) {
    return std::string(root) + std::string(route.vendor->name) + "/" + route.name;
}

// A refusal ends the connection: what comes behind it may be what a proxy took for its body.
net::HttpResponse words(int status, std::string text) {
    return {status, {{"Content-Type", "text/plain; charset=utf-8"}, {"Connection", "close"}}, std::move(text) + "\n"};
}

net::HttpResponse words(int status, std::string text, std::string header, std::string value) {
    auto response = words(status, std::move(text));
    response.headers.emplace_back(std::move(header), std::move(value));
    return response;
}

/// Who has no secret learns the same from both.
net::HttpResponse nobody(int status) {
    return words(status, "no such hook, or not signed with its secret");
}

net::HttpResponse kept(int status, bool duplicate) {
    return {
        .status = status,
        .headers = {{"Content-Type", "application/json"}},
        .body = duplicate ? "{\"duplicate\":true}\n" : "{\"duplicate\":false}\n",
        .proved = true
    };
}

net::HttpResponse not_kept() {
    return words(503, "not recorded; please send it again", "Retry-After", "5");
}

std::uint64_t announced_bytes(const net::HttpRequest& head) {
    const auto text = net::header(head.headers, "Content-Length");
    std::uint64_t bytes = 0;
    std::from_chars(text.data(), text.data() + text.size(), bytes);
    return bytes;
}

Outcome outcome_of(const commands::ChangeReported& report) {
    if (!report.trouble.empty()) return Outcome::unreadable;
    return report.changes.empty() && report.greeting.empty() ? Outcome::ignored : Outcome::accepted;
}

/// The outcome of an offer, and the timer whose end is awaited for it.
struct Waiting {
    boost::asio::steady_timer timer;
    std::optional<Result<commands::Acknowledgement>> outcome{};
};

/// Counts a request, and the bytes of its body, for as long as it waits.
class Stay {
public:
    Stay(std::size_t& requests, std::size_t& all_bytes, std::size_t bytes)
        : requests_(requests), all_bytes_(all_bytes), bytes_(bytes) {
        ++requests_;
        all_bytes_ += bytes_;
    }

    Stay(const Stay&) = delete;
    Stay& operator=(const Stay&) = delete;

    ~Stay() {
        --requests_;
        all_bytes_ -= bytes_;
    }

private:
    std::size_t& requests_;
    std::size_t& all_bytes_;
    std::size_t bytes_;
};

} // namespace

const char* name(Outcome outcome) {
    constexpr std::array<const char*, outcomes> names{"accepted",  "duplicate",    "ignored",    "unreadable",
                                                      "denied",    "wrong_method", "wrong_type", "malformed",
                                                      "too_large", "too_many",     "not_kept"};
    return names[static_cast<std::size_t>(outcome)];
}

Receiver::Receiver(net::executor loop, std::vector<Route> routes, commands::Intake& intake, std::function<Time()> clock)
    : loop_(std::move(loop)), intake_(intake), clock_(std::move(clock)) {
    use(std::move(routes));
}

bool Receiver::is_route(std::string_view target) {
    return net::path_of(target).starts_with(root);
}

void Receiver::use(std::vector<Route> routes) {
    for (auto& [path, place] : places_)
        place.route.reset();
    for (auto& route : routes) {
        if (std::ranges::all_of(route.secrets, &Secret::empty))
            log::error("hooks.route.no_secret", {{"route", route.name}, {"effect", "all its requests are denied"}});
        auto& place = places_[path_of(route)];
        place.counted.route = route.name;
        place.counted.vendor = route.vendor->name;
        place.route = std::make_shared<const Route>(std::move(route));
    }
}

std::size_t Receiver::room_for(const net::HttpRequest& head) {
    const auto found = places_.find(net::path_of(head.target));
    if (found == places_.end() || !found->second.route) return bytes_for_strays;
    const auto room = found->second.route->vendor->body_bytes;
    if (announced_bytes(head) > room) count(found->second, Outcome::too_large);
    return room;
}

void Receiver::count(Place& place, Outcome outcome) {
    ++place.counted.counts[static_cast<std::size_t>(outcome)];
    if (outcome == Outcome::too_large) log::warn("hooks.too_large", {{"route", place.counted.route}});
}

std::vector<RouteCounts> Receiver::counts() const {
    std::vector<RouteCounts> all;
    for (const auto& [path, place] : places_)
        all.push_back(place.counted);
    return all;
}

net::awaitable<net::HttpResponse> Receiver::handle(net::HttpRequest request) {
    const auto found = places_.find(net::path_of(request.target));
    if (found == places_.end()) {
        ++strays_;
        co_return nobody(404);
    }
    const auto route = found->second.route; // outlives a change of the routes while this waits
    if (!route) co_return words(410, "this hook was removed");
    auto& place = found->second; // places are never taken away
    if (place.waiting >= bounds_.waiting) {
        count(place, Outcome::too_many);
        co_return words(429, "too many at once; please send it again", "Retry-After", "1");
    }
    if (waiting_bytes_ + request.body.size() > bounds_.bytes) {
        log::warn("hooks.not_kept", {{"route", route->name}, {"why", "too many bytes are waiting"}});
        count(place, Outcome::not_kept);
        co_return not_kept();
    }
    const Stay stay(place.waiting, waiting_bytes_, request.body.size());
    auto [outcome, response] = co_await answer(*route, std::move(request));
    count(place, outcome);
    co_return std::move(response);
}

net::awaitable<Receiver::Answer> Receiver::answer(const Route& route, net::HttpRequest request) {
    const auto& vendor = *route.vendor;
    if (request.method != "POST") co_return Answer{Outcome::wrong_method, words(405, "POST only", "Allow", "POST")};
    if (request.body.size() > vendor.body_bytes)
        co_return Answer{Outcome::too_large, words(413, "more than " + std::to_string(vendor.body_bytes) + " bytes")};
    const auto received = clock_();
    const auto genuine = check_proof(vendor.proofs, route.secrets, request.headers, request.body, received);
    if (!genuine) {
        log::warn("hooks.denied", {{"route", route.name}, {"why", genuine.error().text()}});
        co_return Answer{Outcome::denied, nobody(401)};
    }
    if (!is_known_type(net::header(request.headers, "Content-Type")))
        co_return Answer{Outcome::wrong_type, words(415, "send application/json")};
    auto report = reported(route, request.headers, std::move(request.body), received);
    if (!report) {
        log::warn("hooks.malformed", {{"route", route.name}, {"why", report.error().message}});
        co_return Answer{Outcome::malformed, words(400, report.error().text())};
    }
    if (!report->trouble.empty())
        log::warn("hooks.unreadable", {{"route", route.name}, {"key", report->key}, {"why", report->trouble}});
    co_return co_await offered(*std::move(report));
}

net::awaitable<Receiver::Answer> Receiver::offered(commands::ChangeReported report) {
    const auto outcome = outcome_of(report);
    const bool ping = !report.greeting.empty() && report.changes.empty();
    const auto route = report.route;
    auto waiting = std::make_shared<Waiting>(boost::asio::steady_timer(loop_, patience_));
    commands::Incoming incoming;
    incoming.source = "hook/" + route;
    incoming.key = incoming.source + "/" + report.key;
    if (!report.earlier_key.empty()) {
        incoming.earlier_key = incoming.source + "/" + report.earlier_key;
        incoming.earlier_within = body_window;
    }
    incoming.event = std::move(report);
    incoming.acknowledge = [waiting](Result<commands::Acknowledgement> settled) {
        waiting->outcome = std::move(settled);
        waiting->timer.cancel();
    };
    if (!intake_.offer(std::move(incoming))) {
        log::warn("hooks.not_kept", {{"route", route}, {"why", "too much is waiting"}});
        co_return Answer{Outcome::not_kept, not_kept()};
    }
    if (!waiting->outcome) co_await waiting->timer.async_wait(net::as_result);
    if (!waiting->outcome || !*waiting->outcome) {
        const auto why = waiting->outcome ? waiting->outcome->error().text() : "the commit takes too long";
        log::error("hooks.not_kept", {{"route", route}, {"why", why}});
        co_return Answer{Outcome::not_kept, not_kept()};
    }
    if ((*waiting->outcome)->duplicate) co_return Answer{Outcome::duplicate, kept(202, true)};
    co_return Answer{outcome, kept(ping ? 200 : 202, false)};
}

} // namespace pilothouse::hooks
