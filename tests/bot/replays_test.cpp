#include "bot/replays.hpp"
#include "integrations/github/vendor.hpp"
#include "tests/net/support/loop.hpp"

#include <boost/asio/post.hpp>

#include <catch2/catch.hpp>
#include <unistd.h>

#include <filesystem>
#include <fstream>

using namespace pilothouse;
using namespace pilothouse::tests;
using net::awaitable;
using net::executor;

namespace fs = std::filesystem;

namespace {

class Folder {
public:
    Folder() : path_(fs::temp_directory_path() / ("pilothouse-replays-" + std::to_string(::getpid()))) {
        fs::remove_all(path_);
    }

    ~Folder() { fs::remove_all(path_); }

    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    [[nodiscard]] std::string name() const { return path_.string(); }

    [[nodiscard]] std::size_t files(std::string_view extension) const {
        std::size_t count = 0;
        for (const auto& entry : fs::directory_iterator(path_))
            if (entry.path().extension() == extension) ++count;
        return count;
    }

private:
    fs::path path_;
};

struct Taker : commands::Intake {
    executor loop;
    bool full = false;
    std::vector<commands::Incoming> taken{};

    explicit Taker(executor on) : loop(std::move(on)) {}

    bool offer(commands::Incoming incoming) override {
        if (full) return false;
        boost::asio::post(loop, [acknowledge = incoming.acknowledge] { acknowledge(commands::Acknowledgement{}); });
        taken.push_back(std::move(incoming));
        return true;
    }
};

storage::DeliveryRow delivery() {
    return {
        .id = 7,
        .key = "acme/guid-1",
        .route = "acme",
        .vendor = "github",
        .event = "status",
        .received_at = from_unix_ms(1'800'000'000'000),
        .headers = R"({"x-github-event":"status","x-github-delivery":"guid-1"})",
        .body = R"({"sha":"abc","state":"success","context":"ci","repository":{"full_name":"acme/api","id":1}})",
    };
}

std::vector<hooks::Route> routes() {
    return {{.name = "acme", .vendor = &github::vendor()}};
}

} // namespace

TEST_CASE("a delivery that is asked for again is run again, once") {
    on_loop([](executor loop) -> awaitable<void> {
        const Folder folder;
        Taker taker(loop);
        bot::Replays replays(loop, folder.name(), taker, routes);
        co_await replays.take(); // there is no folder yet
        const auto path = bot::ask_again(folder.name(), delivery(), from_unix_ms(1'800'000'060'000));
        REQUIRE(path);
        taker.full = true;
        co_await replays.take();
        CHECK(fs::exists(*path)); // not lost
        taker.full = false;
        co_await replays.take();
        CHECK_FALSE(fs::exists(*path));
        co_await replays.take();
        REQUIRE(taker.taken.size() == 1);
        const auto& incoming = taker.taken[0];
        CHECK(incoming.key == "replay/1800000060000-7");
        CHECK(incoming.source == "hook/acme");
        const auto& report = std::get<commands::ChangeReported>(incoming.event);
        CHECK(report.key == "guid-1");
        CHECK(report.trouble.empty());
        REQUIRE(report.changes.size() == 1);
        CHECK(std::get<commands::PipelineChanged>(report.changes[0]).phase == commands::Phase::succeeded);
    });
}

TEST_CASE("what can't be run again is put aside") {
    on_loop([](executor loop) -> awaitable<void> {
        const Folder folder;
        Taker taker(loop);
        bot::Replays replays(loop, folder.name(), taker, routes);
        auto removed = delivery();
        removed.route = "gone";
        REQUIRE(bot::ask_again(folder.name(), removed, from_unix_ms(1)));
        for (const auto* text : {"", "[]", "{", R"({"route":"acme","vendor":"github"})"})
            std::ofstream(folder.name() + "/x" + std::to_string(std::string_view(text).size()) + ".json") << text;
        co_await replays.take();
        CHECK(taker.taken.empty());
        CHECK(folder.files(".json") == 0);
        CHECK(folder.files(".refused") == 5);
    });
}
