#pragma once

#include "core/result.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace pilothouse::config {

/// Where something stands in the file; counts from 1.
struct Position {
    std::uint32_t line = 1;
    std::uint32_t column = 1;
    friend auto operator<=>(const Position&, const Position&) = default;
};

/// Everything wrong with a file, so that it is mended in one go.
class Problems {
public:
    explicit Problems(std::string file) : file_(std::move(file)) {}

    void add(Position at, std::string text) { list_.push_back({at, std::move(text)}); }

    [[nodiscard]] bool empty() const { return list_.empty(); }

    /// One bad_input error, a problem a line in the order of the file; at most 100 of them.
    [[nodiscard]] Error error() const;

private:
    struct Problem {
        Position at;
        std::string text;
        friend auto operator<=>(const Problem&, const Problem&) = default;
    };

    std::string file_;
    std::vector<Problem> list_;
};

/// Where each setting that was read stands: "service[1].environment[0].after". What checks across settings use to
/// point at the right line.
using Places = std::map<std::string, Position>;

} // namespace pilothouse::config
