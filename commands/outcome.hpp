#pragma once

#include "commands/event.hpp"
#include "core/clock.hpp"
#include "core/ids.hpp"
#include "core/result.hpp"

#include <optional>
#include <string>
#include <variant>

/// Between the engine and the adapters that carry tasks out.
namespace pilothouse::commands {

/// Where one of our messages stands in the chat system.
struct Posted {
    ChannelId channel;
    std::string id; ///< the chat system's id of the message (Slack: ts)
};

/// One try at a task.
struct Attempt {
    TaskId task;
    int number = 1;
    bool uncertain = false;          ///< an earlier try may have had its effect: look before doing it again
    Time first_try;                  ///< when the first try began: where a look-up starts reading
    std::optional<Posted> message{}; ///< for Say: the message of this key, where there is one
    std::optional<Posted> parent{};  ///< for Say and ShareLog: the message of in_thread_of
};

/// It is done. `posted` is remembered for the key of a Say; `event` is decided in the same transaction.
struct Done {
    std::optional<Posted> posted{};
    std::optional<Event> event{};
};

/// Not done this time; `error.code` says whether it surely was not (unavailable, rate_limited, timeout) or may
/// have been (unknown_outcome). Tried again after a growing pause, or after error.retry_after.
struct TryAgain {
    Error error;
};

/// Will never succeed. Becomes a TaskFailed event.
struct GiveUp {
    Error error;
};

using Outcome = std::variant<Done, TryAgain, GiveUp>;

} // namespace pilothouse::commands
