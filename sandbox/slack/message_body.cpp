#include "sandbox/slack/message_body.hpp"

#include "core/json.hpp"
#include "core/utf8.hpp"
#include "sandbox/slack/block_check.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace pilothouse::sandbox {

namespace {

constexpr std::size_t cut_text_at = 40'000;
constexpr std::size_t most_markdown = 12'000;
constexpr std::size_t most_attachments = 100;
constexpr std::size_t most_metadata_bytes = 16'000;
constexpr std::size_t most_blocks_bytes = 250'000;

Json refused_for(std::string_view error, const std::vector<Problem>& problems) {
    std::vector<std::string> lines;
    std::ranges::transform(problems, std::back_inserter(lines), &Problem::line);
    return refused(error, lines);
}

Json take_blocks(const Call& call, MessageBody& message) {
    Json blocks = structure_of(call, "blocks");
    if (blocks.is_null()) return nullptr;
    if (!blocks.is_array()) return refused("invalid_blocks_format");
    if (const auto problems = check_blocks(blocks, Surface::message, "/blocks"); !problems.empty())
        return refused_for("invalid_blocks", problems);
    if (dump_json(blocks).size() > most_blocks_bytes) return refused("msg_blocks_too_long");
    message.has_blocks = !blocks.empty();
    (*message.body)["blocks"] = std::move(blocks);
    return nullptr;
}

Json take_attachments(const Call& call, MessageBody& message) {
    Json attachments = structure_of(call, "attachments");
    if (attachments.is_null()) return nullptr;
    if (!attachments.is_array()) return refused("invalid_attachments");
    if (attachments.size() > most_attachments) return refused("too_many_attachments");
    if (const auto problems = check_attachments(attachments); !problems.empty())
        return refused_for("invalid_attachments", problems);
    for (std::size_t i = 0; i < attachments.size(); ++i) {
        attachments[i]["id"] = i + 1;
        if (!attachments[i].contains("fallback")) attachments[i]["fallback"] = "[no preview available]";
    }
    message.has_attachments = !attachments.empty();
    (*message.body)["attachments"] = std::move(attachments);
    return nullptr;
}

Json take_metadata(const Call& call, MessageBody& message) {
    Json metadata = structure_of(call, "metadata");
    if (metadata.is_null()) return nullptr;
    if (!metadata.is_object()) return refused("invalid_metadata_format");
    if (!metadata.empty()) {
        if (const auto problems = check_metadata(metadata); !problems.empty())
            return refused_for("invalid_metadata_format", problems);
        if (dump_json(metadata).size() > most_metadata_bytes) return refused("metadata_too_large");
    }
    (*message.body)["metadata"] = std::move(metadata);
    return nullptr;
}

Json take_text(const Call& call, MessageBody& message, std::size_t longest) {
    const std::string markdown = text_of(call, "markdown_text");
    std::string text = text_of(call, "text");
    if (!markdown.empty()) {
        if (!text.empty() || message.has_blocks) return refused("markdown_text_conflict");
        if (code_points(markdown) > most_markdown) return refused("msg_too_long");
        text = markdown;
    }
    const std::size_t size = text.size() <= 4000 ? text.size() : code_points(text);
    if (longest != 0 && size > longest) return refused("msg_too_long");
    if (size > cut_text_at) {
        text = shortened(text, cut_text_at);
        message.truncated = true;
    }
    message.has_text = !text.empty();
    if (message.has_text || call.args.contains("text")) (*message.body)["text"] = std::move(text);
    return nullptr;
}

} // namespace

MessageBody message_body(const Call& call, std::size_t longest_text) {
    MessageBody message{.body = std::make_shared<Json>(Json::object())};
    for (auto* take : {&take_blocks, &take_attachments, &take_metadata})
        if (Json refusal = (*take)(call, message); !refusal.is_null()) {
            message.refusal = std::make_shared<Json>(std::move(refusal));
            return message;
        }
    if (Json refusal = take_text(call, message, longest_text); !refusal.is_null())
        message.refusal = std::make_shared<Json>(std::move(refusal));
    return message;
}

} // namespace pilothouse::sandbox
