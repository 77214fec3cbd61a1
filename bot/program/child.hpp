#pragma once

#include "core/result.hpp"

#include <sys/types.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace pilothouse::program {

/// A process that we started and that ends with us.
class Child {
public:
    /// Starts argv[0] with our environment and `extra` on top. Errors: unavailable.
    static Result<Child>
    start(const std::vector<std::string>& argv, const std::vector<std::pair<std::string, std::string>>& extra);
    /// The status it ended with, once; nothing while it runs.
    std::optional<int> ended();
    /// Asks it to end (SIGTERM) and waits for that.
    void end();

    [[nodiscard]] pid_t pid() const { return pid_; }

private:
    pid_t pid_ = -1;
};

} // namespace pilothouse::program
