#pragma once

#include "commands/change.hpp"
#include "core/json_view.hpp"
#include "core/result.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

/// What the bodies of many events have in common.
namespace pilothouse::github {

struct Repository {
    std::string key;  ///< "github/acme/api": what the keys of its runs begin with
    std::string name; ///< "acme/api"
    std::string url;
};

/// Errors: bad_input, when the repository has no name.
Result<Repository> repository_of(JsonView body);

/// A GitHub account, as the author of something.
commands::Author account(JsonView user);

/// The author of a commit. An address that GitHub made up ("1+octocat@users.noreply.github.com") holds the login.
commands::Author git_author(JsonView author);

/// Fills in the number and address of the first of `pull_requests`.
void tell_pull_request(commands::PipelineChanged& change, JsonView pull_requests, const Repository& repository);

/// Whether an event with this action is read: when it is one of `known`, or not told.
bool is_known(std::span<const std::string_view> known, std::string_view action);

/// How far a run, a job or a check is. Its conclusion counts most, then its status. The action is about the past, and
/// counts only where it says more: a job that is told as "queued" may be waiting already, and a run that is told as
/// "completed" may be queued again. None when none of them is known.
std::optional<commands::Phase>
check_phase(std::string_view status, std::string_view conclusion, std::string_view action);

/// The same of `object`, which is `path` for people. Errors: bad_input, when no part of it says anything.
Result<std::optional<commands::Phase>> phase_of(JsonView object, std::string_view action, std::string_view path);

} // namespace pilothouse::github
