#pragma once

#include "core/result.hpp"

#include <string>
#include <string_view>
#include <vector>

/// The words of a filter, before it is known what they mean.
namespace pilothouse::commands::subscriptions {

/// "builds", "-author:dependabot[bot]", "name:\"Build and test\",Lint".
struct FilterWord {
    std::string text{};                ///< as typed
    bool excludes = false;             ///< a dash stood in front
    std::string key{};                 ///< what stands before the colon; empty: there is none
    std::vector<std::string> values{}; ///< between commas; quotes keep commas and blanks in one
};

/// Errors: bad_input for a quotation mark that is never closed.
Result<std::vector<FilterWord>> filter_words(std::string_view text);

/// A value as it has to be written to be read back as one.
std::string written_value(std::string_view value);

} // namespace pilothouse::commands::subscriptions
