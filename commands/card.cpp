#include "commands/card.hpp"

#include "core/utf8.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace pilothouse::commands {

using nlohmann::json;

namespace {

template <class... Cases>
struct Overloaded : Cases... {
    using Cases::operator()...;
};

constexpr std::array tones{"neutral", "waiting", "running", "good", "warning", "bad"};
constexpr std::array styles{"plain", "primary", "danger"};
constexpr std::array question_kinds{"line", "paragraph", "choice"};

template <class Enum, std::size_t size>
const char* word_of(const std::array<const char*, size>& words, Enum value) {
    return words.at(static_cast<std::size_t>(value));
}

/// The value whose word stands under `key`; an unknown word is an error like any other shape that is not ours.
template <class Enum, std::size_t size>
Enum value_of(const std::array<const char*, size>& words, const json& object, const char* key) {
    const auto word = object.at(key).get<std::string>();
    const auto it = std::ranges::find(words, word);
    if (it == words.end()) throw json::other_error::create(501, "unknown word " + word, nullptr);
    return static_cast<Enum>(it - words.begin());
}

/// Columns padded to a common width, two spaces between them.
void append_table(std::string& lines, const Table& table) {
    std::vector<std::vector<std::string>> rows;
    if (!table.header.empty()) rows.push_back(table.header);
    for (const auto& row : table.rows) {
        auto& cells = rows.emplace_back();
        for (const auto& cell : row)
            cells.push_back(cell.plain());
    }
    std::vector<std::size_t> widths;
    for (const auto& row : rows) {
        widths.resize(std::max(widths.size(), row.size()));
        for (std::size_t i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], code_points(row[i]));
    }
    for (const auto& row : rows) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i) {
            line += row[i];
            if (i + 1 < row.size()) line.append(widths[i] - code_points(row[i]) + 2, ' ');
        }
        line.resize(line.find_last_not_of(' ') + 1);
        lines += line + '\n';
    }
}

struct AppendPlain {
    std::string& lines;

    void operator()(const Paragraph& block) const { line(block.text.plain()); }

    void operator()(const Footnote& block) const { line(block.text.plain()); }

    void operator()(const Verbatim& block) const { line(block.text); }

    void operator()(const Table& block) const { append_table(lines, block); }

    void operator()(const Fields& block) const {
        for (const auto& field : block.fields)
            line(field.label + ": " + field.value.plain());
    }

    void operator()(const Buttons& block) const {
        std::string labels;
        for (const auto& button : block.buttons)
            labels += (labels.empty() ? "[" : " [") + button.label + "]";
        line(labels);
    }

    void line(std::string_view text) const {
        if (text.empty()) return;
        lines += text;
        if (!lines.ends_with('\n')) lines += '\n';
    }
};

json span_to_json(const Text::Span& span) {
    return std::visit(
        Overloaded{
            [](const Text::Literal& s) { return json(s.value); },
            [](const Text::Bold& s) { return json{{"bold", s.value}}; },
            [](const Text::Italic& s) { return json{{"italic", s.value}}; },
            [](const Text::Code& s) { return json{{"code", s.value}}; },
            [](const Text::Mention& s) { return json{{"person", s.person.value}}; },
            [](const Text::Channel& s) { return json{{"channel", s.channel.value}}; },
            [](const Text::Link& s) { return json{{"link", s.url}, {"label", s.label}}; },
            [](const Text::When& s) { return json{{"when", to_unix_ms(s.time)}}; },
        },
        span
    );
}

Text::Span span_from_json(const json& value) {
    if (value.is_string()) return Text::Literal{value.get<std::string>()};
    const auto text = [&](const char* key) { return value.at(key).get<std::string>(); };
    if (value.contains("bold")) return Text::Bold{text("bold")};
    if (value.contains("italic")) return Text::Italic{text("italic")};
    if (value.contains("code")) return Text::Code{text("code")};
    if (value.contains("person")) return Text::Mention{PersonId{text("person")}};
    if (value.contains("channel")) return Text::Channel{ChannelId{text("channel")}};
    if (value.contains("link")) return Text::Link{text("link"), text("label")};
    return Text::When{from_unix_ms(value.at("when").get<std::int64_t>())};
}

json text_to_json(const Text& text) {
    auto spans = json::array();
    for (const auto& span : text.spans())
        spans.push_back(span_to_json(span));
    return spans;
}

Text text_from_json(const json& spans) {
    Text text;
    for (const auto& span : spans)
        text << span_from_json(span);
    return text;
}

json button_to_json(const Button& button) {
    return {
        {"action", button.action},   {"value", button.value},
        {"label", button.label},     {"style", word_of(styles, button.style)},
        {"confirm", button.confirm},
    };
}

Button button_from_json(const json& value) {
    return {
        .action = value.at("action"),
        .value = value.at("value"),
        .label = value.at("label"),
        .style = value_of<ButtonStyle>(styles, value, "style"),
        .confirm = value.at("confirm"),
    };
}

json fields_to_json(const Fields& block) {
    auto list = json::array();
    for (const auto& field : block.fields)
        list.push_back({{"label", field.label}, {"value", text_to_json(field.value)}});
    return {{"fields", std::move(list)}};
}

json table_to_json(const Table& block) {
    auto rows = json::array();
    for (const auto& row : block.rows) {
        auto cells = json::array();
        for (const auto& cell : row)
            cells.push_back(text_to_json(cell));
        rows.push_back(std::move(cells));
    }
    return {{"table", {{"header", block.header}, {"rows", std::move(rows)}}}};
}

json buttons_to_json(const Buttons& block) {
    auto list = json::array();
    for (const auto& button : block.buttons)
        list.push_back(button_to_json(button));
    return {{"buttons", std::move(list)}};
}

json block_to_json(const Block& block) {
    return std::visit(
        Overloaded{
            [](const Paragraph& b) { return json{{"paragraph", text_to_json(b.text)}}; },
            [](const Fields& b) { return fields_to_json(b); },
            [](const Verbatim& b) { return json{{"verbatim", b.text}}; },
            [](const Footnote& b) { return json{{"footnote", text_to_json(b.text)}}; },
            [](const Table& b) { return table_to_json(b); },
            [](const Buttons& b) { return buttons_to_json(b); },
        },
        block
    );
}

Fields fields_from_json(const json& list) {
    Fields block;
    for (const auto& field : list)
        block.fields.push_back({field.at("label"), text_from_json(field.at("value"))});
    return block;
}

Table table_from_json(const json& value) {
    Table block{.header = value.at("header"), .rows = {}};
    for (const auto& row : value.at("rows")) {
        auto& cells = block.rows.emplace_back();
        for (const auto& cell : row)
            cells.push_back(text_from_json(cell));
    }
    return block;
}

Block block_from_json(const json& value) {
    if (value.contains("paragraph")) return Paragraph{text_from_json(value["paragraph"])};
    if (value.contains("fields")) return fields_from_json(value["fields"]);
    if (value.contains("verbatim")) return Verbatim{value["verbatim"]};
    if (value.contains("footnote")) return Footnote{text_from_json(value["footnote"])};
    if (value.contains("table")) return table_from_json(value["table"]);
    Buttons block;
    for (const auto& button : value.at("buttons"))
        block.buttons.push_back(button_from_json(button));
    return block;
}

json blocks_to_json(const std::vector<Block>& blocks) {
    auto list = json::array();
    for (const auto& block : blocks)
        list.push_back(block_to_json(block));
    return list;
}

std::vector<Block> blocks_from_json(const json& list) {
    std::vector<Block> blocks;
    for (const auto& block : list)
        blocks.push_back(block_from_json(block));
    return blocks;
}

json question_to_json(const Question& question) {
    return {
        {"key", question.key},
        {"label", question.label},
        {"kind", word_of(question_kinds, question.kind)},
        {"choices", question.choices},
        {"initial", question.initial},
        {"hint", question.hint},
        {"optional", question.optional},
    };
}

Question question_from_json(const json& value) {
    return {
        .key = value.at("key"),
        .label = value.at("label"),
        .kind = value_of<Question::Kind>(question_kinds, value, "kind"),
        .choices = value.at("choices"),
        .initial = value.at("initial"),
        .hint = value.at("hint"),
        .optional = value.at("optional"),
    };
}

} // namespace

std::string plain(const Card& card) {
    std::string lines;
    const AppendPlain append{lines};
    append.line(card.title.plain());
    for (const auto& block : card.blocks)
        std::visit(append, block);
    if (!lines.empty()) lines.pop_back();
    return lines;
}

json to_json(const Card& card) {
    return {
        {"title", text_to_json(card.title)},
        {"tone", word_of(tones, card.tone)},
        {"blocks", blocks_to_json(card.blocks)},
    };
}

json to_json(const Form& form) {
    auto questions = json::array();
    for (const auto& question : form.questions)
        questions.push_back(question_to_json(question));
    return {
        {"name", form.name},       {"title", form.title},
        {"submit", form.submit},   {"blocks", blocks_to_json(form.blocks)},
        {"context", form.context}, {"questions", std::move(questions)},
    };
}

Card card_from_json(const json& json) {
    return {
        .title = text_from_json(json.at("title")),
        .tone = value_of<Tone>(tones, json, "tone"),
        .blocks = blocks_from_json(json.at("blocks")),
    };
}

Form form_from_json(const json& json) {
    Form form{
        .name = json.at("name"),
        .title = json.at("title"),
        .submit = json.at("submit"),
        .blocks = blocks_from_json(json.at("blocks")),
        .questions = {},
        .context = json.at("context"),
    };
    for (const auto& question : json.at("questions"))
        form.questions.push_back(question_from_json(question));
    return form;
}

} // namespace pilothouse::commands
