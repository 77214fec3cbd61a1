#pragma once

#include "config/settings.hpp"
#include "integrations/github/redeliveries.hpp"
#include "integrations/github/undelivered.hpp"
#include "integrations/net/async.hpp"
#include "integrations/net/http_client.hpp"

#include <boost/asio/steady_timer.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace pilothouse::bot {

/// What became of the asking for one hook, since the start.
struct CatchUpFigures {
    std::string hook;
    std::uint64_t asked = 0;  ///< deliveries that were asked for again
    std::uint64_t failed = 0; ///< looks that came to nothing
    std::size_t missing = 0;  ///< deliveries that have not arrived, at the latest look
    bool well = false;        ///< the latest look went well
};

struct CatchUpPace {
    Duration looks = std::chrono::minutes{5};
    Duration requests = std::chrono::seconds{1}; ///< GitHub asks for a second between requests that make something
    std::size_t at_once = 200;                   ///< deliveries asked for in one look
};

/// Has GitHub send again what it could not deliver while the program, or what stands in front of it, was down: for
/// each hook with `catch_up`, at the start and every few minutes. Loop thread only.
class CatchUp {
public:
    /// `http` must outlive this.
    CatchUp(
        net::executor loop, net::HttpClient& http, std::shared_ptr<const config::Settings> settings,
        CatchUpPace pace = {}
    );

    /// Looks for these hooks from now on, at once.
    void use(std::shared_ptr<const config::Settings> settings);
    /// Until `stop`.
    net::awaitable<void> run();
    void stop();
    /// One look at every hook.
    net::awaitable<void> look();

    /// In the order of names.
    [[nodiscard]] std::vector<CatchUpFigures> figures() const;

private:
    struct Watched {
        std::string place{}; ///< the setting it was begun with
        github::Undelivered undelivered{};
        CatchUpFigures figures{};
        std::string trouble{}; ///< told already
        Time not_before{};     ///< it wants not to be asked
    };

    net::awaitable<void> look_at(config::Hook hook, std::shared_ptr<Watched> watched);
    net::awaitable<Result<void>> catch_up(const config::Hook& hook, Watched& watched);
    net::awaitable<Result<void>> ask(const hooks::Api& api, const github::Webhook& webhook, Watched& watched);
    net::awaitable<void> wait(Duration span);
    void forget_others();

    net::HttpClient& http_;
    std::shared_ptr<const config::Settings> settings_;
    CatchUpPace pace_;
    std::map<std::string, std::shared_ptr<Watched>> watched_; ///< by the hook's name
    boost::asio::steady_timer pause_;
    bool stopping_ = false;
    bool again_ = false; ///< the configuration changed during a look
};

/// Whether GitHub lets us see what it could not deliver to the hook: for `pilothouse doctor`. Errors: as
/// github::find_webhook.
net::awaitable<Result<void>> can_catch_up(net::HttpClient& http, const config::Hook& hook, std::string public_url);

} // namespace pilothouse::bot
