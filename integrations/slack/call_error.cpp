#include "integrations/slack/call_error.hpp"

#include "core/json.hpp"
#include "core/utf8.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <utility>

namespace pilothouse::slack {

namespace {

struct Meaning {
    std::string_view reason;
    Refusal refusal;
    Errc code;
    std::string_view hint;
};

constexpr std::string_view token_hint = "Check the tokens of the Slack app; `pilothouse doctor` tells which is wrong.";
constexpr std::string_view policy_hint = "A rule of the workspace forbids it; ask its administrators.";
constexpr std::string_view join_hint = "Invite the bot to the channel: /invite @pilothouse";
constexpr std::string_view bug_hint = "This is a fault of the program; please report it with this line.";

/// The classes of errors in Slack's documentation of its methods. What is not here is Refusal::other.
constexpr Meaning meanings[] = {
    {"not_authed", Refusal::token, Errc::rejected, token_hint},
    {"invalid_auth", Refusal::token, Errc::rejected, token_hint},
    {"account_inactive", Refusal::token, Errc::rejected, token_hint},
    {"token_revoked", Refusal::token, Errc::rejected, token_hint},
    {"token_expired", Refusal::token, Errc::rejected, token_hint},
    {"org_login_required", Refusal::token, Errc::rejected, token_hint},
    {"not_allowed_token_type", Refusal::token, Errc::rejected, token_hint},
    {"user_removed_from_team", Refusal::token, Errc::rejected, token_hint},
    {"team_disabled", Refusal::token, Errc::rejected, token_hint},
    {"forbidden_team", Refusal::token, Errc::rejected, token_hint},
    {"missing_scope", Refusal::setting, Errc::rejected, "Add the scope to the Slack app and install the app again."},
    {"no_permission", Refusal::setting, Errc::rejected, policy_hint},
    {"access_denied", Refusal::setting, Errc::rejected, policy_hint},
    {"ekm_access_denied", Refusal::setting, Errc::rejected, policy_hint},
    {"not_in_channel", Refusal::setting, Errc::rejected, join_hint},
    {"user_not_in_channel", Refusal::setting, Errc::rejected, "The person is not in that channel."},
    {"channel_not_found", Refusal::setting, Errc::not_found,
     "Check the channel's name; a private channel is found only when the bot is in it: /invite @pilothouse"},
    {"is_archived", Refusal::setting, Errc::rejected, "The channel is archived; unarchive it or name another one."},
    {"messages_tab_disabled", Refusal::setting, Errc::rejected,
     "Switch the Messages tab on in the Slack app's settings, App Home."},
    {"invalid_arguments", Refusal::bug, Errc::internal, bug_hint},
    {"invalid_arg_name", Refusal::bug, Errc::internal, bug_hint},
    {"invalid_array_arg", Refusal::bug, Errc::internal, bug_hint},
    {"invalid_charset", Refusal::bug, Errc::internal, bug_hint},
    {"invalid_form_data", Refusal::bug, Errc::internal, bug_hint},
    {"invalid_post_type", Refusal::bug, Errc::internal, bug_hint},
    {"missing_post_type", Refusal::bug, Errc::internal, bug_hint},
    {"insecure_request", Refusal::bug, Errc::internal, bug_hint},
    {"missing_args", Refusal::bug, Errc::internal, bug_hint},
    {"invalid_json", Refusal::bug, Errc::internal, bug_hint},
    {"json_not_object", Refusal::bug, Errc::internal, bug_hint},
    {"invalid_blocks", Refusal::bug, Errc::internal, bug_hint},
    {"invalid_blocks_format", Refusal::bug, Errc::internal, bug_hint},
    {"invalid_attachments", Refusal::bug, Errc::internal, bug_hint},
    {"invalid_metadata_format", Refusal::bug, Errc::internal, bug_hint},
    {"invalid_metadata_schema", Refusal::bug, Errc::internal, bug_hint},
    {"metadata_too_large", Refusal::bug, Errc::internal, bug_hint},
    {"msg_blocks_too_long", Refusal::bug, Errc::internal, bug_hint},
    {"msg_too_long", Refusal::bug, Errc::internal, bug_hint},
    {"no_text", Refusal::bug, Errc::internal, bug_hint},
    {"view_too_large", Refusal::bug, Errc::internal, bug_hint},
    {"unknown_method", Refusal::bug, Errc::internal, bug_hint},
    {"ratelimited", Refusal::not_now, Errc::rate_limited, {}},
    {"rate_limited", Refusal::not_now, Errc::rate_limited, {}},
    {"message_limit_exceeded", Refusal::not_now, Errc::rate_limited, {}},
    {"accesslimited", Refusal::not_now, Errc::unavailable, {}},
    {"team_added_to_org", Refusal::not_now, Errc::unavailable, {}},
    {"fatal_error", Refusal::ambiguous, Errc::unknown_outcome, {}},
    {"internal_error", Refusal::ambiguous, Errc::unknown_outcome, {}},
    {"request_timeout", Refusal::ambiguous, Errc::unknown_outcome, {}},
    {"service_unavailable", Refusal::ambiguous, Errc::unknown_outcome, {}},
};

/// What happens to a thing that is not there tells the caller more than "refused".
constexpr std::string_view gone_endings[] = {"_not_found", "not_found"};

constexpr std::chrono::seconds default_retry{30};

Meaning meaning_of(std::string_view reason) {
    const auto* const found = std::ranges::find(meanings, reason, &Meaning::reason);
    if (found != std::end(meanings)) return *found;
    if (reason.starts_with("restricted_action")) return {reason, Refusal::setting, Errc::rejected, policy_hint};
    const bool gone =
        std::ranges::any_of(gone_endings, [&](std::string_view ending) { return reason.ends_with(ending); });
    return {reason, Refusal::other, gone ? Errc::not_found : Errc::rejected, {}};
}

/// The scope that was needed, and where in the blocks Slack found the fault.
std::string details(const nlohmann::json& answer) {
    constexpr std::size_t most = 3;
    std::string text;
    if (const std::string needed = string_at(answer, "needed"); !needed.empty()) text += "; needed: " + needed;
    const auto metadata = answer.find("response_metadata");
    if (metadata == answer.end() || !metadata->is_object()) return text;
    const auto messages = metadata->find("messages");
    if (messages == metadata->end() || !messages->is_array()) return text;
    for (std::size_t i = 0; i < std::min(messages->size(), most); ++i)
        if ((*messages)[i].is_string()) text += "; " + (*messages)[i].get_ref<const std::string&>();
    return shortened(printable(text), 500);
}

} // namespace

CallError refused(std::string_view method, const nlohmann::json& answer) {
    std::string reason = string_at(answer, "error");
    const Meaning meaning = meaning_of(reason);
    CallError error;
    error.code = meaning.code;
    error.message = "Slack refused " + std::string(method) + ": " +
                    (reason.empty() ? "no reason given" : shortened(printable(reason), 100)) + details(answer);
    error.hint = meaning.hint;
    error.refusal = meaning.refusal;
    if (error.code == Errc::rate_limited) error.retry_after = default_retry;
    error.reason = std::move(reason);
    return error;
}

CallError throttled(std::string_view method, const net::Headers& headers) {
    const std::string_view said = net::header(headers, "Retry-After");
    long seconds = 0;
    const auto [end, problem] = std::from_chars(said.data(), said.data() + said.size(), seconds);
    constexpr long longest = 3600;
    const bool readable = problem == std::errc{} && end == said.data() + said.size() && seconds > 0;
    CallError error;
    error.code = Errc::rate_limited;
    error.message = "Slack has had enough of " + std::string(method) + " for now (429)";
    error.retry_after = readable ? std::chrono::seconds{std::min(seconds, longest)} : default_retry;
    error.refusal = Refusal::not_now;
    error.reason = "ratelimited";
    return error;
}

CallError no_answer(std::string_view method, int status, std::string_view why) {
    CallError error;
    error.code = Errc::unknown_outcome;
    error.message = std::string(method) + " was sent to Slack, but the answer (HTTP " + std::to_string(status) + ") " +
                    std::string(why);
    error.refusal = Refusal::ambiguous;
    return error;
}

CallError unreached(std::string_view method, Error error) {
    CallError call;
    static_cast<Error&>(call) = std::move(error);
    call.message = std::string(method) + " of Slack: " + call.message;
    call.refusal = call.code == Errc::unknown_outcome ? Refusal::ambiguous : Refusal::not_now;
    return call;
}

} // namespace pilothouse::slack
