#pragma once

#include "commands/change.hpp"
#include "core/json_view.hpp"
#include "core/result.hpp"

#include <string>
#include <vector>

/// What each group of events tells. All take the whole body. Errors: bad_input, naming the field that is needed.
namespace pilothouse::github {

using Changes = std::vector<commands::Change>;

Result<Changes> read_workflow_run(JsonView body);
Result<Changes> read_workflow_job(JsonView body);
/// A check is a job of its suite; both are told. Checks of GitHub Actions are left out: workflow_* tell the same.
Result<Changes> read_check_run(JsonView body);
Result<Changes> read_check_suite(JsonView body);
/// A commit's status in one context is a run of its own.
Result<Changes> read_status(JsonView body);
Result<Changes> read_deployment(JsonView body);
Result<Changes> read_deployment_status(JsonView body);

/// What to tell people of a new connection: where from, which events, and what is wrong with it.
std::string greeting(JsonView body);

} // namespace pilothouse::github
