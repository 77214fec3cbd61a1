#pragma once

#include "end_to_end_stage.hpp"

#include <sys/types.h>

namespace pilothouse::tests {

/// Debian's Alertmanager, started on a free port and in a folder of its own, ended with the object.
class RealAlertmanager {
public:
    /// Whether it is installed here.
    static bool installed();

    /// Finds a port for it; it does not run yet.
    RealAlertmanager();
    ~RealAlertmanager();
    RealAlertmanager(const RealAlertmanager&) = delete;
    RealAlertmanager& operator=(const RealAlertmanager&) = delete;

    /// "http://127.49.3.7:41234"
    [[nodiscard]] std::string address() const;
    /// Starts it. Groups by alertname and tells `receiver` of them, with that bearer token.
    void start(const std::string& receiver, const std::string& token);

    /// Asks its interface; null for what is no JSON.
    net::awaitable<Json> ask(Stage& stage, std::string method, std::string path, Json body = nullptr);
    net::awaitable<bool> ready(Stage& stage);
    /// An alert fires from now on, or has ended just now.
    net::awaitable<void> raise(Stage& stage, Json labels, bool firing);

private:
    Folder folder_;
    std::string host_;
    std::uint16_t port_;
    pid_t process_ = 0;
};

} // namespace pilothouse::tests
