#pragma once

#include <cstddef>
#include <string>
#include <utility>

namespace pilothouse {

/// A token or key. Has no formatter and no stream operator, so that logging one does not compile; the bytes
/// are wiped when it dies.
class Secret {
public:
    Secret() = default;

    explicit Secret(std::string value) : value_(std::move(value)) {}

    Secret(const Secret&) = default;
    Secret(Secret&&) = default;
    Secret& operator=(const Secret&) = default;
    Secret& operator=(Secret&&) = default;

    ~Secret() {
        volatile char* bytes = value_.data();
        for (std::size_t i = 0; i < value_.size(); ++i)
            bytes[i] = 0;
    }

    /// The value itself, for the one place that sends it.
    [[nodiscard]] const std::string& reveal() const { return value_; }

    [[nodiscard]] bool empty() const { return value_.empty(); }

private:
    std::string value_;
};

/// `text` with everything that looks like a credential replaced by "[redacted]": Slack tokens, socket tickets,
/// response URLs, Authorization values, common API key shapes, PEM blocks.
std::string redacted(std::string text);

} // namespace pilothouse
