#pragma once

#include "bot/program/child.hpp"
#include "core/result.hpp"

#include <cstdint>
#include <filesystem>
#include <string>

namespace pilothouse::bench {

/// What is measured: the bot, or the minimal client.
struct Peer {
    enum class Kind { minimal, bot };
    Kind kind = Kind::bot;
    bool tls = false;
    std::uint16_t hooks_port = 0; ///< of the bot: where it takes webhooks; 0: nowhere
};

/// A folder with the certificate of this run and the configuration of the bot.
class Stage {
public:
    Stage();
    ~Stage();
    Stage(const Stage&) = delete;
    Stage& operator=(const Stage&) = delete;

    [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }

    [[nodiscard]] std::string certificate() const { return (folder_ / "certificate.pem").string(); }

    [[nodiscard]] std::string key() const { return (folder_ / "key.pem").string(); }

    /// Starts the peer against the stand-in at `port`, with a database of its own. `deploys` fills it first.
    Result<program::Child> start(const Peer& peer, std::uint16_t port, int deploys);

private:
    std::filesystem::path folder_;
    int started_ = 0;
};

/// What a process has used so far, from /proc.
struct Usage {
    double cpu_seconds = 0;
    double resident_mb = 0;
};

Usage usage_of(pid_t pid);

} // namespace pilothouse::bench
