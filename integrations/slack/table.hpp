#pragma once

#include "commands/card.hpp"

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <optional>
#include <string>

namespace pilothouse::slack {

/// The `table` block of Slack, its cells wrapped so that it can be read on a phone. Nothing when the table is
/// beyond the limits of one (rows, columns, characters), or empty.
std::optional<nlohmann::json> table_block(const commands::Table& table);

/// The same in fixed-width characters, at most `limit` of them: columns where they are narrow, else a short
/// paragraph for each row. Rows that do not fit are counted in the last line.
std::string table_words(const commands::Table& table, std::size_t limit);

} // namespace pilothouse::slack
