#include "storage/deliveries.hpp"

#include "storage/packed.hpp"

#define DELIVERY_COLUMNS "id, key, route, vendor, event, received_at, headers, body, body_size, trouble"

namespace pilothouse::storage {

namespace {

DeliveryRow delivery_in(const Row& row) {
    const auto text = [&](int column) { return std::string(row.text(column)); };
    return {
        .id = row.integer(0),
        .key = text(1),
        .route = text(2),
        .vendor = text(3),
        .event = text(4),
        .received_at = from_unix_ms(row.integer(5)),
        .headers = text(6),
        .body = unpacked(row.bytes(7), static_cast<std::size_t>(row.integer(8))),
        .trouble = text(9),
    };
}

} // namespace

void keep_delivery(Connection& store, const DeliveryRow& delivery) {
    const auto body = packed(delivery.body);
    store.run(
        "INSERT INTO deliveries (key, route, vendor, event, received_at, headers, body, body_size, trouble) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (key) DO UPDATE SET event = excluded.event, "
        "received_at = excluded.received_at, headers = excluded.headers, body = excluded.body, "
        "body_size = excluded.body_size, trouble = excluded.trouble",
        {delivery.key, delivery.route, delivery.vendor, delivery.event, to_unix_ms(delivery.received_at),
         delivery.headers, Bytes{body}, static_cast<std::int64_t>(delivery.body.size()), delivery.trouble}
    );
}

std::optional<DeliveryRow> find_delivery(Connection& store, std::int64_t id) {
    std::optional<DeliveryRow> found;
    store.each("SELECT " DELIVERY_COLUMNS " FROM deliveries WHERE id = $1", {id}, [&](const Row& row) {
        found = delivery_in(row);
    });
    return found;
}

std::vector<DeliveryRow> latest_deliveries(Connection& store, int at_most) {
    std::vector<DeliveryRow> found;
    store.each(
        "SELECT " DELIVERY_COLUMNS " FROM deliveries ORDER BY id DESC LIMIT $1", {std::int64_t{at_most}},
        [&](const Row& row) { found.push_back(delivery_in(row)); }
    );
    return found;
}

void prune_deliveries(Connection& store, Time now, int at_most) {
    store.run(
        "DELETE FROM deliveries WHERE id IN (SELECT id FROM deliveries WHERE received_at < $1 LIMIT $2)",
        {to_unix_ms(now - deliveries_kept_for), std::int64_t{at_most}}
    );
}

} // namespace pilothouse::storage
