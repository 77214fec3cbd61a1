#pragma once

#include "core/clock.hpp"
#include "core/result.hpp"
#include "sandbox/slack/model.hpp"

#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace pilothouse::sandbox {

/// What can be made to go wrong. The names in rules are the same, e.g. "drop_after_commit".
enum class Effect {
    delay,                       ///< answer `delay_ms` later
    http_status,                 ///< answer with `status` (500 where none is given) and nothing done
    ratelimited,                 ///< 429 with Retry-After `retry_after`
    error,                       ///< {ok:false,error:`error`}, nothing done
    drop_before_commit,          ///< the connection ends, nothing done
    drop_after_commit,           ///< done, but the connection ends before the answer
    garbage_json,                ///< done, the answer is not JSON
    truncated_body,              ///< done, the answer ends in the middle
    internal_error_after_commit, ///< done, but the answer says internal_error
    duplicate_event,             ///< the envelope is sent twice
    reorder_events,              ///< the envelope is held back until the next one went out
    drop_event,                  ///< the first delivery is lost; redelivery follows
    half_open,                   ///< the socket stops reading and writing, TCP stays
    no_pong,                     ///< the socket stops answering pings
    rst,                         ///< TCP ends without a Close frame
    wrong_hello,                 ///< the first frame is not a hello
    no_hello,                    ///< no first frame
    link_disabled,               ///< disconnect frame with that reason
    too_many_websockets          ///< disconnect frame with that reason
};

/// When and what. `method` is a Web API method, or "*" for all; "hooks" for response_url; "socket" when a
/// connection opens; "events_api", "slash_commands" or "interactive" when an envelope goes out.
struct FaultRule {
    std::string method;
    Effect effect = Effect::delay;
    std::int64_t nth = 0;   ///< only the n-th matching call, from 1; 0: any
    std::int64_t times = 0; ///< at most so often; 0: no bound
    double probability = 1.0;
    std::string channel{}; ///< only calls that name this channel
    Duration delay{0};
    int status = 500;
    int retry_after = 1;
    std::string error = "internal_error";

    std::int64_t matched = 0, fired = 0;
    std::mt19937_64 random{};
};

/// The rules in force.
class Faults {
public:
    /// Replaces all rules. Errors: bad_input, naming the rule and what is wrong with it.
    Result<void> load(const Json& rules);
    /// The first rule that strikes now, counted as fired.
    std::optional<FaultRule> strike(std::string_view method, std::string_view channel = {});
    /// The rules with their counts.
    [[nodiscard]] Json list() const;

    [[nodiscard]] bool empty() const { return rules_.empty(); }

    void clear() { rules_.clear(); }

private:
    std::vector<FaultRule> rules_{};
};

/// "drop_after_commit"
std::string_view name(Effect effect);

} // namespace pilothouse::sandbox
