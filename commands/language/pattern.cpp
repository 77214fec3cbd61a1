#include "commands/language/pattern.hpp"

#include <string>

namespace pilothouse::commands::language {

Result<Pattern> Pattern::compile(std::string_view text) {
    const char* fault = nullptr;
    auto pattern = parsed(text, fault);
    if (fault) return fail(Errc::bad_input, "pattern \"" + std::string(text) + "\": " + fault);
    return pattern;
}

} // namespace pilothouse::commands::language
