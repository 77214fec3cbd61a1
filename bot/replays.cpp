#include "bot/replays.hpp"

#include "core/json.hpp"
#include "core/log.hpp"
#include "integrations/hooks/report.hpp"
#include "integrations/net/token.hpp"
#include "integrations/process/durable_file.hpp"

#include <boost/asio/steady_timer.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>

namespace pilothouse::bot {

namespace {
namespace fs = std::filesystem;

constexpr Duration pause_between = std::chrono::seconds{2};
constexpr Duration patience = std::chrono::seconds{30};
constexpr std::size_t longest_file = 64U << 20U;
constexpr std::size_t most_at_once = 1'000;

/// The key is kept with the route in front.
std::string key_within(const std::string& key, const std::string& route) {
    return key.starts_with(route + "/") ? key.substr(route.size() + 1) : key;
}

std::vector<std::string> waiting_in(const std::string& folder) {
    std::vector<std::string> paths;
    std::error_code failure;
    for (fs::directory_iterator it(folder, failure), end; !failure && it != end; it.increment(failure))
        if (it->path().extension() == ".json" && paths.size() < most_at_once) paths.push_back(it->path().string());
    std::ranges::sort(paths);
    return paths;
}

void put_aside(const std::string& path, const std::string& why) {
    log::error("replay.refused", {{"file", path}, {"why", why}});
    std::error_code failure;
    fs::rename(path, path + ".refused", failure);
    if (failure) log::error("replay.stuck", {{"file", path}, {"why", failure.message()}});
}

/// The outcome of an offer, and the timer whose end is awaited for it.
struct Waiting {
    boost::asio::steady_timer timer;
    std::optional<Result<commands::Acknowledgement>> outcome{};
};

} // namespace

std::string replays_folder(const config::StorageSettings& storage) {
    return storage.path + ".replays";
}

Result<std::string> ask_again(const std::string& folder, const storage::DeliveryRow& delivery, Time now) {
    std::error_code failure;
    fs::create_directories(folder, failure);
    if (!failure) fs::permissions(folder, fs::perms::owner_all, failure);
    if (failure) return fail(Errc::unavailable, "can't make the folder " + folder + ": " + failure.message());
    const nlohmann::json text{
        {"key", key_within(delivery.key, delivery.route)}, {"route", delivery.route},     {"vendor", delivery.vendor},
        {"received_at", to_unix_ms(delivery.received_at)}, {"headers", delivery.headers}, {"body", delivery.body}
    };
    const auto path = folder + "/" + std::to_string(to_unix_ms(now)) + "-" + std::to_string(delivery.id) + ".json";
    PILOTHOUSE_CHECK(process::write_synced(path + ".part", dump_json(text)));
    fs::rename(path + ".part", path, failure);
    if (failure) return fail(Errc::unavailable, "can't write " + path + ": " + failure.message());
    return path;
}

Result<commands::ChangeReported> read_again(const std::string& text, const std::vector<hooks::Route>& routes) {
    PILOTHOUSE_TRY(const auto kept, parse_json(text, {.bytes = longest_file}));
    const auto field = [&](const char* name) { return string_at(kept, name); };
    const auto name = field("route");
    const auto route = std::ranges::find_if(routes, [&](const hooks::Route& one) {
        return one.name == name && one.vendor->name == field("vendor");
    });
    if (route == routes.end())
        return fail(Errc::not_found, "the hook '" + name + "' of this delivery is not in the configuration any more");
    PILOTHOUSE_TRY(const auto headers, hooks::headers_from(field("headers")));
    const auto at = kept.find("received_at");
    const auto received = from_unix_ms(at != kept.end() && at->is_number_integer() ? at->get<std::int64_t>() : 0);
    PILOTHOUSE_TRY(auto report, hooks::reported(*route, headers, field("body"), received));
    report.key = field("key");
    report.earlier_key.clear();
    return report;
}

Replays::Replays(
    net::executor loop, std::string folder, commands::Intake& intake, std::function<std::vector<hooks::Route>()> routes
)
    : loop_(std::move(loop)), folder_(std::move(folder)), intake_(intake), routes_(std::move(routes)), pause_(loop_) {}

net::awaitable<void> Replays::run() {
    while (!stopping_) {
        co_await take();
        if (stopping_) co_return;
        pause_.expires_after(pause_between);
        co_await pause_.async_wait(net::as_result);
    }
}

void Replays::stop() {
    stopping_ = true;
    pause_.cancel();
}

net::awaitable<void> Replays::take() {
    const auto paths = waiting_in(folder_);
    for (const auto& path : paths)
        if (!stopping_) co_await take(path);
}

net::awaitable<void> Replays::take(const std::string& path) {
    const auto text = process::small_file(path, longest_file);
    if (!text) co_return put_aside(path, "it can't be read");
    auto report = read_again(*text, routes_());
    if (!report) co_return put_aside(path, report.error().text());
    auto waiting = std::make_shared<Waiting>(boost::asio::steady_timer(loop_, patience));
    commands::Incoming incoming;
    // Asked twice is run twice, but the same file is run once, also when the program ended before it was taken away.
    incoming.key = "replay/" + fs::path(path).stem().string();
    incoming.source = "hook/" + report->route;
    incoming.event = *std::move(report);
    incoming.acknowledge = [waiting](Result<commands::Acknowledgement> settled) {
        waiting->outcome = std::move(settled);
        waiting->timer.cancel();
    };
    if (!intake_.offer(std::move(incoming))) co_return; // too much is waiting: another time
    if (!waiting->outcome) co_await waiting->timer.async_wait(net::as_result);
    if (!waiting->outcome) co_return;
    if (!*waiting->outcome) co_return put_aside(path, waiting->outcome->error().text());
    std::error_code failure;
    fs::remove(path, failure);
    log::info("replay.done", {{"file", path}});
}

} // namespace pilothouse::bot
