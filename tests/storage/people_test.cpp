#include "storage/approvals.hpp"
#include "storage/audit.hpp"
#include "storage/deployments.hpp"
#include "storage/people.hpp"
#include "storage/sqlite/open.hpp"

#include <catch2/catch.hpp>

using namespace pilothouse;
using namespace pilothouse::storage;

TEST_CASE("people are found by id and by e-mail address, whatever its case") {
    const auto store = open_in_memory();
    People people(*store);
    CHECK_FALSE(people.find(PersonId{"U1"}));
    people.save({.id = PersonId{"U1"}, .email = "Ana@Example.com", .name = "Ana", .found_at = from_unix_ms(5)});
    people.save({.id = PersonId{"U2"}, .email = "", .name = "", .member = false});
    people.save({.id = PersonId{"U3"}, .email = "ana@example.com"});
    const auto ana = people.find(PersonId{"U1"}).value();
    CHECK(ana.email == "ana@example.com");
    CHECK(ana.name == "Ana");
    CHECK(ana.member);
    CHECK(ana.found_at == from_unix_ms(5));
    CHECK_FALSE(people.find(PersonId{"U2"})->member);
    CHECK(people.with_email("ANA@example.COM").size() == 2);
    CHECK(people.with_email("").empty());
    people.save({.id = PersonId{"U1"}, .email = "new@example.com", .name = "Ana B", .member = false});
    CHECK(people.find(PersonId{"U1"})->name == "Ana B");
    CHECK_FALSE(people.find(PersonId{"U1"})->member);
    CHECK(people.with_email("ana@example.com").size() == 1);
}

TEST_CASE("a person approves a deploy once") {
    const auto store = open_in_memory();
    Deployments deploys(*store);
    const auto id = deploys.add({
        .service = ServiceName{"api"},
        .environment = EnvironmentName{"staging"},
        .version = Version{"v1"},
        .requested_by = PersonId{"U1"},
    });
    Approvals approvals(*store);
    CHECK(approvals.add(id, {PersonId{"U2"}, "digest", from_unix_ms(2)}));
    CHECK_FALSE(approvals.add(id, {PersonId{"U2"}, "other", from_unix_ms(3)}));
    CHECK(approvals.add(id, {PersonId{"U3"}, "digest", from_unix_ms(1)}));
    const auto all = approvals.of(id);
    REQUIRE(all.size() == 2);
    CHECK(all[0].person.value == "U3");
    CHECK(all[1].digest == "digest");
    CHECK(all[1].at == from_unix_ms(2));
}

TEST_CASE("the audit log keeps rows as they were added") {
    const auto store = open_in_memory();
    Audit audit(*store);
    audit.add({.at = from_unix_ms(1), .person = PersonId{"U1"}, .text = "ping", .verb = "ping", .outcome = "answered"});
    audit.add(
        {.at = from_unix_ms(2),
         .person = PersonId{"U2"},
         .channel = ChannelId{"C1"},
         .thread = "1.2",
         .voice = "slash",
         .text = "approve 7",
         .verb = "approve",
         .outcome = "refused",
         .detail = "no",
         .deploy = DeployId{7}}
    );
    const auto rows = audit.newest(10);
    REQUIRE(rows.size() == 2);
    CHECK(rows[0].id == 2);
    CHECK(rows[0].at == from_unix_ms(2));
    CHECK(rows[0].person.value == "U2");
    CHECK(rows[0].channel.value == "C1");
    CHECK(rows[0].thread == "1.2");
    CHECK(rows[0].voice == "slash");
    CHECK(rows[0].text == "approve 7");
    CHECK(rows[0].verb == "approve");
    CHECK(rows[0].outcome == "refused");
    CHECK(rows[0].detail == "no");
    CHECK(rows[0].deploy.value == 7);
    CHECK(rows[1].deploy.value == 0);
    CHECK(audit.newest(1).size() == 1);
    CHECK(audit.about(DeployId{7}).size() == 1);
    CHECK_THROWS_AS(audit.add({.person = PersonId{"U1"}}), Failure);
}
