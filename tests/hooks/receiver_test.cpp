#include "integrations/hooks/receiver.hpp"
#include "integrations/net/url.hpp"
#include "scene.hpp"

#include <boost/asio/detached.hpp>

#include <array>
#include <string>
#include <utility>
#include <vector>

using namespace pilothouse;
using namespace pilothouse::tests;
using hooks::Outcome;

namespace {

const std::string built = R"({"event":"built","title":"größer ✓ \u2713"})";

} // namespace

TEST_CASE("what is signed is kept, and then answered") {
    on_scene([](Scene& scene) -> awaitable<void> {
        const auto heard = co_await scene.send(signed_post(built).add("X-Tiny-Delivery", "d-1"));
        CHECK(heard.status == 202);
        CHECK(heard.body() == "{\"duplicate\":false}\n");
        CHECK(scene.book.acknowledged == 1);
        REQUIRE(scene.book.taken.size() == 1);
        CHECK(scene.book.taken[0].key == "hook/main/d-1");
        CHECK(scene.book.taken[0].source == "hook/main");
        const auto& report = scene.book.report(0);
        CHECK(report.route == "main");
        CHECK(report.vendor == "tiny");
        CHECK(report.key == "d-1");
        CHECK(report.event == "built");
        CHECK(report.headers == R"({"x-tiny-delivery":"d-1"})");
        CHECK(report.body == built);
        CHECK(report.trouble.empty());
        REQUIRE(report.changes.size() == 1);
        const auto& run = std::get<commands::PipelineChanged>(report.changes[0]);
        CHECK(run.title == "größer ✓ ✓");
        CHECK(run.at == scene.time);
        CHECK(scene.counted(Outcome::accepted) == 1);
    });
}

TEST_CASE("who is let in keeps the connection, who is refused loses it") {
    on_scene([](Scene& scene) -> awaitable<void> {
        auto good = signed_post(built), other = signed_post(built + " ");
        good.last = other.last = false;
        RawPeer sender = co_await raw_connect(scene.loop, scene.server.port());
        for (const auto& [post, end] :
             {std::pair(good, "{\"duplicate\":false}\n"), std::pair(good, "{\"duplicate\":true}\n"),
              std::pair(other, "false}\n")}) {
            co_await sender.write(post.bytes());
            const auto heard = co_await sender.read_until(end);
            CHECK(heard.starts_with("HTTP/1.1 202 "));
            CHECK(heard.contains("Connection: keep-alive\r\n"));
        }
        auto forged = signed_post(built, "a guess");
        forged.last = false;
        co_await sender.write(forged.bytes());
        const auto refused = co_await sender.read_to_end();
        CHECK(refused.starts_with("HTTP/1.1 401 "));
        CHECK(refused.contains("Connection: close\r\n"));
        scene.book.full = true;
        auto later = signed_post(built + "  ");
        later.last = false;
        const auto not_kept = co_await scene.send(later); // reads to the end
        CHECK(not_kept.status == 503);
    });
}

TEST_CASE("slow strangers, however many, keep no sender out") {
    on_scene(
        [](Scene& scene) -> awaitable<void> {
            auto post = signed_post(built);
            post.last = false;
            RawPeer known = co_await raw_connect(scene.loop, scene.server.port());
            co_await known.write(post.bytes());
            co_await known.read_until("false}\n");
            const auto head = post.head() + "Content-Length: 4000\r\n\r\n";
            std::vector<RawPeer> slow;
            for (std::size_t i = 0; i < 20; ++i) {
                slow.push_back(co_await raw_connect(scene.loop, scene.server.port()));
                co_await slow.back().write(i % 2 == 0 ? head + "{" : head.substr(0, 30));
            }
            for (std::size_t i = 0; i < 12; ++i)
                CHECK((co_await slow[i].read_to_end()).empty()); // made place for those behind it
            co_await known.write(post.bytes());
            CHECK((co_await known.read_until("true}\n")).starts_with("HTTP/1.1 202 "));
            CHECK((co_await scene.send(signed_post(built + " "))).status == 202);
        },
        {.body_bytes = 8192, .connections = 8, .grace = Duration{0}}
    );
}

TEST_CASE("nobody without the secret gets in, or learns whether there is a hook") {
    on_scene([](Scene& scene) -> awaitable<void> {
        const auto good = signed_post(built);
        auto truncated = good, flipped = good, doubled = good, unsigned_one = good, empty = good, stray = good;
        truncated.body.pop_back();
        flipped.body[20] ^= 1;
        doubled.headers.push_back(good.headers[0]);
        unsigned_one.headers.clear();
        empty.body.clear();
        stray.target = "/hooks/tiny/other";
        const auto nothing = (co_await scene.send(stray));
        CHECK(nothing.status == 404);
        for (const auto& post :
             {truncated, flipped, doubled, unsigned_one, empty, signed_post(built, "wrong"), signed_post(built, "")}) {
            const auto heard = co_await scene.send(post);
            CHECK(heard.status == 401);
            CHECK(heard.body() == nothing.body());
        }
        CHECK(scene.book.taken.empty());
        CHECK(scene.counted(Outcome::denied) == 7);
        CHECK(scene.receiver.strays() == 1);
    });
}

TEST_CASE("digits in upper case, and a body in chunks, are as good") {
    on_scene([](Scene& scene) -> awaitable<void> {
        auto post = signed_post(built);
        auto& value = post.headers[0].second;
        for (std::size_t i = std::string_view("sha256=").size(); i < value.size(); ++i)
            if (value[i] >= 'a') value[i] = static_cast<char>(value[i] - 'a' + 'A');
        CHECK((co_await scene.send(post)).status == 202);
        const auto half = built.size() / 2;
        std::string chunks;
        for (const auto& part : {built.substr(0, half), built.substr(half)}) {
            constexpr std::string_view digits = "0123456789abcdef";
            chunks += std::string{digits[part.size() >> 4U], digits[part.size() & 15U]} + "\r\n" + part + "\r\n";
        }
        const auto bytes = signed_post(built).head() + "Transfer-Encoding: chunked\r\n\r\n" + chunks + "0\r\n\r\n";
        const auto heard = co_await scene.send_bytes(bytes);
        CHECK(heard.status == 202);
        CHECK(heard.body() == "{\"duplicate\":true}\n");
    });
}

TEST_CASE("what comes again is taken once") {
    on_scene([](Scene& scene) -> awaitable<void> {
        const auto post = signed_post(built);
        for (const bool again : {false, true, true}) {
            const auto heard = co_await scene.send(post);
            CHECK(heard.status == 202);
            CHECK(heard.body() == (again ? "{\"duplicate\":true}\n" : "{\"duplicate\":false}\n"));
        }
        CHECK((co_await scene.send(signed_post(built + " "))).body() == "{\"duplicate\":false}\n");
        CHECK(scene.book.taken.size() == 2);
        CHECK(scene.counted(Outcome::accepted) == 2);
        CHECK(scene.counted(Outcome::duplicate) == 2);
    });
}

TEST_CASE("events that say nothing to us, and what can't be read, are kept") {
    on_scene([](Scene& scene) -> awaitable<void> {
        CHECK((co_await scene.send(signed_post(R"({"event":"starred"})"))).status == 202);
        CHECK(scene.book.report(0).event == "starred");
        CHECK(scene.counted(Outcome::ignored) == 1);
        for (const auto* body : {"{}", "[]", "null", "1", R"({"event":7})", R"({"event":"throw"})"}) {
            CHECK((co_await scene.send(signed_post(body))).status == 202);
            CHECK(scene.book.taken.size() == scene.counted(Outcome::unreadable) + 1);
            const auto& report = scene.book.report(scene.book.taken.size() - 1);
            CHECK(report.body == body);
            CHECK(report.changes.empty());
            CHECK(report.trouble.contains(report.body.contains("throw") ? "a fault of the reader" : "'event'"));
        }
        CHECK(scene.counted(Outcome::unreadable) == 6);
    });
}

TEST_CASE("a ping is greeted") {
    on_scene([](Scene& scene) -> awaitable<void> {
        CHECK((co_await scene.send(signed_post(R"({"event":"hello"})"))).status == 200);
        CHECK(scene.book.report(0).greeting == "connected");
    });
}

TEST_CASE("signed rubbish is refused, with the reason") {
    on_scene([](Scene& scene) -> awaitable<void> {
        const std::string deep(65, '['), deep_end(65, ']');
        for (const auto& body :
             {std::string(), std::string("{"), built + "x", deep + deep_end, std::string("\"\xFF\"")}) {
            const auto heard = co_await scene.send(signed_post(body));
            CHECK(heard.status == 400);
            CHECK(heard.body().starts_with("JSON refused: "));
        }
        CHECK((co_await scene.send(signed_post(deep.substr(1) + deep_end.substr(1)))).status == 202);
        CHECK(scene.book.taken.size() == 1);
        CHECK(scene.counted(Outcome::malformed) == 5);
    });
}

TEST_CASE("a body is as long as its sender's may be") {
    on_scene([](Scene& scene) -> awaitable<void> {
        auto body = built;
        body.resize(4096, ' ');
        CHECK((co_await scene.send(signed_post(body))).status == 202);
        CHECK((co_await scene.send(signed_post(body + " "))).status == 413);
        CHECK(scene.counted(Outcome::too_large) == 1);
        // The head alone is enough to know.
        const auto head = signed_post(body).head();
        CHECK((co_await scene.send_bytes(head + "Content-Length: 4097\r\n\r\n")).status == 413);
        CHECK((co_await scene.send_bytes(head + "Content-Length: 999999999\r\n\r\n")).status == 413);
        CHECK(scene.counted(Outcome::too_large) == 3);
        CHECK((co_await scene.send_bytes(head + "Transfer-Encoding: chunked\r\n\r\n1001\r\n")).status == 413);

        hooks::Receiver& receiver = scene.receiver;
        auto direct = signed_post(body + " ");
        const auto answer = co_await receiver.handle({"POST", direct.target, direct.headers, direct.body});
        CHECK(answer.status == 413);
        CHECK(scene.counted(Outcome::too_large) == 4);
    });
}

TEST_CASE("JSON comes as such, in a form, or as a CloudEvent") {
    on_scene([](Scene& scene) -> awaitable<void> {
        const auto form = net::form_encoded({{"other", "1"}, {"payload", built}});
        const auto type = [](const std::string& body, std::string value) {
            return signed_post(body).add("Content-Type", std::move(value));
        };
        CHECK((co_await scene.send(type(form, "application/x-www-form-urlencoded"))).status == 202);
        CHECK(scene.book.report(0).body == form);
        CHECK(scene.book.report(0).changes.size() == 1);
        CHECK((co_await scene.send(type(built, "Application/JSON ; charset=UTF-8"))).status == 202);
        CHECK((co_await scene.send(type(built + " ", "application/cloudevents+json"))).status == 202);
        CHECK((co_await scene.send(type("a=1", "application/x-www-form-urlencoded"))).body().contains("payload"));
        CHECK((co_await scene.send(type("payload=%7", "application/x-www-form-urlencoded"))).status == 400);
        for (const auto* other : {"text/plain", "application/xml", "multipart/form-data; boundary=x", "json"})
            CHECK((co_await scene.send(type(built, other))).status == 415);
        CHECK((co_await scene.send(type(built, "text/plain").set("X-Tiny-Signature", ""))).status == 401);
        CHECK(scene.book.taken.size() == 3);
        CHECK(scene.counted(Outcome::malformed) == 2);
        CHECK(scene.counted(Outcome::wrong_type) == 4);
    });
}

TEST_CASE("only POST, only known routes, and a removed one says so") {
    on_scene([](Scene& scene) -> awaitable<void> {
        const auto get = co_await scene.send_bytes("GET /hooks/tiny/main HTTP/1.1\r\nHost: here\r\n\r\n");
        CHECK(get.status == 405);
        CHECK(get.text.contains("Allow: POST\r\n"));
        CHECK(scene.counted(Outcome::wrong_method) == 1);
        CHECK(scene.counted(Outcome::malformed) == 0);
        for (const auto* target :
             {"/hooks/", "/hooks/tiny", "/hooks/tiny/", "/hooks/tiny/main/", "/hooks/timed/main"}) {
            auto post = signed_post(built);
            post.target = target;
            CHECK((co_await scene.send(post)).status == 404);
        }
        auto post = signed_post(built);
        post.target += "?from=here";
        CHECK((co_await scene.send(post)).status == 202);

        scene.receiver.use({{"second", &tiny, {Secret("old"), Secret("new")}}, {"open", &tiny, {Secret()}}});
        CHECK((co_await scene.send(signed_post(built))).status == 410);
        for (const auto* with : {"old", "new"}) {
            auto other = signed_post(built, with);
            other.target = "/hooks/tiny/second";
            CHECK((co_await scene.send(other)).status == 202);
        }
        for (const auto* with : {"", "old"}) {
            auto other = signed_post(built, with);
            other.target = "/hooks/tiny/open";
            CHECK((co_await scene.send(other)).status == 401);
        }
        CHECK(scene.counted(Outcome::accepted) == 1);
        CHECK(scene.counted(Outcome::accepted, "second") == 1);
        CHECK(hooks::Receiver::is_route("/hooks/tiny/main?x"));
        CHECK_FALSE(hooks::Receiver::is_route("/hook"));
        CHECK_FALSE(hooks::Receiver::is_route("/hooksy/a"));
    });
}

TEST_CASE("what was not kept is never called accepted") {
    on_scene([](Scene& scene) -> awaitable<void> {
        const auto refused = [](const Heard& heard) {
            return heard.status == 503 && heard.text.contains("Retry-After: 5\r\n");
        };
        scene.book.full = true;
        CHECK(refused(co_await scene.send(signed_post(built))));
        scene.book.full = false;
        scene.book.trouble = Error{Errc::unavailable, "the disk is full"};
        const auto heard = co_await scene.send(signed_post(built));
        CHECK(refused(heard));
        CHECK_FALSE(heard.text.contains("disk"));
        scene.book.trouble.reset();
        scene.book.silent = true;
        scene.receiver.wait_at_most(Duration{1});
        CHECK(refused(co_await scene.send(signed_post(built))));
        scene.book.late(commands::Acknowledgement{}); // nobody waits any more
        CHECK(scene.counted(Outcome::not_kept) == 3);
        CHECK(scene.counted(Outcome::accepted) == 0);
    });
}

TEST_CASE("one route has so much room, and all routes together") {
    on_scene([](Scene& scene) -> awaitable<void> {
        hooks::Receiver& receiver = scene.receiver;
        const auto request = [](const Post& post) { return HttpRequest{"POST", post.target, post.headers, post.body}; };
        scene.book.silent = true;
        receiver.bound({.waiting = 1});
        int first = 0;
        const auto wait_for_it = [](hooks::Receiver& at, HttpRequest one, int& status) -> awaitable<void> {
            status = (co_await at.handle(std::move(one))).status;
        };
        boost::asio::co_spawn(
            scene.loop, wait_for_it(receiver, request(signed_post(built)), first), boost::asio::detached
        );
        while (!scene.book.late)
            co_await boost::asio::post(scene.loop, boost::asio::use_awaitable);
        const auto refused = co_await scene.send(signed_post(built + " "));
        CHECK(refused.status == 429);
        CHECK(refused.text.contains("Retry-After: 1\r\n"));
        CHECK(scene.counted(Outcome::too_many) == 1);

        receiver.bound({.waiting = 9, .bytes = built.size() + 3});
        const auto too_much = co_await scene.send(signed_post(built + "  "));
        CHECK(too_much.status == 503);
        CHECK(too_much.text.contains("Retry-After: 5\r\n"));
        CHECK(scene.counted(Outcome::not_kept) == 1);

        scene.book.late(commands::Acknowledgement{});
        while (first == 0)
            co_await boost::asio::post(scene.loop, boost::asio::use_awaitable);
        CHECK(first == 202);
        scene.book.silent = false;
        receiver.bound({.waiting = 1, .bytes = built.size() + 3});
        CHECK((co_await scene.send(signed_post(built + "   "))).status == 202); // the room is there again
    });
}

TEST_CASE("a sender without ids: the same body is one delivery for ten minutes, whatever the clock shows") {
    on_scene([](Scene& scene) -> awaitable<void> {
        const auto post = signed_post(built);
        scene.time = from_unix_ms((noon + 599) * 1'000);
        CHECK((co_await scene.send(post)).status == 202);
        const auto first = scene.book.taken.at(0).key;
        scene.time += std::chrono::seconds{2}; // in the next ten minutes of the clock
        CHECK((co_await scene.send(post)).status == 202);
        REQUIRE(scene.book.taken.size() == 2);
        CHECK(scene.book.taken[1].key != first);
        CHECK(scene.book.taken[1].earlier_key == first);
        CHECK(scene.book.taken[1].earlier_within == std::chrono::minutes{10});
        CHECK((co_await scene.send(signed_post(built).add("X-Tiny-Delivery", "d-1"))).status == 202);
        CHECK(scene.book.taken.at(2).earlier_key.empty());
    });
}

TEST_CASE("a request is good for five minutes around its time") {
    on_scene([](Scene& scene) -> awaitable<void> {
        const auto at = [](std::int64_t seconds) {
            const auto time = std::to_string(noon);
            const auto body = R"({"event":"built","n":)" + std::to_string(seconds) + "}";
            const auto digits = net::hmac_sha256_hex(secret, time + "." + body);
            return Post{
                body, {{"X-Timed-Signature", "timestamp=" + time + ",signature=" + digits}}, "/hooks/timed/clock"
            };
        };
        constexpr std::array<std::pair<int, int>, 6> cases{
            {{0, 202}, {300, 202}, {-300, 202}, {301, 401}, {-301, 401}, {86'400, 401}}
        };
        for (const auto& [seconds, status] : cases) {
            scene.time = from_unix_ms((noon + seconds) * 1'000);
            INFO(seconds);
            CHECK((co_await scene.send(at(seconds))).status == status);
        }
        CHECK(scene.counted(Outcome::denied, "clock") == 3);
    });
}
