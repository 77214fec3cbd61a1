/// A bot that is wrong on purpose: it acknowledges what it hears at once and works on it 20 ms later, as most bots
/// do. The crash test has to turn red on it.

#include "bot/pilothouse.hpp"
#include "bot/program/loop.hpp"
#include "bot/program/program.hpp"
#include "commands/incoming.hpp"
#include "config/load.hpp"
#include "core/log.hpp"

#include <cstdio>

namespace pilothouse::crash {

class EarlyAck final : public commands::Intake {
public:
    EarlyAck(program::Loop& loop, commands::Intake& engine) : loop_(loop), engine_(engine) {}

    bool offer(commands::Incoming incoming) override {
        if (incoming.acknowledge) incoming.acknowledge(commands::Acknowledgement{});
        incoming.acknowledge = {};
        loop_.spawn("later", later(std::move(incoming)));
        return true;
    }

private:
    net::awaitable<void> later(commands::Incoming incoming) {
        co_await net::pause(std::chrono::milliseconds{20});
        if (!engine_.offer(std::move(incoming))) log::warn("early_ack.lost");
    }

    program::Loop& loop_;
    commands::Intake& engine_;
};

int run(const std::string& file) {
    auto settings = program::settings_or_complain(file, true);
    if (!settings) return program::exit_config;
    log::configure(log::Level::error, log::Format::key_value);
    program::Loop loop;
    auto bot = bot::Pilothouse::create(
        loop.executor(), std::move(*settings),
        {.supervisor = PILOTHOUSE_BINARY "/pilothouse-supervise",
         .intake_wrapper = [&](commands::Intake& engine) { return std::make_unique<EarlyAck>(loop, engine); }}
    );
    if (!bot) return program::complain(bot.error());
    loop.on_end_signal([&](int) { loop.spawn("stop", (*bot)->stop()); });
    (*bot)->start();
    loop.run();
    return 0;
}

} // namespace pilothouse::crash

int main(int argc, char** argv) {
    if (argc != 4) return 64; // run --config FILE
    return pilothouse::crash::run(argv[3]);
}
