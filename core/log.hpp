#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

/// One line a fact: a dotted event name, then key=value pairs (or one JSON object a line). Values pass
/// through `redacted`; newlines and control characters are escaped, so a value can't forge a line.
namespace pilothouse::log {

enum class Level { debug, info, warn, error };
enum class Format { key_value, json };

struct Field {
    std::string_view key;
    std::variant<std::string, std::int64_t, double, bool> value;

    Field(std::string_view name, std::string text) : key(name), value(std::move(text)) {}

    Field(std::string_view name, std::string_view text) : key(name), value(std::string(text)) {}

    Field(std::string_view name, const char* text) : key(name), value(std::string(text)) {}

    Field(std::string_view name, bool flag) : key(name), value(flag) {}

    Field(std::string_view name, double number) : key(name), value(number) {}

    template <class Integer>
        requires std::is_integral_v<Integer>
    Field(std::string_view name, Integer number) : key(name), value(static_cast<std::int64_t>(number)) {}
};

/// Sets where and how lines are written; call once, before threads start. Lines go to stderr.
void configure(Level least, Format format);

/// debug: for whoever works on the program. info: an operator may care. warn: someone should look. error:
/// someone must act. `event` is a stable dotted name, e.g. "slack.socket.hello".
void debug(std::string_view event, std::initializer_list<Field> fields = {});
void info(std::string_view event, std::initializer_list<Field> fields = {});
void warn(std::string_view event, std::initializer_list<Field> fields = {});
void error(std::string_view event, std::initializer_list<Field> fields = {});

} // namespace pilothouse::log
