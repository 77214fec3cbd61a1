#pragma once

#include "sandbox/slack/call.hpp"

#include <string>

namespace pilothouse::sandbox {

/// The parts of a message that an app sends: text, blocks, attachments, metadata, checked as strictly as Slack
/// does it.
struct MessageBody {
    JsonPtr body;      ///< the parts that were given
    JsonPtr refusal{}; ///< set when it must be refused: the answer
    bool truncated = false;
    bool has_text = false, has_blocks = false, has_attachments = false;
};

/// `longest_text`: the text length that is refused (0: longer than 40,000 is cut instead).
MessageBody message_body(const Call& call, std::size_t longest_text);

} // namespace pilothouse::sandbox
