#include "core/log.hpp"

#include "core/clock.hpp"
#include "core/secret.hpp"
#include "core/utf8.hpp"

#include <fmt/format.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <iterator>
#include <memory>
#include <mutex>
#include <utility>

namespace pilothouse::log {

namespace {

using Line = fmt::memory_buffer;

constexpr std::array level_names{"debug", "info", "warn", "error"};
constexpr std::array spdlog_levels{spdlog::level::debug, spdlog::level::info, spdlog::level::warn, spdlog::level::err};

/// Lets the 1st, 2nd, 4th, 8th, … line of an event within one second through and counts those it holds back.
/// A fixed table: an event that falls on the place of another one takes it over.
class RepeatLimit {
public:
    struct Verdict {
        bool write = true;
        std::uint64_t held_back = 0; ///< lines of this event not written since the last one that was
    };

    Verdict judge(std::string_view event, std::int64_t second) {
        const std::scoped_lock lock(mutex_);
        const auto hash = std::hash<std::string_view>{}(event);
        auto& place = places_[hash % places_.size()];
        if (place.hash != hash) place = {.hash = hash, .second = second};
        if (place.second != second) {
            place.second = second;
            place.seen = 0;
        }
        if (!std::has_single_bit(++place.seen)) {
            ++place.held_back;
            return {.write = false};
        }
        return {.write = true, .held_back = std::exchange(place.held_back, 0)};
    }

private:
    struct Place {
        std::size_t hash = 0;
        std::int64_t second = 0;
        std::uint64_t seen = 0;
        std::uint64_t held_back = 0;
    };

    std::mutex mutex_;
    std::array<Place, 256> places_{};
};

struct Output {
    std::shared_ptr<spdlog::logger> logger = made();
    Format format = Format::key_value;
    RepeatLimit repeats;

    static std::shared_ptr<spdlog::logger> made() {
        auto logger = std::make_shared<spdlog::logger>("", std::make_shared<spdlog::sinks::stderr_sink_mt>());
        logger->set_pattern("%v");
        logger->set_level(spdlog::level::info);
        return logger;
    }
};

Output& output() {
    static Output instance;
    return instance;
}

void append(Line& line, std::string_view text) {
    line.append(text.data(), text.data() + text.size());
}

/// Text inside quotes, for both formats: JSON's escapes, and every control character as \u00xx.
void append_quoted(Line& line, std::string_view text) {
    line.push_back('"');
    for (const char c : text) {
        switch (c) {
        case '"':
            append(line, "\\\"");
            break;
        case '\\':
            append(line, "\\\\");
            break;
        case '\n':
            append(line, "\\n");
            break;
        case '\r':
            append(line, "\\r");
            break;
        case '\t':
            append(line, "\\t");
            break;
        default:
            if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F)
                fmt::format_to(std::back_inserter(line), "\\u{:04x}", static_cast<unsigned>(c));
            else
                line.push_back(c);
        }
    }
    line.push_back('"');
}

bool ascii(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// A word that needs no quotes in key=value lines.
bool bare(std::string_view text) {
    static constexpr std::string_view others = "-_.,:/@+#%()[]{}<>~^*!?&;|$'";
    const auto plain = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
               others.find(c) != std::string_view::npos;
    };
    return !text.empty() && std::ranges::all_of(text, plain);
}

struct AppendValue {
    Line& line;
    Format format;

    void operator()(const std::string& value) const {
        auto shown = redacted(value);
        if (!ascii(shown)) shown = printable(shown); // no bidirectional overrides, no broken UTF-8
        if (format == Format::key_value && bare(shown))
            append(line, shown);
        else
            append_quoted(line, shown);
    }

    void operator()(std::int64_t value) const { fmt::format_to(std::back_inserter(line), "{}", value); }

    void operator()(bool value) const { append(line, value ? "true" : "false"); }

    void operator()(double value) const {
        if (std::isfinite(value))
            fmt::format_to(std::back_inserter(line), "{}", value);
        else
            append_quoted(line, fmt::format("{}", value));
    }
};

void append_field(Line& line, Format format, std::string_view key, const decltype(Field::value)& value) {
    if (format == Format::json) {
        line.push_back(',');
        append_quoted(line, key);
        line.push_back(':');
    } else {
        line.push_back(' ');
        append(line, key);
        line.push_back('=');
    }
    std::visit(AppendValue{line, format}, value);
}

void write(Level level, std::string_view event, std::initializer_list<Field> fields) {
    auto& out = output();
    const auto index = static_cast<std::size_t>(level);
    if (!out.logger->should_log(spdlog_levels[index])) return;
    const auto time = now();
    RepeatLimit::Verdict verdict;
    if (level >= Level::warn) verdict = out.repeats.judge(event, to_unix_ms(time) / 1'000);
    if (!verdict.write) return;
    Line line;
    if (out.format == Format::json)
        fmt::format_to(
            std::back_inserter(line), R"({{"time":"{}","level":"{}","event":"{}")", iso8601(time), level_names[index],
            event
        );
    else
        fmt::format_to(std::back_inserter(line), "{} {:<5} {}", iso8601(time), level_names[index], event);
    for (const auto& field : fields)
        append_field(line, out.format, field.key, field.value);
    if (verdict.held_back > 0)
        append_field(line, out.format, "held_back", static_cast<std::int64_t>(verdict.held_back));
    if (out.format == Format::json) line.push_back('}');
    out.logger->log(spdlog_levels[index], spdlog::string_view_t(line.data(), line.size()));
}

} // namespace

void configure(Level least, Format format) {
    auto& out = output();
    out.format = format;
    out.logger->set_level(spdlog_levels[static_cast<std::size_t>(least)]);
    out.logger->flush_on(spdlog::level::debug);
}

void debug(std::string_view event, std::initializer_list<Field> fields) {
    write(Level::debug, event, fields);
}

void info(std::string_view event, std::initializer_list<Field> fields) {
    write(Level::info, event, fields);
}

void warn(std::string_view event, std::initializer_list<Field> fields) {
    write(Level::warn, event, fields);
}

void error(std::string_view event, std::initializer_list<Field> fields) {
    write(Level::error, event, fields);
}

} // namespace pilothouse::log
