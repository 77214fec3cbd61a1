#pragma once

#include "core/clock.hpp"
#include "storage/database.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The bodies of webhooks, as they came.
namespace pilothouse::storage {

constexpr auto deliveries_kept_for = std::chrono::days{3};

struct DeliveryRow {
    std::int64_t id = 0; ///< given by the store
    std::string key{};
    std::string route{};
    std::string vendor{};
    std::string event{};
    Time received_at{};
    std::string headers{}; ///< JSON object
    std::string body{};
    std::string trouble{}; ///< why it could not be read; empty: it was
};

/// Keeps a delivery; one of the same key takes its place.
void keep_delivery(Connection& store, const DeliveryRow& delivery);

/// Errors are the store's; nothing where there is none of that number, or it is too old to be kept.
std::optional<DeliveryRow> find_delivery(Connection& store, std::int64_t id);

/// The latest, newest first.
std::vector<DeliveryRow> latest_deliveries(Connection& store, int at_most);

/// Forgets what is older than `deliveries_kept_for`, at most `at_most`.
void prune_deliveries(Connection& store, Time now, int at_most);

} // namespace pilothouse::storage
