#include "bot/pilothouse.hpp"
#include "bot/program/loop.hpp"
#include "bot/program/program.hpp"
#include "config/load.hpp"
#include "core/log.hpp"

#include <cstdio>

namespace pilothouse::program {

namespace {

void configure_log(const config::LogSettings& settings) {
    struct Named {
        const char* name;
        log::Level level;
    };

    static constexpr Named levels[] = {
        {"debug", log::Level::debug},
        {"info", log::Level::info},
        {"warn", log::Level::warn},
        {"error", log::Level::error}
    };
    auto least = log::Level::info;
    for (const auto& level : levels)
        if (settings.level == level.name) least = level.level;
    log::configure(least, settings.format == "json" ? log::Format::json : log::Format::key_value);
}

} // namespace

int run(const std::string& file, std::optional<std::uint16_t> http_port) {
    auto settings = settings_or_complain(file, true);
    if (!settings) return exit_config;
    if (http_port) settings->http.port = http_port;
    configure_log(settings->log);
    Loop loop;
    auto created = bot::Pilothouse::create(
        loop.executor(), std::move(*settings), {.supervisor = beside_program("pilothouse-supervise")}
    );
    if (!created) return complain(created.error());
    auto& bot = **created;

    loop.on_end_signal([&](int) { loop.spawn("stop", bot.stop()); });
    loop.on_reload_signal([&] {
        auto fresh = config::load(file, variable);
        if (!fresh) return bot.refuse_reload(fresh.error());
        if (http_port) fresh->http.port = http_port;
        bot.reload(std::move(*fresh));
    });
    bot.start();
    if (bot.http_port() != 0) {
        std::printf("bot.listening port=%d\n", bot.http_port());
        std::fflush(stdout);
    }
    loop.run();
    log::info("program.ended");
    return exit_ok;
}

} // namespace pilothouse::program
