#include "storage/alert_groups.hpp"
#include "storage/deliveries.hpp"
#include "storage/deployments.hpp"
#include "storage/deploys_elsewhere.hpp"
#include "storage/list_pages.hpp"
#include "storage/messages.hpp"
#include "storage/pruning.hpp"
#include "storage/runs.hpp"
#include "storage/sqlite/open.hpp"
#include "storage/storms.hpp"
#include "storage/subscriptions.hpp"
#include "storage/suspicions.hpp"
#include "storage/tellings.hpp"

#include <catch2/catch.hpp>

#include <memory>
#include <string>

using namespace pilothouse;
using namespace pilothouse::storage;
using namespace std::chrono_literals;

namespace {

using std::chrono::days;

const Time noon = from_unix_ms(1'800'000'000'000);

struct Attic {
    std::unique_ptr<Store> store = open_in_memory();
    Pruning pruning;

    void prune(Time now, int steps = 1, int at_most = 100) {
        for (int i = 0; i < steps; ++i) {
            store->begin();
            pruning.step(*store, now, at_most);
            store->commit();
        }
    }

    std::int64_t count(Sql sql) const {
        std::int64_t n = 0;
        store->each(sql, {}, [&](const Row& row) { n = row.integer(0); });
        return n;
    }

    std::int64_t run(const std::string& line, std::int64_t place, const std::string& phase, Time heard) {
        Runs runs(*store);
        const auto id = runs.save(
            {.key = line + "/" + std::to_string(place),
             .route = "acme",
             .line = line,
             .place = place,
             .phase = phase,
             .facts = "{}",
             .heard_at = heard}
        );
        runs.save(JobRow{.run = id, .key = "1", .name = "test", .phase = phase, .facts = "{}"});
        runs.save(JobRow{.run = id, .key = "2", .name = "lint", .phase = phase, .facts = "{}"});
        message("run/" + std::to_string(id) + "/C1", heard);
        return id;
    }

    std::int64_t group(const std::string& key, const std::string& state, Time heard, int alerts) {
        AlertGroups groups(*store);
        const auto id = groups.add({.key = key, .route = "acme", .state = state, .facts = "{}", .heard_at = heard});
        for (int i = 0; i < alerts; ++i)
            groups.save(AlertRow{.group = id, .key = std::to_string(i), .firing = false, .facts = "{}"});
        const auto card = "alerts/" + std::to_string(id) + "/C1";
        message(card, heard);
        message(card + "/resolved", heard);
        put_list_page(*store, MessageKey{card + "/list"}, 0, 1);
        return id;
    }

    std::int64_t elsewhere(const std::string& key, const std::string& phase, Time at) {
        return DeploysElsewhere(*store).save(
            {.key = key,
             .route = "acme",
             .project = "acme/api",
             .environment = "production",
             .phase = phase,
             .facts = "{}",
             .at = at,
             .heard_at = at}
        );
    }

    void message(const std::string& key, Time posted) {
        put_message(*store, MessageKey{key}, {ChannelId{"C1"}, "1.0"}, posted);
    }

    bool stands(const std::string& key) const { return message_place(*store, MessageKey{key}).has_value(); }
};

} // namespace

TEST_CASE("Pruning: builds go after 90 days with their jobs and messages; a branch keeps its last verdict for a year") {
    Attic attic;
    const auto first = attic.run("main", 1, "failed", noon);
    const auto verdict = attic.run("main", 2, "failed", noon);
    const auto cancelled = attic.run("main", 3, "cancelled", noon);
    const auto other = attic.run("feature", 1, "succeeded", noon);
    attic.message("run/" + std::to_string(first) + "0/C1", noon); // of run 10
    const auto young = attic.run("young", 1, "failed", noon + days{50});
    const Runs runs(*attic.store);
    attic.prune(noon + days{90});
    CHECK(attic.count("SELECT count(*) FROM runs") == 5);
    attic.prune(noon + days{90} + 1s);
    CHECK_FALSE(runs.find(first));
    CHECK(runs.find(verdict));
    CHECK_FALSE(runs.find(cancelled));
    CHECK(runs.find(other));
    CHECK(runs.find(young));
    CHECK(attic.count("SELECT count(*) FROM jobs") == 6);
    CHECK_FALSE(attic.stands("run/1/C1"));
    CHECK(attic.stands("run/2/C1"));
    CHECK(attic.stands("run/10/C1"));
    attic.prune(noon + days{365} + 1s, 2);
    CHECK_FALSE(runs.find(verdict));
    CHECK_FALSE(runs.find(other));
    CHECK(runs.find(young));
}

TEST_CASE("Pruning: numbers are not given again, because messages are named by them") {
    Attic attic;
    const auto late = noon + days{1'000};
    const auto run = attic.run("main", 1, "failed", noon);
    const auto group = attic.group("am/1", "resolved", noon, 1);
    const auto deploy = attic.elsewhere("d1", "succeeded", noon);
    Storms storms(*attic.store);
    StormRow storm{.channel = ChannelId{"C1"}, .named = ChannelId{"C1"}, .began_at = noon, .last_at = noon};
    storm.id = storms.add(storm);
    storm.open = false;
    storms.save_course(storm);
    attic.prune(late, 3);
    CHECK(attic.run("main", 2, "failed", late) > run);
    CHECK(attic.group("am/1", "firing", late, 1) > group);
    CHECK(attic.elsewhere("d2", "succeeded", late) > deploy);
    CHECK(storms.add({.channel = ChannelId{"C2"}, .named = ChannelId{"C2"}}) > storm.id);
}

TEST_CASE("Pruning: groups of alerts that are over go after 90 days, thousands of alerts in portions") {
    Attic attic;
    const auto big = attic.group("am/big", "resolved", noon, 250);
    const auto fires = attic.group("am/fires", "firing", noon, 1);
    (void)attic.group("am/young", "expired", noon + days{90}, 1);
    const AlertGroups groups(*attic.store);
    attic.prune(noon + days{90}, 5);
    CHECK(groups.alerts(big).size() == 250);
    attic.prune(noon + days{90} + 1s);
    CHECK(groups.alerts(big).size() == 150);
    CHECK(groups.find(big));
    attic.prune(noon + days{90} + 1s, 3);
    CHECK(groups.alerts(big).empty());
    CHECK_FALSE(groups.find(big));
    CHECK(groups.find(fires));
    CHECK(attic.count("SELECT count(*) FROM alert_groups") == 2);
    CHECK_FALSE(attic.stands("alerts/1/C1"));
    CHECK_FALSE(attic.stands("alerts/1/C1/resolved"));
    CHECK(attic.stands("alerts/2/C1/resolved"));
    CHECK(list_pages(*attic.store, MessageKey{"alerts/1/C1/list"}).empty());
    CHECK(list_pages(*attic.store, MessageKey{"alerts/2/C1/list"}).size() == 1);
}

TEST_CASE("Pruning: of what others deployed, what is live in an environment stays for a year") {
    Attic attic;
    attic.elsewhere("old", "succeeded", noon);
    attic.elsewhere("live", "succeeded", noon + 1h);
    attic.elsewhere("failed", "failed", noon + 2h);
    attic.message("elsewhere/1/C1", noon);
    attic.message("elsewhere/2/C1", noon);
    attic.elsewhere("new", "failed", noon + days{80});
    const DeploysElsewhere deploys(*attic.store);
    attic.prune(noon + days{90});
    CHECK(deploys.find("old"));
    attic.prune(noon + days{91});
    CHECK_FALSE(deploys.find("old"));
    CHECK(deploys.find("live"));
    CHECK_FALSE(deploys.find("failed"));
    CHECK_FALSE(attic.stands("elsewhere/1/C1"));
    CHECK(attic.stands("elsewhere/2/C1"));
    attic.prune(noon + days{366}, 2);
    CHECK_FALSE(deploys.find("live"));
}

TEST_CASE("Pruning: suspicions, mutes that were left over, digests, notices, deliveries, tellings and storms") {
    Attic attic;
    const auto deploy = Deployments(*attic.store)
                            .add(
                                {.service = ServiceName{"api"},
                                 .environment = EnvironmentName{"staging"},
                                 .version = Version{"v1"},
                                 .requested_by = PersonId{"U1"},
                                 .requested_at = noon}
                            );
    Suspicions suspicions(*attic.store);
    suspicions.save({.deploy = deploy, .thing = "run/1", .words = "x", .at = noon});
    suspicions.save({.deploy = deploy, .thing = "run/2", .words = "x", .at = noon + days{2}});
    Subscriptions subscriptions(*attic.store);
    subscriptions.mute({.channel = ChannelId{"C1"}, .what = "api", .until = noon + days{83}});
    subscriptions.mute({.channel = ChannelId{"C1"}, .what = "web", .until = noon + days{85}});
    for (const auto* key : {"deploy/1", "digest/C1/1/run/1", "digest/C1/2/run/2", "notice/a", "notice/b", "zebra/1"})
        attic.message(key, noon);
    attic.message("digest/C1/3/end", noon + days{2});
    attic.message("notice/c", noon + days{2});
    keep_delivery(*attic.store, {.key = "1", .route = "a", .vendor = "v", .event = "e", .received_at = noon});
    keep_delivery(
        *attic.store, {.key = "2", .route = "a", .vendor = "v", .event = "e", .received_at = noon + days{89}}
    );
    Tellings(*attic.store).save({.thing = "run/1", .channel = ChannelId{"C1"}, .named = ChannelId{"C1"}}, noon);
    attic.prune(noon + days{90} + 1s, 8, 2);
    CHECK(suspicions.of(deploy).size() == 1);
    REQUIRE(subscriptions.mutes(ChannelId{"C1"}).size() == 1);
    CHECK(subscriptions.mutes(ChannelId{"C1"})[0].what == "web");
    for (const auto* key : {"digest/C1/1/run/1", "digest/C1/2/run/2", "notice/a", "notice/b"})
        CHECK_FALSE(attic.stands(key));
    for (const auto* key : {"deploy/1", "zebra/1", "digest/C1/3/end", "notice/c"})
        CHECK(attic.stands(key));
    CHECK(latest_deliveries(*attic.store, 10).size() == 1);
    CHECK(attic.count("SELECT count(*) FROM tellings") == 0);
    attic.message("digest/C1/4/end", noon); // the walk begins again
    attic.prune(noon + days{90} + 1s, 4, 2);
    CHECK_FALSE(attic.stands("digest/C1/4/end"));
}

TEST_CASE("Pruning: a storm goes with its lines and messages, its latest stays") {
    Attic attic;
    Storms storms(*attic.store);
    for (int i = 0; i < 2; ++i) {
        StormRow storm{.channel = ChannelId{"C1"}, .named = ChannelId{"C1"}, .began_at = noon, .last_at = noon};
        storm.id = storms.add(storm);
        storms.add_line(storm.id, {.thing = "run/" + std::to_string(i), .title = "x"}, {.builds = 1}, noon);
        storm.open = false;
        storms.save_course(storm);
        attic.message("storm/" + std::to_string(storm.id) + "/C1/0", noon);
    }
    attic.prune(noon + days{91}, 2);
    CHECK_FALSE(storms.find(1));
    CHECK(storms.find(2));
    CHECK(attic.count("SELECT count(*) FROM storm_lines") == 0);
    CHECK_FALSE(attic.stands("storm/1/C1/0"));
    CHECK(attic.stands("storm/2/C1/0"));
}

TEST_CASE("Pruning: idle moments do it; when there are none for a minute, small portions do it between commits") {
    PruningPace pace(noon);
    CHECK_FALSE(pace.portion(noon + 9s, true));
    CHECK(pace.portion(noon + 10s, true) == 500);
    CHECK_FALSE(pace.portion(noon + 11s, true));
    int portions = 0;
    for (auto time = noon + 10s; time < noon + 10min; time += 100ms) // under load that never pauses
        if (const auto portion = pace.portion(time, false)) {
            CHECK(time >= noon + 70s);
            CHECK(*portion <= 100);
            ++portions;
        }
    CHECK(portions >= 500);
    CHECK(portions <= 531);
    CHECK(pace.portion(noon + 11min, true) == 500);
    CHECK_FALSE(pace.portion(noon + 11min + 30s, false));
}
