#pragma once

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

/// What a workspace is made of. Parts whose shape is Slack's own business are kept as JSON.
namespace pilothouse::sandbox {

using Json = nlohmann::json;
using JsonPtr = std::shared_ptr<Json>;

struct Team {
    std::string id, name, domain;
};

struct User {
    std::string id{}, name{}, real_name{}, email{}, color{}, tz = "Etc/UTC", title{};
    int tz_offset = 0;
    bool is_bot = false, is_admin = false, deleted = false;
};

struct Group {
    std::string id{}, handle{}, name{};
    std::vector<std::string> users{};
};

struct Command {
    std::string command, description, usage_hint;
    bool should_escape = false;
};

struct Shortcut {
    std::string name, type, callback_id, description;
};

struct Message {
    JsonPtr body;            ///< the message object as Slack shows it
    std::string author;      ///< user id
    std::string thread_ts{}; ///< the parent's ts, where this is a reply
    std::string only_for{};  ///< ephemeral: the one person who sees it
    bool broadcast = false;  ///< a reply that stands in the channel as well
    bool by_app = false;
    std::vector<std::string> replies{}; ///< ts of the replies, oldest first
};

struct Note {
    std::string value, creator;
    std::int64_t last_set = 0;
};

struct Channel {
    std::string id{}, name{}, creator{}, im_user{};
    std::int64_t created = 0;
    bool is_private = false, is_im = false, is_mpim = false, is_archived = false, is_general = false;
    std::set<std::string> members{};
    Note topic{}, purpose{};
    std::map<std::string, Message> messages{}; ///< by ts; equal lengths, so text order is time order
    std::vector<std::string> pins{};
    JsonPtr bookmarks{}; ///< array
};

struct View {
    std::string id, user, type, hash, root_id, previous_id, external_id;
    JsonPtr body;  ///< what the app sent, block ids filled in
    JsonPtr state; ///< values by block and action
};

struct File {
    std::string id, name, title, mime, user, snippet_type;
    std::size_t announced = 0;
    bool uploaded = false, shared = false;
    std::string bytes{};
    std::int64_t created = 0;
};

struct Trigger {
    std::string user;
    std::string view{}; ///< the view it came from: what a push goes on top of
    std::int64_t born_us = 0;
    bool used = false;
};

struct ResponseUrl {
    std::string channel, user, message_ts, thread_ts;
    bool ephemeral_source = false; ///< came from an ephemeral message
    std::int64_t born_us = 0;
    int uses = 0;
};

enum class TokenKind { none, bot, app };

struct Token {
    std::string value;
    TokenKind kind = TokenKind::bot;
    std::set<std::string> scopes{};
    std::string refused{}; ///< an error every call with it gets, e.g. token_revoked
};

struct App {
    std::string id, name, bot_user, bot_id, signing_secret, verification_token;
    std::set<std::string> events; ///< what the app is subscribed to: app_mention, message.channels, …
    std::vector<Command> commands;
    std::vector<Shortcut> shortcuts;
};

} // namespace pilothouse::sandbox
