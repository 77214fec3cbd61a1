#pragma once

#include "integrations/hooks/receiver.hpp"
#include "integrations/net/hmac.hpp"
#include "tests/net/support/http_fixture.hpp"
#include "tests/net/support/loop.hpp"

#include <boost/asio/post.hpp>

#include <charconv>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

/// A receiver behind a real server, two senders as small as they can be, and something that takes the events.
namespace pilothouse::tests {

inline constexpr std::string_view secret = "the route's secret";
inline constexpr std::int64_t noon = 1'795'435'200;

inline constexpr hooks::Proof tiny_proof{.header = "X-Tiny-Signature", .prefix = "sha256="};
inline constexpr hooks::Proof timed_proof{
    .header = "X-Timed-Signature",
    .prefix = "signature=",
    .separator = ',',
    .text = "{time}.{body}",
    .tolerance = std::chrono::seconds{300}
};

inline std::string tiny_key(const hooks::Delivery& delivery) {
    return std::string(net::header(delivery.headers, "X-Tiny-Delivery"));
}

inline Result<hooks::Reading> tiny_reading(const hooks::Delivery& delivery) {
    const auto event = delivery.json.text("event");
    if (event.empty()) return fail(Errc::bad_input, "the field 'event' is missing");
    if (event == "throw") throw std::out_of_range("a fault of the reader");
    hooks::Reading reading{.event = std::string(event)};
    if (event == "hello") reading.greeting = "connected";
    if (event == "built")
        reading.changes.emplace_back(commands::PipelineChanged{
            .run = "tiny/1", .at = delivery.received, .title = std::string(delivery.json.text("title"))
        });
    return reading;
}

inline constexpr hooks::Vendor tiny{
    .name = "tiny",
    .title = "Tiny",
    .proofs = {&tiny_proof, 1},
    .body_bytes = 4096,
    .key = tiny_key,
    .read = tiny_reading,
    .setup = {},
};
inline constexpr hooks::Vendor timed{
    .name = "timed", .title = "Timed", .proofs = {&timed_proof, 1}, .read = tiny_reading, .setup = {}
};

/// Takes what is offered, once each, and acknowledges it a turn of the loop later.
class Book : public commands::Intake {
public:
    explicit Book(executor loop) : loop_(std::move(loop)) {}

    bool offer(commands::Incoming incoming) override {
        if (full) return false;
        const bool fresh = seen_.insert(incoming.key).second;
        if (fresh) taken.push_back(incoming);
        if (silent) {
            late = incoming.acknowledge;
            return true;
        }
        auto result = trouble ? Result<commands::Acknowledgement>(std::unexpected(*trouble))
                              : commands::Acknowledgement{.duplicate = !fresh};
        boost::asio::post(loop_, [this, acknowledge = incoming.acknowledge, result = std::move(result)] {
            ++acknowledged;
            acknowledge(result);
        });
        return true;
    }

    [[nodiscard]] const commands::ChangeReported& report(std::size_t number) const {
        return std::get<commands::ChangeReported>(taken.at(number).event);
    }

    bool full = false;
    bool silent = false;
    std::optional<Error> trouble;
    std::vector<commands::Incoming> taken;
    std::function<void(Result<commands::Acknowledgement>)> late;
    int acknowledged = 0;

private:
    executor loop_;
    std::set<std::string> seen_;
};

struct Post {
    std::string body;
    net::Headers headers;
    std::string target = "/hooks/tiny/main";
    std::string method = "POST";
    bool last = true; ///< on its connection

    Post& add(std::string name, std::string value) {
        headers.emplace_back(std::move(name), std::move(value));
        return *this;
    }

    Post& set(std::string_view name, std::string value) {
        std::erase_if(headers, [&](const auto& field) { return net::same_name(field.first, name); });
        return add(std::string(name), std::move(value));
    }

    [[nodiscard]] std::string head() const {
        std::string text = method + " " + target + " HTTP/1.1\r\nHost: here\r\n";
        if (last) text += "Connection: close\r\n";
        for (const auto& [name, value] : headers)
            text += name + ": " + value + "\r\n";
        return text;
    }

    [[nodiscard]] std::string bytes() const {
        return head() + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    }
};

inline Post signed_post(std::string body, std::string_view with = secret) {
    auto signature = "sha256=" + net::hmac_sha256_hex(with, body);
    return {std::move(body), {{"X-Tiny-Signature", std::move(signature)}}};
}

struct Heard {
    int status = 0;
    std::string text; ///< all of it

    [[nodiscard]] std::string body() const { return text.substr(text.find("\r\n\r\n") + 4); }
};

struct Scene {
    executor loop;
    HttpServerLimits limits;
    Book book{loop};
    Time time = from_unix_ms(noon * 1'000);
    hooks::Receiver receiver{
        loop,
        {{"main", &tiny, {Secret(std::string(secret))}}, {"clock", &timed, {Secret(std::string(secret))}}},
        book,
        [this] { return time; }
    };
    HttpServer server =
        serve(loop, limits, [this](HttpRequest request, const Peer&) { return receiver.handle(std::move(request)); });

    explicit Scene(executor on, HttpServerLimits with) : loop(std::move(on)), limits(with) {
        server.on_body([this](const HttpRequest& head) { return receiver.room_for(head); });
    }

    Scene(const Scene&) = delete;
    Scene& operator=(const Scene&) = delete;
    ~Scene() = default;

    awaitable<Heard> send_bytes(std::string bytes) {
        Heard heard{0, co_await say(loop, server.port(), std::move(bytes))};
        constexpr std::string_view before = "HTTP/1.1 ";
        if (heard.text.starts_with(before))
            std::from_chars(heard.text.data() + before.size(), heard.text.data() + heard.text.size(), heard.status);
        co_return heard;
    }

    awaitable<Heard> send(const Post& post) { return send_bytes(post.bytes()); }

    [[nodiscard]] std::uint64_t counted(hooks::Outcome outcome, std::string_view route = "main") const {
        for (const auto& one : receiver.counts())
            if (one.route == route) return one.counts.at(static_cast<std::size_t>(outcome));
        return 0;
    }
};

/// Runs `body(scene)` to its end.
template <class Body>
void on_scene(Body body, HttpServerLimits limits = {.body_bytes = 8192}) {
    on_loop([&](executor loop) -> awaitable<void> {
        Scene scene(loop, limits);
        co_await body(scene);
        co_await scene.server.stop(std::chrono::seconds{1});
    });
}

} // namespace pilothouse::tests
