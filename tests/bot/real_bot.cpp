#include "real_bot.hpp"

namespace pilothouse::tests {

void RealBot::start() {
    const auto file = (stage_.folder() / "bot.toml").string();
    process_.start(
        {PILOTHOUSE_BINARY "/pilothouse", "run", "--config", file}, stage_.folder(), "bot.log",
        {{"SLACK_API_URL", stage_.settings().slack.api_url},
         {"SLACK_APP_TOKEN", "xapp-sandbox"},
         {"SLACK_BOT_TOKEN", "xoxb-sandbox"},
         {"HOOK_SECRET", "hook-secret"},
         {"LLVM_PROFILE_FILE", "/dev/null"}} // a killed program leaves half a profile
    );
}

net::awaitable<int> RealBot::stop() {
    process_.end();
    const bool over =
        co_await stage_.until([this]() -> net::awaitable<bool> { co_return process_.ended().has_value(); });
    co_return over ? *process_.ended() : -1;
}

} // namespace pilothouse::tests
