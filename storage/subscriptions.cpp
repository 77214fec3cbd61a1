#include "storage/subscriptions.hpp"

#define SUBSCRIPTION_COLUMNS "id, channel, kind, filter, person, since"

namespace pilothouse::storage {

namespace {

std::string text(const Row& row, int column) {
    return std::string(row.text(column));
}

SubscriptionRow subscription_in(const Row& row) {
    return {
        .id = row.integer(0),
        .channel = ChannelId{text(row, 1)},
        .kind = text(row, 2),
        .filter = text(row, 3),
        .person = PersonId{text(row, 4)},
        .since = from_unix_ms(row.integer(5)),
    };
}

std::function<void(const Row&)> into(std::vector<SubscriptionRow>& rows) {
    return [&rows](const Row& row) { rows.push_back(subscription_in(row)); };
}

} // namespace

bool Subscriptions::add(const SubscriptionRow& row) {
    return connection_.run(
               "INSERT INTO subscriptions (channel, kind, filter, person, since) VALUES ($1, $2, $3, $4, $5) "
               "ON CONFLICT (channel, kind, filter) DO NOTHING",
               {row.channel.value, row.kind, row.filter, row.person.value, to_unix_ms(row.since)}
           ) > 0;
}

void Subscriptions::remove(std::int64_t id) {
    connection_.run("DELETE FROM subscriptions WHERE id = $1", {id});
}

std::vector<SubscriptionRow> Subscriptions::of_kind(std::string_view kind) const {
    std::vector<SubscriptionRow> rows;
    connection_.each(
        "SELECT " SUBSCRIPTION_COLUMNS " FROM subscriptions WHERE kind = $1 ORDER BY id", {kind}, into(rows)
    );
    return rows;
}

std::vector<SubscriptionRow> Subscriptions::of_channel(const ChannelId& channel) const {
    std::vector<SubscriptionRow> rows;
    connection_.each(
        "SELECT " SUBSCRIPTION_COLUMNS " FROM subscriptions WHERE channel = $1 ORDER BY id", {channel.value}, into(rows)
    );
    return rows;
}

void Subscriptions::mute(const MuteRow& row) {
    connection_.run(
        "INSERT INTO mutes (channel, what, until, person, since) VALUES ($1, $2, $3, $4, $5) "
        "ON CONFLICT (channel, what) DO UPDATE SET until = excluded.until, person = excluded.person, "
        "since = excluded.since",
        {row.channel.value, row.what, to_unix_ms(row.until), row.person.value, to_unix_ms(row.since)}
    );
}

void Subscriptions::unmute(const ChannelId& channel, std::string_view what) {
    connection_.run("DELETE FROM mutes WHERE channel = $1 AND what = $2", {channel.value, what});
}

std::vector<MuteRow> Subscriptions::mutes(const ChannelId& channel) const {
    std::vector<MuteRow> rows;
    connection_.each(
        "SELECT channel, what, until, person, since FROM mutes WHERE channel = $1 ORDER BY until, what",
        {channel.value},
        [&](const Row& row) {
            rows.push_back(
                {.channel = ChannelId{text(row, 0)},
                 .what = text(row, 1),
                 .until = from_unix_ms(row.integer(2)),
                 .person = PersonId{text(row, 3)},
                 .since = from_unix_ms(row.integer(4))}
            );
        }
    );
    return rows;
}

void Subscriptions::set_quiet(const QuietRow& row) {
    connection_.run(
        "INSERT INTO quiet_hours (channel, hours, person, since) VALUES ($1, $2, $3, $4) ON CONFLICT (channel) "
        "DO UPDATE SET hours = excluded.hours, person = excluded.person, since = excluded.since",
        {row.channel.value, row.hours, row.person.value, to_unix_ms(row.since)}
    );
}

void Subscriptions::end_quiet(const ChannelId& channel) {
    connection_.run("DELETE FROM quiet_hours WHERE channel = $1", {channel.value});
}

std::optional<QuietRow> Subscriptions::quiet(const ChannelId& channel) const {
    std::optional<QuietRow> found;
    connection_.each(
        "SELECT channel, hours, person, since FROM quiet_hours WHERE channel = $1", {channel.value},
        [&](const Row& row) {
            found = QuietRow{
                .channel = ChannelId{text(row, 0)},
                .hours = text(row, 1),
                .person = PersonId{text(row, 2)},
                .since = from_unix_ms(row.integer(3))
            };
        }
    );
    return found;
}

} // namespace pilothouse::storage
