#pragma once

#include "core/clock.hpp"
#include "integrations/net/async.hpp"
#include "sandbox/slack/model.hpp"
#include "sandbox/slack/schedule.hpp"

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace pilothouse::sandbox {

struct World;

/// How an interaction or command ended for the person who made it.
struct Answer {
    std::string error{}; ///< empty, operation_timeout or dispatch_failed
    JsonPtr payload{};   ///< what the ack carried; null where it carried nothing
};

/// Brings payloads to the app, over its sockets or to its request URLs, and listens for the acks.
class Delivery {
public:
    explicit Delivery(World& world) : world_(world) {}

    /// Delivers `event` (the inner object) when the app is subscribed to `subscription`; redelivers it at 3 s,
    /// one minute and five minutes until it is acknowledged.
    void event(std::string_view subscription, Json event);
    [[nodiscard]] bool subscribed(std::string_view subscription) const;
    /// Delivers a slash command or an interaction and waits for its ack, 3 s at most. `type` is "slash_commands"
    /// or "interactive".
    net::awaitable<Answer> ask(std::string type, Json payload, bool takes_answer);
    /// A frame that came from the app.
    void frame(std::uint64_t link, std::string_view text);
    /// Asks the events URL for its challenge. Errors: rejected.
    net::awaitable<Result<void>> verify_url();

    [[nodiscard]] std::size_t waiting() const { return pending_.size(); }

    void stop();

private:
    struct Pending {
        std::string type;
        std::shared_ptr<const std::string> payload;
        std::string name; ///< event_id, or the command or action
        bool takes_answer = false;
        int attempt = 0;
        std::int64_t sent_us = 0;
        std::uint64_t link = 0; ///< 0: no connection took it
        Schedule::Key timer{};
        std::function<void(Answer)> done{};
    };

    World& world_;
    std::unordered_map<std::string, Pending> pending_{};
    std::unordered_map<std::string, bool> ended_{}; ///< envelope ids of the past: acknowledged or given up
    std::deque<std::string> ended_order_{};
    std::string held_back_{};  ///< a frame that lets the next one overtake it
    std::size_t retrying_ = 0; ///< events that wait for their next attempt
    bool stopped_ = false;

    void dispatch(std::string id, Pending pending);
    void write(const std::string& id, Pending& pending);
    void expire(const std::string& id);
    void retry(Pending pending);
    void acknowledge(std::uint64_t link, const std::string& id, const Json* payload);
    void remember(const std::string& id, bool acknowledged);
    net::awaitable<void> post(std::string id);
    void posted(const std::string& id, int status, const std::string& body, std::string reason);
};

} // namespace pilothouse::sandbox
