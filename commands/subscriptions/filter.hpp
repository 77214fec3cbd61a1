#pragma once

#include "commands/audience.hpp"
#include "core/result.hpp"

#include <string>
#include <string_view>
#include <vector>

/// The filter of a subscription: "acme/api builds result:failed,fixed branch:main,release/* -author:dependabot[bot]".
namespace pilothouse::commands::subscriptions {

struct Clause {
    std::string key;                 ///< in the spelling of `keys_of`, or "label.<name>"
    std::vector<std::string> values; ///< any of them is enough; `*` stands for any letters
    bool excludes = false;
    friend bool operator==(const Clause&, const Clause&) = default;
};

struct Filter {
    std::string kind;  ///< builds, alerts
    std::string about; ///< a project or a service, with `*`; empty: every one
    std::vector<Clause> clauses{};

    /// What it is written as; reads back as itself.
    [[nodiscard]] std::string text() const;
    friend bool operator==(const Filter&, const Filter&) = default;
};

/// One part of a filter held against a topic.
struct Check {
    bool passed = false;
    std::string words; ///< "branch:main,release/*: it is on feature/x"
};

/// Reads a filter. Builds without a `result` mean failed and fixed ones. Errors: bad_input with what is known instead,
/// and a right example.
Result<Filter> parse_filter(std::string_view text);

bool matches(const Filter& filter, const Topic& topic);
/// The same for a filter that is written out, which is read once and then remembered. One that can't be read matches
/// nothing.
bool matches(const std::string& text, const Topic& topic);
/// Every part of the filter with what came of it. Of a group of alerts, the one that comes nearest is looked at.
std::vector<Check> explain(const Filter& filter, const Topic& topic);

/// True when `text` is what `pattern` says, where `*` stands for any letters; whatever the case.
bool fits(std::string_view pattern, std::string_view text);

} // namespace pilothouse::commands::subscriptions
