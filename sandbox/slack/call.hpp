#pragma once

#include "sandbox/slack/world.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace pilothouse::sandbox {

/// One Web API call with its arguments, whatever form they came in.
struct Call {
    std::string_view method;
    const Json& args;
    const Token& token;
    std::string_view host; ///< the Host header: where the app reaches us
    bool is_post = true;
};

/// The argument as text; numbers and true/false as they are written; empty where it is missing.
std::string text_of(const Call& call, std::string_view name);
bool flag_of(const Call& call, std::string_view name, bool otherwise = false);
std::int64_t number_of(const Call& call, std::string_view name, std::int64_t otherwise);
/// The argument as an object or list; null where it is missing. A string holds it as JSON; one that does not is
/// given back as the string.
Json structure_of(const Call& call, std::string_view name);
/// "a, b,c" -> {a, b, c}
std::vector<std::string> list_of(const Call& call, std::string_view name);

/// {"ok":true}
Json done();
/// {"ok":false,"error":…}
Json refused(std::string_view error);
/// refused, and the lines Slack explains it with
Json refused(std::string_view error, const std::vector<std::string>& lines);
Json missing_scope(const Call& call, std::string_view needed);

/// The channel the call names, by id or name; nullptr where there is none the app can see.
Channel* channel_of(World& world, const Call& call, std::string_view argument = "channel");
/// The scope for `verb` ("read", "history", "write") on this kind of channel: "channels:history".
std::string scope_for(const Channel& channel, std::string_view verb);

/// A slice of `items` by the call's limit and cursor, and the response_metadata for the next.
struct Page {
    std::size_t from = 0, to = 0;
    std::string next_cursor{};
    bool bad_cursor = false;
};

Page page_of(const World& world, const Call& call, std::size_t size, std::int64_t usual, std::int64_t most);
std::string cursor_of(std::string_view text);
/// The inverse; empty for what is no cursor of ours.
std::string cursor_text(std::string_view cursor);

} // namespace pilothouse::sandbox
