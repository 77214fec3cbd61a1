#pragma once

#include "end_to_end_stage.hpp"
#include "integrations/net/http_server.hpp"
#include "real_process.hpp"

#include <map>
#include <optional>

namespace pilothouse::tests {

/// A service that says how it is, in a page of metrics.
class Metrics {
public:
    explicit Metrics(net::executor loop);
    Metrics(const Metrics&) = delete;
    Metrics& operator=(const Metrics&) = delete;

    /// "127.47.3.7:41234"
    [[nodiscard]] const std::string& target() const { return target_; }

    /// From now on the page says so.
    void set(const std::string& name, double value) { values_[name] = value; }

    /// Always await it.
    net::awaitable<void> stop();

private:
    [[nodiscard]] std::string page() const;

    std::map<std::string, double> values_;
    std::optional<net::HttpServer> server_;
    std::string target_;
};

/// Debian's Prometheus, on a free port and in a folder of its own. Its configuration and rules are those of
/// docs/examples, in more of a hurry.
class RealPrometheus {
public:
    /// Throws when it isn't installed.
    RealPrometheus();

    /// Starts it. It reads `service` (host and port) and tells `alertmanager` (the same).
    void start(const std::string& service, const std::string& alertmanager);
    /// It has read the service's page, and knows its Alertmanager.
    net::awaitable<bool> ready(Stage& stage);

private:
    net::awaitable<Json> ask(Stage& stage, std::string path);

    Folder folder_;
    std::string listens_;
    RealProcess process_;
};

} // namespace pilothouse::tests
