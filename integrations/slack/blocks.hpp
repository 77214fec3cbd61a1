#pragma once

#include "commands/card.hpp"

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace pilothouse::slack {

/// Where blocks are shown: a modal takes more of them, but no table.
enum class Surface { message, modal };

/// Writes a card's blocks one after the other and keeps count of what Slack allows in all.
class BlockWriter {
public:
    explicit BlockWriter(Surface surface);
    ~BlockWriter();
    BlockWriter(const BlockWriter&) = delete;
    BlockWriter& operator=(const BlockWriter&) = delete;

    void title(std::string_view symbol, const Text& title);
    void add(const std::vector<commands::Block>& blocks);
    /// The array. Where something had to be left out, its last block says so.
    nlohmann::json take();

    void operator()(const commands::Paragraph& paragraph);
    void operator()(const commands::Fields& fields);
    void operator()(const commands::Verbatim& verbatim);
    void operator()(const commands::Footnote& footnote);
    void operator()(const commands::Table& table);
    void operator()(const commands::Buttons& buttons);

private:
    /// The text as mrkdwn within `limit` and within what is left of the message.
    std::string taken(const Text& text, std::size_t limit);
    void push(nlohmann::json block);
    void section(std::string mrkdwn_text);
    void context(std::string mrkdwn_text);

    Surface surface_;
    std::unique_ptr<nlohmann::json> blocks_;
    std::size_t room_;
    std::size_t buttons_ = 0;
    bool table_ = false;
    bool left_out_ = false;
};

} // namespace pilothouse::slack
