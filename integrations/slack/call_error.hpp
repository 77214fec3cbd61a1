#pragma once

#include "core/result.hpp"
#include "integrations/net/http.hpp"

#include <nlohmann/json_fwd.hpp>

#include <expected>
#include <string>
#include <string_view>

/// What can go wrong with a call of Slack's Web API, and what it means for whoever made it.
namespace pilothouse::slack {

enum class Refusal {
    token,     ///< Slack refuses our token: nothing works until a person mends it
    setting,   ///< a scope, a membership or a policy stands against it: a person can mend it
    bug,       ///< our request was wrong
    not_now,   ///< surely not done; later it may work
    ambiguous, ///< may have been done in part or in whole
    other,     ///< any other word of Slack's: the thing itself is not possible (message_not_found, name_taken, …)
};

/// An Error with Slack's own word for it.
struct CallError : Error {
    Refusal refusal = Refusal::other;
    std::string reason{}; ///< "channel_not_found"; empty where Slack said nothing
};

template <class T>
using Called = std::expected<T, CallError>;

/// What an answer with `ok: false` means. `method` is for the message; the answer's own details are put into it.
CallError refused(std::string_view method, const nlohmann::json& answer);

/// A 429, with its Retry-After, or 30 s where it has none that can be read.
CallError throttled(std::string_view method, const net::Headers& headers);

/// Sent, and answered with something that is no answer.
CallError no_answer(std::string_view method, int status, std::string_view why);

/// A failure below Slack: the network, TLS, a deadline.
CallError unreached(std::string_view method, Error error);

} // namespace pilothouse::slack
