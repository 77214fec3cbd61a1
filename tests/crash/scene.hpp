#pragma once

#include "tests/support/installed_bot.hpp"
#include "tests/support/sandbox_control.hpp"

#include <map>
#include <string>

namespace pilothouse::crash {

/// A bot with 24 services whose rollout writes one line into a ledger.
class Scene {
public:
    static constexpr int services = 24;

    explicit Scene(std::string bot_program);

    tests::InstalledBot bot;

    /// How often each version was rolled out, by the ledger.
    [[nodiscard]] std::map<std::string, int> rolled_out() const;
    /// What a full check of the database says: "ok", or what is wrong.
    [[nodiscard]] std::string database_verdict() const;
};

using Control = tests::SandboxControl;

} // namespace pilothouse::crash
