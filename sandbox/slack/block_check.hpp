#pragma once

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <vector>

namespace pilothouse::sandbox {

/// What is wrong with a payload, and where (a JSON pointer).
struct Problem {
    std::string text;
    std::string pointer;

    /// "must be less than 151 characters [json-pointer:/blocks/0/text/text]"
    [[nodiscard]] std::string line() const { return text + " [json-pointer:" + pointer + "]"; }
};

enum class Surface { message, modal, home };

/// Checks Block Kit blocks as strictly as Slack does: types, lengths, counts, unknown fields, unique ids.
/// `pointer` is where the list stands, e.g. "/blocks".
std::vector<Problem> check_blocks(const nlohmann::json& blocks, Surface surface, const std::string& pointer);
/// Checks a modal or home view.
std::vector<Problem> check_view(const nlohmann::json& view);
/// Checks the legacy attachments of a message, blocks in them included.
std::vector<Problem> check_attachments(const nlohmann::json& attachments);
/// Checks message metadata; the pointer is "/metadata".
std::vector<Problem> check_metadata(const nlohmann::json& metadata);

} // namespace pilothouse::sandbox
