#include "core/json.hpp"
#include "core/secret.hpp"
#include "core/text.hpp"
#include "integrations/slack/markup.hpp"
#include "integrations/slack/sender.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>
#include <optional>
#include <utility>

/// The whole output of a rollout, as a file in a channel.
namespace pilothouse::slack {

namespace {

using commands::Attempt;
using commands::Done;
using commands::GiveUp;
using commands::Outcome;
using commands::ShareLog;
using nlohmann::json;

/// The file's last `most` bytes; nothing when it can't be read.
std::optional<std::string> end_of_file(const std::string& path, std::size_t most) {
    std::ifstream file(path, std::ios::binary | std::ios::ate);
    if (!file) return std::nullopt;
    const auto size = static_cast<std::size_t>(std::max<std::streamoff>(file.tellg(), 0));
    std::string bytes(std::min(size, most), '\0');
    file.seekg(static_cast<std::streamoff>(size - bytes.size()));
    file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (file.bad()) return std::nullopt;
    bytes.resize(static_cast<std::size_t>(file.gcount()));
    return bytes;
}

GiveUp no_log(const std::string& deploy, std::string what, std::string hint) {
    return GiveUp{Error{Errc::not_found, "deploy " + deploy + " has " + std::move(what), std::move(hint), {}}};
}

} // namespace

net::awaitable<Outcome> Sender::perform(const ShareLog& share, const Attempt& attempt) {
    const std::string deploy = std::to_string(share.deploy.value);
    const std::string path = options_.log_path ? options_.log_path(share.deploy) : std::string{};
    auto bytes = end_of_file(path, options_.log_bytes);
    if (!bytes) co_return no_log(deploy, "no log that can be read", "Logs of old deploys are removed after a while.");
    if (bytes->empty()) co_return no_log(deploy, "an empty log", "Its program has printed nothing.");
    commands::Say place;
    place.channel = share.channel;
    place.thread = share.thread;
    place.in_thread_of = share.in_thread_of;
    const auto target = co_await target_of(place, attempt);
    if (!target) co_return outcome_of(target.error());
    const bool cut = bytes->size() == options_.log_bytes;
    auto file = co_await upload("deploy-" + deploy + ".log", redacted(*std::move(bytes)));
    if (!file) co_return outcome_of(file.error());

    std::string title = share.title.empty() ? "Log of deploy " + deploy : share.title;
    if (cut) title += " (its end)";
    if (attempt.uncertain) title += " (repeated)";
    json arguments;
    json& entry = arguments["files"][0];
    entry["id"] = *file;
    entry["title"] = title;
    arguments["channel_id"] = target->channel.value;
    if (!target->thread.empty()) arguments["thread_ts"] = target->thread;
    if (!share.asked_by.empty()) arguments["initial_comment"] = mrkdwn(Text{"Asked for by "} + mention(share.asked_by));
    Call call{
        .method = "files.completeUploadExternal",
        .arguments = dump_json(arguments),
        .posts_in = target->channel.value,
        .deadline = options_.deadline,
    };
    const auto shared = co_await api_->call(std::move(call));
    if (!shared) co_return outcome_of(shared.error());
    co_return Done{};
}

/// Gives the bytes to Slack, seen by nobody yet, and returns the file's id. Any failure before the file is shared
/// has had no effect that a person could see: it is surely not done.
net::awaitable<Called<std::string>> Sender::upload(std::string file_name, std::string bytes) {
    Form form;
    form.emplace_back("filename", std::move(file_name));
    form.emplace_back("length", std::to_string(bytes.size()));
    Call call{.method = "files.getUploadURLExternal", .arguments = std::move(form), .deadline = options_.deadline};
    auto answer = co_await api_->call(std::move(call));
    const auto not_done = [](CallError error) {
        if (error.code == Errc::unknown_outcome) error.code = Errc::unavailable;
        return std::unexpected(std::move(error));
    };
    if (!answer) co_return not_done(answer.error());
    auto uploaded = co_await api_->send_to(
        string_at(*answer, "upload_url"), "application/octet-stream", std::move(bytes), 3 * options_.deadline
    );
    if (!uploaded) co_return not_done(unreached("the upload", uploaded.error()));
    if (uploaded->status != 200) co_return not_done(no_answer("the upload", uploaded->status, "is a refusal"));
    co_return string_at(*answer, "file_id");
}

} // namespace pilothouse::slack
