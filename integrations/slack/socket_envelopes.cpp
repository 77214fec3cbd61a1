#include "core/log.hpp"
#include "integrations/slack/acknowledge.hpp"
#include "integrations/slack/socket_conversation.hpp"

#include <utility>
#include <variant>

/// SocketLink's way from a frame to its acknowledgement.
namespace pilothouse::slack {

namespace {

using commands::Acknowledgement;

SteadyTime steady_now() {
    return std::chrono::steady_clock::now();
}

/// Fills in whom to answer, from the events that have somebody.
struct Replies {
    commands::Whisper& to;

    void operator()(const commands::Said& said) const { fill(said.who, said.where, said.response_url); }

    void operator()(const commands::Pressed& pressed) const { fill(pressed.who, pressed.where, pressed.response_url); }

    void operator()(const commands::Submitted& submitted) const { to.to = submitted.who; }

    void operator()(const auto&) const {}

    void fill(const PersonId& who, const commands::Place& where, const std::string& response_url) const {
        to.to = who;
        to.channel = where.channel;
        to.thread = where.thread;
        to.response_url = response_url;
    }
};

Error not_taken() {
    return Error{
        Errc::unavailable, "Temporarily unavailable: nothing was started", "Please repeat it in a minute.", {}
    };
}

} // namespace

void SocketLink::read(const std::shared_ptr<Conversation>& with, const std::string& frame) {
    Envelope envelope = decode_envelope(frame, hearing_);
    if (envelope.type == "hello") {
        HelloHeard hello{with->id, static_cast<int>(envelope.num_connections), {}};
        if (envelope.approximate_connection_time > 0)
            hello.lifetime = std::chrono::seconds{envelope.approximate_connection_time};
        return happens(hello);
    }
    if (envelope.type == "disconnect") return happens(DisconnectHeard{with->id, std::move(envelope.reason)});
    read_envelope(with, std::move(envelope));
}

void SocketLink::read_envelope(const std::shared_ptr<Conversation>& with, Envelope envelope) {
    ++counts_.envelopes[envelope.type.empty() ? std::string{"unreadable"} : envelope.type];
    if (envelope.retry_attempt > 0) ++counts_.redeliveries;
    if (!envelope.heard) {
        ++counts_.broken;
        log::warn(
            "slack.envelope.broken",
            {{"envelope", envelope.id}, {"type", envelope.type}, {"error", envelope.heard.error().message}}
        );
    }
    if (envelope.heard && *envelope.heard) {
        Heard heard = **std::move(envelope.heard);
        return offer(with, std::move(envelope), std::move(heard));
    }
    // Nothing for us, or nothing to be made of it. Unacknowledged, Slack would send it again and again.
    if (!envelope.id.empty()) write(*with, plain_ack(envelope.id), steady_now());
}

void SocketLink::offer(const std::shared_ptr<Conversation>& with, Envelope envelope, Heard heard) {
    Origin origin;
    origin.envelope = std::move(envelope.id);
    origin.type = std::move(envelope.type);
    origin.takes_payload = envelope.accepts_response_payload;
    origin.heard_at = steady_now();
    std::visit(Replies{origin.reply}, heard.event);
    origin.pressed = std::holds_alternative<commands::Pressed>(heard.event);
    if (const auto* const form = std::get_if<commands::Submitted>(&heard.event))
        if (!form->answers.empty()) origin.first_question = form->answers.begin()->first;

    happens(EnvelopeHeard{with->id});
    const auto shared = std::make_shared<const Origin>(std::move(origin));
    commands::Incoming incoming;
    incoming.key = std::move(heard.key);
    incoming.source = "slack";
    incoming.event = std::move(heard.event);
    incoming.acknowledge = [this, alive = alive_, with, shared](const Result<Acknowledgement>& result) {
        if (*alive && !ended_) settle(*with, *shared, result);
    };
    if (!intake_->offer(std::move(incoming))) settle(*with, *shared, std::unexpected(not_taken()));
}

void SocketLink::settle(Conversation& with, const Origin& origin, const Result<Acknowledgement>& result) {
    if (result)
        acknowledge(with, origin, *result);
    else
        refuse(with, origin, result.error());
    happens(EnvelopeSettled{with.id});
}

void SocketLink::acknowledge(Conversation& with, const Origin& origin, const Acknowledgement& said) {
    AckFrame frame = ack_frame(origin.envelope, origin.takes_payload, said);
    write(with, std::move(frame.text), origin.heard_at);
    if (frame.answered || !said.answer) return;
    commands::Whisper reply = origin.reply;
    reply.card = *said.answer;
    tasks_.spawn("slack.whisper", whisper(std::move(reply)));
}

/// Nothing was kept. Events stay unacknowledged and come again; whoever waits for an answer is told.
void SocketLink::refuse(Conversation& with, const Origin& origin, const Error& error) {
    ++counts_.refused;
    log::warn("slack.envelope.refused", {{"type", origin.type}, {"error", error.message}});
    const Error words = not_taken();
    if (!origin.first_question.empty() && origin.takes_payload) {
        // On a question of its own the form stays open, with all that was entered.
        Acknowledgement stay;
        stay.form_errors[origin.first_question] = words.text();
        return write(with, ack_frame(origin.envelope, true, stay).text, origin.heard_at);
    }
    if (origin.pressed) {
        write(with, plain_ack(origin.envelope), origin.heard_at);
        commands::Whisper reply = origin.reply;
        reply.card.title = words.message;
        reply.card.tone = commands::Tone::warning;
        reply.card.blocks.emplace_back(commands::Paragraph{words.hint});
        return tasks_.spawn("slack.whisper", whisper(std::move(reply)));
    }
    if (auto frame = refusal_frame(origin.envelope, origin.type, origin.takes_payload, words))
        write(with, *std::move(frame), origin.heard_at);
}

void SocketLink::write(Conversation& with, std::string frame, SteadyTime heard_at) {
    if (!with.socket || !with.socket->write(std::move(frame))) {
        ++counts_.unsent_acks;
        return;
    }
    ++counts_.acknowledged;
    counts_.ack_latency.add(std::chrono::duration_cast<Duration>(steady_now() - heard_at));
}

} // namespace pilothouse::slack
