#pragma once

#include "core/clock.hpp"
#include "storage/database.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Runs of pipelines and their jobs, as other systems told of them.
namespace pilothouse::storage {

struct RunRow {
    std::int64_t id = 0; ///< given by the store
    std::string key{};
    std::string route{};
    std::string line{};     ///< one pipeline on one branch of one project
    std::int64_t place = 0; ///< order within the line
    int attempt = 1;
    std::string phase{};
    int broken_attempts = 0; ///< attempts that broke, the present one included
    std::string facts{};     ///< JSON
    Time heard_at{};
};

struct JobRow {
    std::int64_t run = 0;
    int attempt = 1;
    std::string key{};
    std::string name{};
    std::string phase{};
    std::string facts{}; ///< JSON
};

/// Every call throws Failure when the database fails.
class Runs {
public:
    explicit Runs(Connection& connection) : connection_(connection) {}

    [[nodiscard]] std::optional<RunRow> find(std::string_view key) const;
    [[nodiscard]] std::optional<RunRow> find(std::int64_t id) const;
    /// Adds it (id 0) or keeps it in place of what was; returns its id.
    std::int64_t save(const RunRow& run);
    /// The runs of a line that have `phases` as their phase, nearest first: before `run`, or after it.
    [[nodiscard]] std::optional<RunRow> before(const RunRow& run) const;
    [[nodiscard]] std::optional<RunRow> after(const RunRow& run) const;
    /// How many runs of the line broke without one that succeeded between, up to and with `run`.
    [[nodiscard]] int broken_in_a_row(const RunRow& run) const;

    /// The runs of the line after the last that succeeded, up to and without `run`, nearest first.
    [[nodiscard]] std::vector<RunRow> since_green(const RunRow& run, int at_most) const;

    void save(const JobRow& job);
    [[nodiscard]] std::optional<JobRow> find_job(std::int64_t run, int attempt, std::string_view key) const;
    /// The jobs of one attempt, in the order of their names.
    [[nodiscard]] std::vector<JobRow> jobs(std::int64_t run, int attempt) const;

private:
    Connection& connection_;
};

} // namespace pilothouse::storage
