#pragma once

#include "bot/program/child.hpp"
#include "core/result.hpp"
#include "tests/support/sandbox_control.hpp"

#include <filesystem>
#include <map>
#include <string>

namespace pilothouse::crash {

/// A folder with a configuration of 24 services whose rollout writes one line into a ledger, and the bot that
/// runs by it against a sandbox.
class Scene {
public:
    static constexpr int services = 24;

    explicit Scene(std::string bot_program);
    ~Scene();
    Scene(const Scene&) = delete;
    Scene& operator=(const Scene&) = delete;

    /// Starts the bot. Errors: unavailable.
    Result<void> start_bot(const std::string& sandbox_url);
    /// SIGKILL, and waits until it is gone.
    void kill_bot();
    /// SIGTERM, and waits until it is gone.
    void end_bot();
    /// How often each version was rolled out, by the ledger.
    [[nodiscard]] std::map<std::string, int> rolled_out() const;
    /// What a full check of the database says: "ok", or what is wrong.
    [[nodiscard]] std::string database_verdict() const;

    /// Leaves the folder behind for whoever looks into it.
    [[nodiscard]] std::filesystem::path keep();

private:
    std::string program_;
    std::filesystem::path folder_;
    bool kept_ = false;
    program::Child bot_;
};

using Control = tests::SandboxControl;

} // namespace pilothouse::crash
