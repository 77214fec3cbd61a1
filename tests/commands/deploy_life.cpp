#include "commands/deploy/argv.hpp"
#include "commands/deploy/life.hpp"
#include "commands/deploy/origin.hpp"
#include "core/sha256.hpp"

#include <catch2/catch.hpp>

#include <map>
#include <set>

using namespace pilothouse;
using namespace pilothouse::commands;
using deploy::DeployState;
using deploy::Happening;

TEST_CASE("every state answers every happening with a state or a refusal") {
    const std::map<DeployState, std::map<Happening, DeployState>> expected{
        {DeployState::requested,
         {{Happening::ask_approval, DeployState::waiting_approval},
          {Happening::line_up, DeployState::queued},
          {Happening::cancel, DeployState::cancelled}}},
        {DeployState::waiting_approval,
         {{Happening::line_up, DeployState::queued},
          {Happening::cancel, DeployState::cancelled},
          {Happening::reject, DeployState::rejected},
          {Happening::expire, DeployState::expired}}},
        {DeployState::queued,
         {{Happening::start, DeployState::running},
          {Happening::cancel, DeployState::cancelled},
          {Happening::deny, DeployState::rejected},
          {Happening::expire, DeployState::expired}}},
        {DeployState::running,
         {{Happening::found, DeployState::running},
          {Happening::ask_stop, DeployState::running},
          {Happening::succeed, DeployState::succeeded},
          {Happening::fail, DeployState::failed},
          {Happening::stopped, DeployState::cancelled},
          {Happening::lose, DeployState::unknown}}},
        {DeployState::unknown,
         {{Happening::found, DeployState::running},
          {Happening::succeed, DeployState::succeeded},
          {Happening::fail, DeployState::failed},
          {Happening::stopped, DeployState::cancelled}}},
    };
    for (const auto state : storage::all_deploy_states) {
        const auto row = expected.find(state);
        CHECK(deploy::ended(state) == (row == expected.end()));
        CHECK(std::string(deploy::words(state)) != "");
        for (const auto happening : deploy::all_happenings) {
            std::optional<DeployState> to;
            if (row != expected.end())
                if (const auto cell = row->second.find(happening); cell != row->second.end()) to = cell->second;
            CHECK(deploy::next(state, happening) == to);
        }
    }
}

TEST_CASE("an argv is filled argument by argument") {
    config::RunProgram program;
    program.argv = {"run", "{service}/{version}", "{x}", "--n={deploy}", "{environment}"};
    const auto argv = deploy::fill(program, {ServiceName{"api"}, EnvironmentName{"prod"}, Version{"v1"}, DeployId{7}});
    REQUIRE(argv);
    CHECK(*argv == std::vector<std::string>{"run", "api/v1", "{x}", "--n=7", "prod"});
}

TEST_CASE("a value that a program could take for something else is not handed to it") {
    for (const auto* bad :
         {"", "-rf", "--help", "v1 v2", "v1;id", "$(id)", "v1\n", "`id`", "../../etc", "a&b", "v\xc3\xa9",
          "{version} x", "'", "a|b"})
        CHECK_FALSE(deploy::safe_argument(bad));
    CHECK_FALSE(deploy::safe_argument(std::string(129, 'a')));
    for (const auto* good : {"v1.4.2", "release/2026-11", "9f21ab", "v1+build.7", "A_b"})
        CHECK(deploy::safe_argument(good));
    CHECK(deploy::safe_argument(std::string(128, 'a')));
    config::RunProgram program;
    program.argv = {"run"};
    CHECK_FALSE(deploy::fill(program, {ServiceName{"api"}, EnvironmentName{"prod"}, Version{"-v"}, DeployId{7}}));
}

TEST_CASE("SHA-256 gives the digests of the standard") {
    CHECK(sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(
        sha256_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    );
    CHECK(
        sha256_hex(std::string(1'000'000, 'a')) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    );
}

TEST_CASE("the place of a form survives the round trip, and a broken one has strangers") {
    const Place place{.channel = ChannelId{"C1"}, .thread = "17.1", .direct = true, .strangers = false};
    const auto back = deploy::place_in(deploy::text_of(place));
    CHECK(back.channel == place.channel);
    CHECK(back.thread == place.thread);
    CHECK(back.direct);
    CHECK_FALSE(back.strangers);
    CHECK(deploy::place_in("").strangers);
    CHECK(deploy::place_in("C1").strangers);
    CHECK(deploy::place_in("C1 17").strangers);
    CHECK(deploy::place_in("C1  -s").strangers);
    CHECK_FALSE(deploy::place_in("C1  --").strangers);
}
