#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// The rules of the repository's shape, read from the sources themselves.
namespace pilothouse::shape {

struct Finding {
    std::string path;
    std::size_t line = 0; ///< 0: the file as a whole
    std::string rule;

    [[nodiscard]] std::string text() const { return path + ":" + std::to_string(line) + ": " + rule; }
};

/// A line of a source with comments, and with the insides of strings, taken out; and the line as it stands.
struct Line {
    std::string code;
    std::string raw;
    std::string literals; ///< the insides of its strings, one after the other
};

std::vector<Line> lines_of(std::string_view text);

/// Everything wrong with the file `path` (relative to the root of the repository) that holds `text`.
std::vector<Finding> check(const std::string& path, std::string_view text);

} // namespace pilothouse::shape
