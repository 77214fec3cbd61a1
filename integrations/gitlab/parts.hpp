#pragma once

#include "commands/change.hpp"
#include "core/json_view.hpp"
#include "core/result.hpp"

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

/// What the bodies of several events have in common.
namespace pilothouse::gitlab {

struct Project {
    std::string key;  ///< "gitlab/gitlab.acme.example/30": what the keys of its pipelines begin with
    std::string name; ///< "acme/api"
    std::string url;
};

/// Errors: bad_input, when the project has no id.
Result<Project> project_of(JsonView body);

/// A GitLab user. An address that is kept back reads as none.
commands::Author user(JsonView user);

/// "main@example.com", or nothing for "[REDACTED]", which is what GitLab writes for addresses that are not public.
std::string email(std::string_view text);

/// The time under `key`, of which a newer GitLab also sends a twin `key`_iso. What cannot be read is none.
std::optional<Time> time_of(JsonView object, std::string_view key);

/// The latest of the times under `keys`; none when none is told.
std::optional<Time> latest(JsonView object, std::initializer_list<std::string_view> keys);

/// How far a pipeline, or a job of it, is; none for a status that is not known.
std::optional<commands::Phase> status_phase(std::string_view status);

/// The end of a job that failed: one that was given too little time is timed out, and one that is allowed to fail has
/// said nothing about its pipeline.
commands::Phase failure_phase(std::string_view failure_reason, bool allowed);

/// "script failure" of "script_failure"; empty where GitLab knows no reason.
std::string reason_words(std::string_view failure_reason);

} // namespace pilothouse::gitlab
