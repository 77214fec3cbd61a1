#include "bot/program/program.hpp"
#include "bot/replays.hpp"
#include "core/clock.hpp"
#include "core/utf8.hpp"
#include "storage/deliveries.hpp"
#include "storage/sqlite/open.hpp"

#include <cstdio>
#include <filesystem>
#include <thread>

namespace pilothouse::program {

namespace {

constexpr int most_listed = 50;

void list(storage::Connection& store) {
    const auto deliveries = storage::latest_deliveries(store, most_listed);
    if (deliveries.empty()) std::puts("No delivery is kept. They are, for three days.");
    for (const auto& one : deliveries) {
        const auto event = shortened(printable(one.event), 40);
        const auto trouble = shortened(printable(one.trouble), 100);
        std::printf(
            "%8lld  %s  %s/%s  %s%s%s\n", static_cast<long long>(one.id), iso8601(one.received_at).c_str(),
            one.vendor.c_str(), one.route.c_str(), event.c_str(), trouble.empty() ? "" : "  NOT READ: ", trouble.c_str()
        );
    }
    if (!deliveries.empty()) std::puts("pilothouse replay <number> runs one of them again.");
}

/// True when the bot has taken the file.
bool taken(const std::string& path) {
    constexpr auto step = std::chrono::milliseconds{100};
    for (int i = 0; i < 100; ++i) {
        if (!std::filesystem::exists(path)) return true;
        std::this_thread::sleep_for(step);
    }
    return false;
}

} // namespace

int replay(const std::string& file, std::int64_t delivery) {
    const auto settings = settings_or_complain(file, false);
    if (!settings) return exit_config;
    auto store = storage::open_copy(settings->storage.path);
    if (!store) return complain(store.error());
    if (delivery == 0) {
        list(**store);
        return exit_ok;
    }
    const auto found = storage::find_delivery(**store, delivery);
    if (!found)
        return complain(
            Error{
                Errc::not_found, "there is no delivery " + std::to_string(delivery) + ", or it is kept no more",
                "pilothouse replay without a number lists them"
            },
            exit_usage
        );
    const auto asked = bot::ask_again(bot::replays_folder(settings->storage), *found, now());
    if (!asked) return complain(asked.error());
    if (!taken(*asked)) {
        std::printf(
            "The bot does not run, or is busy: delivery %lld is run again as soon as it can.\n",
            static_cast<long long>(delivery)
        );
        return exit_ok;
    }
    if (std::filesystem::exists(*asked + ".refused"))
        return complain(Error{Errc::rejected, "the bot could not run it again", "Its log says why: replay.refused"});
    std::printf(
        "Delivery %lld was run again. What was known already changes nothing.\n", static_cast<long long>(delivery)
    );
    return exit_ok;
}

} // namespace pilothouse::program
