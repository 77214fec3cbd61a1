#include "integrations/jenkins/log_excerpt.hpp"

#include "core/utf8.hpp"

namespace pilothouse::jenkins {

namespace {
constexpr int most_lines = 20;
constexpr std::size_t most_bytes = 2'000;
constexpr std::size_t longest_line = 400;
} // namespace

std::string log_excerpt(std::string_view log) {
    std::string excerpt;
    for (int lines = 0; lines < most_lines; ++lines) {
        const auto last = log.find_last_not_of("\r\n");
        if (last == std::string_view::npos) break;
        log = log.substr(0, last + 1);
        const auto begin = log.find_last_of("\r\n");
        auto line = shortened(log.substr(begin == std::string_view::npos ? 0 : begin + 1), longest_line);
        if (excerpt.size() + line.size() >= most_bytes) break;
        excerpt = excerpt.empty() ? std::move(line) : line + "\n" + excerpt;
        if (begin == std::string_view::npos) break;
        log = log.substr(0, begin);
    }
    return excerpt;
}

} // namespace pilothouse::jenkins
