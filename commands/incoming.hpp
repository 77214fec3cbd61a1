#pragma once

#include "commands/card.hpp"
#include "commands/event.hpp"
#include "core/clock.hpp"
#include "core/result.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>

/// The way in: adapters offer events, the engine commits them and tells the adapter to acknowledge.
namespace pilothouse::commands {

/// What the sender may be told, once everything decided from its event is durable.
struct Acknowledgement {
    bool duplicate = false;                           ///< seen before: acknowledge again, nothing changed
    std::optional<Card> answer{};                     ///< for the acknowledgement of a slash command
    std::map<std::string, std::string> form_errors{}; ///< the form stays open with these
};

struct Incoming {
    std::string key;    ///< unique per source for at least 25 h: event id, trigger id, action time
    std::string source; ///< "slack", "process", "program"
    Event event;
    /// Called once, on the loop thread, after the commit. An error means that nothing was kept: the sender must
    /// not be told that it was accepted.
    std::function<void(Result<Acknowledgement>)> acknowledge;
    std::string earlier_key{}; ///< one that was seen within `earlier_within` makes this a repetition too; empty: none
    Duration earlier_within{};
};

class Intake {
public:
    virtual ~Intake() = default;
    /// Takes an event in. Loop thread only; never blocks. False when the queue is full or the program is
    /// stopping: `incoming.acknowledge` will not be called, and nothing was kept.
    [[nodiscard]] virtual bool offer(Incoming incoming) = 0;
};

} // namespace pilothouse::commands
