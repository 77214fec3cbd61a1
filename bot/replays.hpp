#pragma once

#include "commands/incoming.hpp"
#include "config/settings.hpp"
#include "core/result.hpp"
#include "integrations/hooks/route.hpp"
#include "integrations/net/async.hpp"
#include "storage/deliveries.hpp"

#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <string>
#include <vector>

/// Deliveries that are run again because somebody at this machine asked for it: `pilothouse replay` leaves each as a
/// file in a folder that only the bot's own user can write to, and the bot takes it from there.
namespace pilothouse::bot {

/// The folder of what waits to be run again.
std::string replays_folder(const config::StorageSettings& storage);

/// Leaves a delivery there; returns the file, which is gone when it was run again. Errors: unavailable.
Result<std::string> ask_again(const std::string& folder, const storage::DeliveryRow& delivery, Time now);

/// A waiting delivery, read as if it came now, at the time it first came. Errors: bad_input; not_found when its hook is
/// not in the configuration any more.
Result<commands::ChangeReported> read_again(const std::string& text, const std::vector<hooks::Route>& routes);

/// Takes what waits, one after the other. Loop thread only.
class Replays {
public:
    /// `intake` must outlive this; `routes` gives what is listened at now.
    Replays(
        net::executor loop, std::string folder, commands::Intake& intake,
        std::function<std::vector<hooks::Route>()> routes
    );

    /// Looks every two seconds, until `stop`.
    net::awaitable<void> run();
    void stop();
    /// Takes what is there now. A file that can't be read is put aside, as ".refused".
    net::awaitable<void> take();

private:
    net::awaitable<void> take(const std::string& path);

    net::executor loop_;
    std::string folder_;
    commands::Intake& intake_;
    std::function<std::vector<hooks::Route>()> routes_;
    boost::asio::steady_timer pause_;
    bool stopping_ = false;
};

} // namespace pilothouse::bot
