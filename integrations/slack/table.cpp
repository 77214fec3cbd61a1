#include "integrations/slack/table.hpp"

#include "core/utf8.hpp"
#include "integrations/slack/limits.hpp"
#include "integrations/slack/markup.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>
#include <vector>

namespace pilothouse::slack {

using nlohmann::json;

namespace {

constexpr std::string_view nothing = "–";

std::size_t columns_of(const commands::Table& table) {
    auto columns = table.header.size();
    for (const auto& row : table.rows)
        columns = std::max(columns, row.size());
    return columns;
}

json element(const char* type, const char* key, std::string value) {
    json object = json::object();
    object["type"] = type;
    object[key] = std::move(value);
    return object;
}

json styled(std::string_view words, const char* style) {
    auto object = element("text", "text", printable(words));
    object["style"][style] = true;
    return object;
}

/// A span as an element of rich text, which needs no escapes.
struct RichWriter {
    json operator()(const Text::Literal& span) const { return element("text", "text", printable(span.value)); }

    json operator()(const Text::Bold& span) const { return styled(span.value, "bold"); }

    json operator()(const Text::Italic& span) const { return styled(span.value, "italic"); }

    json operator()(const Text::Code& span) const { return styled(span.value, "code"); }

    json operator()(const Text::Mention& span) const {
        if (!is_id(span.person.value)) return element("text", "text", "@" + printable(span.person.value));
        return element("user", "user_id", span.person.value);
    }

    json operator()(const Text::Channel& span) const {
        if (!is_id(span.channel.value)) return element("text", "text", printable(span.channel.value));
        return element("channel", "channel_id", span.channel.value);
    }

    json operator()(const Text::Link& span) const {
        auto label = printable(span.label.empty() ? span.url : span.label);
        if (safe_url(span.url).empty()) return element("text", "text", std::move(label));
        auto object = element("link", "url", printable(span.url));
        object["text"] = std::move(label);
        return object;
    }

    json operator()(const Text::When& span) const {
        auto object = element("date", "format", "{date_short_pretty} {time}");
        object["timestamp"] = std::chrono::floor<std::chrono::seconds>(span.time).time_since_epoch().count();
        object["fallback"] = date_words(span.time);
        return object;
    }
};

bool only_words(const Text& text) {
    return std::ranges::all_of(text.spans(), [](const Text::Span& span) {
        return std::holds_alternative<Text::Literal>(span);
    });
}

bool is_empty_element(const json& object) {
    return object.contains("text") && object["text"].get_ref<const std::string&>().empty();
}

json raw_cell(std::string words) {
    return element("raw_text", "text", words.empty() ? std::string(nothing) : std::move(words));
}

json cell(const Text& text, const std::string& words) {
    if (words.empty() || only_words(text)) return raw_cell(words);
    json section = json::object();
    section["type"] = "rich_text_section";
    for (const auto& span : text.spans()) {
        auto object = std::visit(RichWriter{}, span);
        if (!is_empty_element(object)) section["elements"].push_back(std::move(object));
    }
    json rich = json::object();
    rich["type"] = "rich_text";
    rich["elements"].push_back(std::move(section));
    return rich;
}

/// The words of every cell, the header first, each row as long as the longest.
std::vector<std::vector<std::string>> words_of(const commands::Table& table, std::size_t columns) {
    std::vector<std::vector<std::string>> rows;
    rows.reserve(table.rows.size() + 1);
    auto& header = rows.emplace_back(columns);
    std::ranges::transform(table.header, header.begin(), [](const std::string& label) { return printable(label); });
    for (const auto& row : table.rows) {
        auto& words = rows.emplace_back(columns);
        std::ranges::transform(row, words.begin(), plain_text);
    }
    return rows;
}

using Rows = std::vector<std::vector<std::string>>;

std::vector<std::size_t> widths_of(const Rows& rows, std::size_t columns) {
    std::vector<std::size_t> widths(columns);
    for (const auto& row : rows) {
        for (std::size_t i = 0; i < columns; ++i)
            widths[i] = std::max(widths[i], code_points(row[i]));
    }
    return widths;
}

std::string aligned(const std::vector<std::string>& row, const std::vector<std::size_t>& widths) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
        line += row[i];
        if (i + 1 < row.size()) line.append(widths[i] - code_points(row[i]) + 2, ' ');
    }
    line.erase(line.find_last_not_of(' ') + 1);
    return line + '\n';
}

std::string paragraph(const std::vector<std::string>& header, const std::vector<std::string>& row) {
    std::string lines;
    for (std::size_t i = 0; i < row.size(); ++i) {
        if (row[i].empty()) continue;
        if (!header[i].empty()) lines += header[i] + ": ";
        lines += row[i] + '\n';
    }
    return lines + '\n';
}

} // namespace

std::optional<json> table_block(const commands::Table& table) {
    const auto columns = columns_of(table);
    if (columns == 0 || columns > limits::table_columns || table.rows.size() + 1 > limits::table_rows)
        return std::nullopt;
    const auto words = words_of(table, columns);
    std::size_t length = 0;
    for (const auto& row : words) {
        for (const auto& text : row)
            length += std::max<std::size_t>(limits::length(text), 1);
    }
    if (length > limits::table_text) return std::nullopt;

    json block = json::object();
    block["type"] = "table";
    json wrapped = json::object();
    wrapped["is_wrapped"] = true;
    block["column_settings"] = json(columns, wrapped);
    static const Text empty;
    auto& rows = block["rows"] = json::array();
    for (std::size_t r = table.header.empty() ? 1 : 0; r < words.size(); ++r) {
        json line = json::array();
        for (std::size_t c = 0; c < columns; ++c) {
            const bool given = r > 0 && c < table.rows[r - 1].size();
            line.push_back(r == 0 ? raw_cell(words[r][c]) : cell(given ? table.rows[r - 1][c] : empty, words[r][c]));
        }
        rows.push_back(std::move(line));
    }
    return rows.empty() ? std::nullopt : std::optional(std::move(block));
}

std::string table_words(const commands::Table& table, std::size_t limit) {
    constexpr std::size_t narrow = 56;
    constexpr std::size_t reserve = 24; // for the line that counts what is left out
    const auto columns = columns_of(table);
    const auto rows = words_of(table, columns);
    const auto widths = widths_of(rows, columns);
    std::size_t width = 2 * columns;
    for (const auto one : widths)
        width += one;
    const bool in_columns = width <= narrow;

    std::string out;
    if (in_columns && !table.header.empty()) out = aligned(rows.front(), widths);
    auto used = limits::length(out);
    for (std::size_t r = 1; r < rows.size(); ++r) {
        const auto line = in_columns ? aligned(rows[r], widths) : paragraph(rows.front(), rows[r]);
        used += limits::length(line);
        if (used + reserve > limit) {
            out += "… " + std::to_string(rows.size() - r) + " more rows";
            break;
        }
        out += line;
    }
    out.erase(out.find_last_not_of('\n') + 1);
    return limits::cut(out, limit);
}

} // namespace pilothouse::slack
