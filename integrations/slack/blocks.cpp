#include "integrations/slack/blocks.hpp"

#include "core/utf8.hpp"
#include "integrations/slack/decode.hpp"
#include "integrations/slack/limits.hpp"
#include "integrations/slack/markup.hpp"
#include "integrations/slack/objects.hpp"
#include "integrations/slack/table.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace pilothouse::slack {

using nlohmann::json;

namespace {

json typed(const char* type) {
    json object = json::object();
    object["type"] = type;
    return object;
}

json confirmation(const commands::Button& button) {
    json object = json::object();
    object["title"] = plain_object("Are you sure?", limits::confirm_title);
    object["text"] = plain_object(button.confirm, limits::confirm_text);
    object["confirm"] = plain_object(button.label.empty() ? "Yes" : button.label, limits::confirm_button);
    object["deny"] = plain_object("Go back", limits::confirm_button);
    if (button.style == commands::ButtonStyle::danger) object["style"] = "danger";
    return object;
}

json button_element(const commands::Button& button, std::string id) {
    auto element = typed("button");
    element["action_id"] = std::move(id);
    element["text"] = plain_object(button.label.empty() ? button.action : button.label, limits::button_label);
    if (!button.value.empty()) element["value"] = button.value;
    if (button.style == commands::ButtonStyle::primary) element["style"] = "primary";
    if (button.style == commands::ButtonStyle::danger) element["style"] = "danger";
    if (!button.confirm.empty()) element["confirm"] = confirmation(button);
    return element;
}

} // namespace

BlockWriter::BlockWriter(Surface surface)
    : surface_(surface), blocks_(std::make_unique<json>(json::array())), room_(limits::message_text) {}

BlockWriter::~BlockWriter() = default;

void BlockWriter::title(std::string_view symbol, const Text& title) {
    auto words = bold_mrkdwn(title, limits::section_text - symbol.size());
    if (words.empty()) return;
    room_ -= limits::length(words);
    section(std::string(symbol) + words);
}

void BlockWriter::add(const std::vector<commands::Block>& blocks) {
    for (const auto& block : blocks)
        std::visit(*this, block);
}

json BlockWriter::take() {
    const auto most = surface_ == Surface::modal ? limits::blocks_in_modal : limits::blocks_in_message;
    if (blocks_->size() > most) {
        blocks_->erase(blocks_->begin() + static_cast<json::difference_type>(most), blocks_->end());
        left_out_ = true;
    }
    if (left_out_) {
        if (blocks_->size() == most) blocks_->erase(most - 1);
        context("… more is left out here: a message holds no more than this.");
    }
    return std::move(*blocks_);
}

std::string BlockWriter::taken(const Text& text, std::size_t limit) {
    auto words = mrkdwn(text, std::min(limit, room_));
    room_ -= std::min(room_, limits::length(words));
    if (room_ == 0) left_out_ = true;
    return words;
}

void BlockWriter::push(json block) {
    blocks_->push_back(std::move(block));
}

void BlockWriter::section(std::string mrkdwn_text) {
    auto block = typed("section");
    block["text"] = mrkdwn_object(std::move(mrkdwn_text));
    push(std::move(block));
}

void BlockWriter::context(std::string mrkdwn_text) {
    auto block = typed("context");
    block["elements"].push_back(mrkdwn_object(std::move(mrkdwn_text)));
    push(std::move(block));
}

void BlockWriter::operator()(const commands::Paragraph& paragraph) {
    auto words = taken(paragraph.text, limits::section_text);
    if (!words.empty()) section(std::move(words));
}

void BlockWriter::operator()(const commands::Footnote& footnote) {
    auto words = taken(footnote.text, limits::context_text);
    if (!words.empty()) context(std::move(words));
}

void BlockWriter::operator()(const commands::Fields& fields) {
    constexpr std::size_t label_length = 150;
    json block;
    for (const auto& field : fields.fields) {
        if (room_ == 0) return;
        auto words = bold_mrkdwn(Text(field.label), label_length);
        const auto label = limits::length(words);
        room_ -= std::min(room_, label);
        auto value = taken(field.value, limits::field_text - label - 1);
        words += '\n';
        words += value.empty() ? "–" : value;
        if (block.is_null()) block = typed("section");
        block["fields"].push_back(mrkdwn_object(std::move(words)));
        if (block["fields"].size() == limits::fields_in_section) push(std::exchange(block, json()));
    }
    if (!block.is_null()) push(std::move(block));
}

/// Of a log the end matters.
void BlockWriter::operator()(const commands::Verbatim& verbatim) {
    auto words = limits::cut_front(printable(verbatim.text), std::min(limits::verbatim_text, room_));
    room_ -= std::min(room_, limits::length(words));
    if (room_ == 0) left_out_ = true;
    if (!words.empty()) push(preformatted(std::move(words)));
}

void BlockWriter::operator()(const commands::Table& table) {
    if (surface_ == Surface::message && !table_) {
        if (auto block = table_block(table)) {
            table_ = true;
            push(std::move(*block));
            return;
        }
    }
    auto words = table_words(table, std::min(limits::verbatim_text, room_));
    room_ -= std::min(room_, limits::length(words));
    if (room_ == 0) left_out_ = true;
    if (!words.empty()) push(preformatted(std::move(words)));
}

/// A button whose action or value is too long is left out: cut, it would do another thing.
void BlockWriter::operator()(const commands::Buttons& buttons) {
    json block;
    for (const auto& button : buttons.buttons) {
        auto id = action_id(button.action, ++buttons_);
        if (limits::length(id) > limits::action_id || limits::length(button.value) > limits::button_value) {
            left_out_ = true;
            continue;
        }
        if (block.is_null()) block = typed("actions");
        block["elements"].push_back(button_element(button, std::move(id)));
        if (block["elements"].size() == limits::buttons_in_block) push(std::exchange(block, json()));
    }
    if (!block.is_null()) push(std::move(block));
}

} // namespace pilothouse::slack
