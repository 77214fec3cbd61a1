#include "sandbox/slack/delivery.hpp"

#include "core/json.hpp"
#include "sandbox/slack/payloads.hpp"
#include "sandbox/slack/world.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <array>

namespace pilothouse::sandbox {

using namespace std::chrono_literals;

namespace {

constexpr Duration ack_deadline = 3s;
constexpr std::size_t most_pending = 20'000;
constexpr std::size_t most_remembered = 20'000;
/// How long after the attempt before it each redelivery comes; the first one when the ack deadline passed.
constexpr std::array<Duration, 3> retry_after{0s, 1min, 5min};

std::string
frame_of(const std::string& id, const std::string& type, const std::string& payload, bool takes_answer, int attempt) {
    std::string frame = R"({"envelope_id":")" + id + R"(","payload":)" + payload + R"(,"type":")" + type +
                        R"(","accepts_response_payload":)" + (takes_answer ? "true" : "false");
    if (type == "events_api")
        frame += fmt::format(R"(,"retry_attempt":{},"retry_reason":"{}")", attempt, attempt == 0 ? "" : "timeout");
    return frame + "}";
}

} // namespace

bool Delivery::subscribed(std::string_view subscription) const {
    return world_.workspace.app.events.contains(std::string(subscription));
}

void Delivery::event(std::string_view subscription, Json event) {
    if (!subscribed(subscription)) return;
    Pending pending{.type = "events_api", .payload = nullptr, .name = world_.workspace.new_id("Ev")};
    pending.payload = std::make_shared<const std::string>(
        dump_json(outer_event(world_.workspace, std::move(event), pending.name, world_.clock.unix_s()))
    );
    dispatch(world_.workspace.new_uuid(), std::move(pending));
}

net::awaitable<Answer> Delivery::ask(std::string type, Json payload, bool takes_answer) {
    const bool http = !world_.options.urls.commands.empty() || !world_.options.urls.interactivity.empty();
    if (!http && world_.hub.registered() == 0) co_return Answer{"dispatch_failed", nullptr};
    auto answer = std::make_shared<std::optional<Answer>>();
    auto bell = std::make_shared<Bell>(world_.loop);
    Pending pending{
        .type = std::move(type), .payload = std::make_shared<const std::string>(dump_json(payload)), .name = {}
    };
    pending.name = payload.contains("command") ? string_at(payload, "command") : string_at(payload, "type");
    pending.takes_answer = takes_answer;
    pending.done = [answer, bell](Answer given) {
        *answer = std::move(given);
        bell->ring();
    };
    dispatch(world_.workspace.new_uuid(), std::move(pending));
    if (!*answer) co_await bell->wait(world_.clock.scaled(ack_deadline) + 1s);
    co_return answer->value_or(Answer{"operation_timeout", nullptr});
}

void Delivery::dispatch(std::string id, Pending pending) {
    if (pending_.size() >= most_pending || stopped_) {
        world_.stats.count("envelopes.overflow");
        if (pending.done) pending.done({"dispatch_failed", nullptr});
        return;
    }
    pending.sent_us = world_.clock.steady_us();
    pending.timer = world_.schedule.after(world_.clock.scaled(ack_deadline), [this, id] { expire(id); });
    Pending& kept = pending_.emplace(id, std::move(pending)).first->second;
    world_.stats.count("envelopes." + kept.type);
    if (kept.attempt > 0) world_.stats.count("envelopes.redelivered");
    const bool http = !(kept.type == "events_api"       ? world_.options.urls.events
                        : kept.type == "slash_commands" ? world_.options.urls.commands
                                                        : world_.options.urls.interactivity)
                           .empty();
    if (http)
        world_.tasks.spawn("sandbox.post", post(id));
    else
        write(id, kept);
    world_.journal.add(
        "envelope.sent",
        {{"envelope_id", id}, {"type", kept.type}, {"name", kept.name}, {"attempt", kept.attempt}, {"link", kept.link}}
    );
}

void Delivery::write(const std::string& id, Pending& pending) {
    const std::string frame = frame_of(id, pending.type, *pending.payload, pending.takes_answer, pending.attempt);
    const auto fault = world_.faults.empty() ? std::nullopt : world_.faults.strike(pending.type);
    if (fault)
        world_.journal.add("fault", {{"effect", name(fault->effect)}, {"on", pending.type}, {"envelope_id", id}});
    if (fault && fault->effect == Effect::drop_event) return;
    if (fault && fault->effect == Effect::delay) {
        world_.schedule.after(fault->delay, [this, frame, id] {
            const std::uint64_t link = world_.hub.send(frame);
            if (const auto found = pending_.find(id); found != pending_.end()) found->second.link = link;
        });
        return;
    }
    if (fault && fault->effect == Effect::reorder_events && held_back_.empty()) {
        held_back_ = frame;
        return;
    }
    pending.link = world_.hub.send(frame);
    if (!held_back_.empty()) world_.hub.send(std::exchange(held_back_, {}));
    if (!fault) return;
    if (fault->effect == Effect::duplicate_event) world_.hub.send(frame);
    if (fault->effect == Effect::rst)
        // Later, so that the frame has left.
        world_.schedule.after(fault->delay, [this, link = pending.link] { world_.hub.reset(link); });
    if (fault->effect == Effect::half_open) world_.hub.silence(pending.link);
}

void Delivery::expire(const std::string& id) {
    const auto found = pending_.find(id);
    if (found == pending_.end()) return;
    Pending pending = std::move(found->second);
    pending_.erase(found);
    remember(id, false);
    world_.stats.count("acks.missing");
    const bool delivered = pending.link != 0;
    world_.journal.add("envelope.expired", {{"envelope_id", id}, {"type", pending.type}, {"name", pending.name}});
    if (pending.type == "events_api")
        retry(std::move(pending));
    else if (pending.done)
        pending.done({delivered ? "operation_timeout" : "dispatch_failed", nullptr});
}

void Delivery::retry(Pending pending) {
    if (static_cast<std::size_t>(pending.attempt) >= retry_after.size() || retrying_ >= most_pending) {
        world_.stats.count("events.lost");
        world_.journal.add("event.lost", {{"event_id", pending.name}});
        return;
    }
    const Duration pause = retry_after[static_cast<std::size_t>(pending.attempt)];
    ++pending.attempt;
    auto again = std::make_shared<Pending>(std::move(pending));
    ++retrying_;
    const auto send = [this, again] {
        --retrying_;
        dispatch(world_.workspace.new_uuid(), std::move(*again));
    };
    if (pause.count() == 0)
        send();
    else
        world_.schedule.after(world_.clock.scaled(pause), send);
}

void Delivery::frame(std::uint64_t link, std::string_view text) {
    const auto ack = parse_json(text);
    if (!ack || !ack->is_object()) {
        world_.stats.count("frames.not_json");
        world_.journal.add("frame.not_json", {{"link", link}, {"text", std::string(text.substr(0, 200))}});
        return;
    }
    const std::string id = string_at(*ack, "envelope_id");
    if (id.empty()) {
        world_.journal.add("frame.unknown", {{"link", link}, {"frame", *ack}});
        return;
    }
    const auto payload = ack->find("payload");
    const bool carries = payload != ack->end() && payload->is_object() && !payload->empty();
    acknowledge(link, id, carries ? &*payload : nullptr);
}

void Delivery::acknowledge(std::uint64_t link, const std::string& id, const Json* payload) {
    const auto found = pending_.find(id);
    if (found == pending_.end()) {
        const auto past = ended_.find(id);
        const char* what = past == ended_.end() ? "acks.unknown" : past->second ? "acks.double" : "acks.late";
        world_.stats.count(what);
        world_.journal.add("ack", {{"envelope_id", id}, {"link", link}, {"was", what + 5}});
        return;
    }
    Pending pending = std::move(found->second);
    pending_.erase(found);
    world_.schedule.cancel(pending.timer);
    remember(id, true);
    const std::int64_t latency = world_.clock.steady_us() - pending.sent_us;
    world_.stats.ack_latency(latency);
    world_.stats.count("acks.good");
    Json line{
        {"envelope_id", id},
        {"link", link},
        {"was", "good"},
        {"name", pending.name},
        {"ms", static_cast<double>(latency) / 1000.0}
    };
    if (link != pending.link) line["other_link"] = true;
    if (payload) line["payload"] = *payload;
    if (payload && !pending.takes_answer) world_.stats.count("acks.unwanted_payload");
    world_.journal.add("ack", std::move(line));
    if (pending.done) pending.done({{}, payload && pending.takes_answer ? std::make_shared<Json>(*payload) : nullptr});
}

void Delivery::remember(const std::string& id, bool acknowledged) {
    if (!ended_.insert_or_assign(id, acknowledged).second) return;
    ended_order_.push_back(id);
    if (ended_order_.size() <= most_remembered) return;
    ended_.erase(ended_order_.front());
    ended_order_.pop_front();
}

void Delivery::stop() {
    stopped_ = true;
    auto waiting = std::move(pending_);
    pending_.clear();
    for (auto& [id, pending] : waiting) {
        world_.schedule.cancel(pending.timer);
        if (pending.done) pending.done({"dispatch_failed", nullptr});
    }
}

} // namespace pilothouse::sandbox
