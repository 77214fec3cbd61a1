#include "storage/audit.hpp"

namespace pilothouse::storage {

namespace {
AuditRecord record_in(const Row& row) {
    return {
        .id = row.integer(0),
        .at = from_unix_ms(row.integer(1)),
        .person = PersonId{std::string(row.text(2))},
        .channel = ChannelId{std::string(row.text(3))},
        .thread = std::string(row.text(4)),
        .voice = std::string(row.text(5)),
        .text = std::string(row.text(6)),
        .verb = std::string(row.text(7)),
        .outcome = std::string(row.text(8)),
        .detail = std::string(row.text(9)),
        .deploy = DeployId{row.integer(10)},
    };
}
} // namespace

void Audit::add(const AuditRecord& record) {
    const auto deploy = record.deploy.value == 0 ? Value{nullptr} : Value{record.deploy.value};
    connection_.run(
        "INSERT INTO audit (at, person, channel, thread, voice, text, verb, outcome, detail, deploy) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        {to_unix_ms(record.at), record.person.value, record.channel.value, record.thread, record.voice, record.text,
         record.verb, record.outcome, record.detail, deploy}
    );
}

std::vector<AuditRecord> Audit::newest(int limit) const {
    std::vector<AuditRecord> records;
    connection_.each(
        "SELECT id, at, person, channel, thread, voice, text, verb, outcome, detail, deploy FROM audit "
        "ORDER BY id DESC LIMIT $1",
        {std::int64_t{limit}}, [&](const Row& row) { records.push_back(record_in(row)); }
    );
    return records;
}

std::vector<AuditRecord> Audit::about(DeployId deploy) const {
    std::vector<AuditRecord> records;
    connection_.each(
        "SELECT id, at, person, channel, thread, voice, text, verb, outcome, detail, deploy FROM audit "
        "WHERE deploy = $1 ORDER BY id",
        {deploy.value}, [&](const Row& row) { records.push_back(record_in(row)); }
    );
    return records;
}

} // namespace pilothouse::storage
