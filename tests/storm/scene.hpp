#pragma once

#include "tests/support/installed_bot.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

namespace pilothouse::storm {

/// A bot with the storm's routes.
class Scene {
public:
    explicit Scene(std::string bot_program);

    /// Errors: unavailable.
    Result<void> start_bot(const std::string& sandbox_url);

    /// Where it takes deliveries: "http://127.50.3.7:41234".
    [[nodiscard]] std::string address() const;
    /// The most memory that it has held so far, in MB; 0 when it is gone.
    [[nodiscard]] std::size_t most_memory() const;
    /// The size of its database, in MB.
    [[nodiscard]] std::size_t stored() const;

private:
    std::string host_;
    std::uint16_t port_;

public:
    tests::InstalledBot bot;
};

} // namespace pilothouse::storm
