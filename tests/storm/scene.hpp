#pragma once

#include "bot/program/child.hpp"
#include "core/result.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

namespace pilothouse::storm {

/// A folder with a configuration of the storm's routes, and the bot that runs by it.
class Scene {
public:
    explicit Scene(std::string bot_program);
    ~Scene();
    Scene(const Scene&) = delete;
    Scene& operator=(const Scene&) = delete;

    /// Starts the bot. Errors: unavailable.
    Result<void> start_bot(const std::string& sandbox_url);
    void end_bot();

    /// Where it takes deliveries: "http://127.50.3.7:41234".
    [[nodiscard]] std::string address() const;
    /// The most memory that it has held so far, in MB; 0 when it is gone.
    [[nodiscard]] std::size_t most_memory() const;
    /// The size of its database, in MB.
    [[nodiscard]] std::size_t stored() const;
    /// Leaves the folder behind for whoever looks into it.
    [[nodiscard]] std::filesystem::path keep();

private:
    std::string program_;
    std::filesystem::path folder_;
    std::string host_;
    std::uint16_t port_;
    bool kept_ = false;
    program::Child bot_{};
};

} // namespace pilothouse::storm
