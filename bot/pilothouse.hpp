#pragma once

#include "config/settings.hpp"
#include "core/result.hpp"
#include "integrations/net/async.hpp"

#include <functional>
#include <memory>
#include <string>

namespace pilothouse::commands {
class Intake;
}

namespace pilothouse::bot {

/// The whole bot, put together: the store and its engine, the ways into and out of Slack, the rollouts, and the
/// HTTP server for health, metrics and (where Slack delivers so) requests. Loop thread only.
class Pilothouse {
public:
    struct Options {
        std::string supervisor; ///< the program pilothouse-supervise
        /// Puts something between the adapters and the engine; only tests do.
        std::function<std::unique_ptr<commands::Intake>(commands::Intake&)> intake_wrapper{};
    };

    /// Opens the database and everything else that can fail at once. Errors: those of storage::open_file, and
    /// bad_input or unavailable for certificates, addresses and ports.
    static Result<std::unique_ptr<Pilothouse>> create(net::executor loop, config::Settings settings, Options options);

    virtual ~Pilothouse() = default;
    Pilothouse(const Pilothouse&) = delete;
    Pilothouse& operator=(const Pilothouse&) = delete;

    /// Takes up where the last life ended, and begins to listen.
    virtual void start() = 0;
    /// Decides by these settings from now on. What only a restart can change is logged and told.
    virtual void reload(config::Settings settings) = 0;
    /// The new configuration is wrong: the old one stays, and the operators are told why.
    virtual void refuse_reload(const Error& error) = 0;
    /// Takes nothing more in, finishes or hands over what runs, and closes the store; within 10 s.
    virtual net::awaitable<void> stop() = 0;
    /// Of the HTTP server; 0 where there is none.
    [[nodiscard]] virtual std::uint16_t http_port() const = 0;

protected:
    Pilothouse() = default;
};

} // namespace pilothouse::bot
