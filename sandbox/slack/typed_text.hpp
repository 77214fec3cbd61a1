#pragma once

#include "sandbox/slack/workspace.hpp"

#include <string>
#include <string_view>

namespace pilothouse::sandbox {

/// What a person typed, as Slack stores it.
struct TypedText {
    std::string text; ///< & < > as entities; @name, #name and URLs as <…>
    JsonPtr blocks;   ///< the same as one rich_text block
};

/// Encodes typed text: @name, #channel, @here and URLs become tokens outside code spans; tokens that are already
/// there (<@U…>, <#C…>) of known people and channels stay.
TypedText typed_text(Workspace& space, std::string_view typed);

} // namespace pilothouse::sandbox
