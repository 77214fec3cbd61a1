#include "integrations/slack/acknowledge.hpp"
#include "samples.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <string>

using namespace pilothouse;
using commands::Acknowledgement;
using commands::Card;
using nlohmann::json;

namespace {

Card card_of_size(std::size_t size) {
    Card card{.title = "answer"};
    for (std::size_t at = 0; at < size; at += 2'000)
        card.blocks.emplace_back(commands::Paragraph{std::string(2'000, 'x')});
    return card;
}

} // namespace

TEST_CASE("an acknowledgement names its envelope and nothing else") {
    CHECK(slack::plain_ack("5f7a-1") == R"({"envelope_id":"5f7a-1"})");
    CHECK(json::parse(slack::plain_ack("a\"b\\\n"))["envelope_id"] == "a\"b\\\n");
    const auto frame = slack::ack_frame("e", true, Acknowledgement{});
    CHECK(frame.text == slack::plain_ack("e"));
    CHECK(frame.answered);
}

TEST_CASE("an answer rides only where the envelope takes one") {
    const Acknowledgement answered{.answer = Card{.title = "all well"}};
    const auto frame = slack::ack_frame("e", true, answered);
    CHECK(frame.answered);
    const auto payload = json::parse(frame.text)["payload"];
    CHECK(payload["response_type"] == "ephemeral");
    CHECK(payload["text"] == "all well");
    CHECK(payload["blocks"].size() == 1);

    const auto event = slack::ack_frame("e", false, answered);
    CHECK(event.text == slack::plain_ack("e"));
    CHECK_FALSE(event.answered);
    CHECK(slack::ack_frame("e", false, Acknowledgement{}).answered);
}

TEST_CASE("an answer that makes the frame too long is left to the response_url") {
    auto big = Card{.title = "answer"};
    for (int i = 0; i < 5; ++i) // not ASCII: five bytes of JSON a character and more
        big.blocks.emplace_back(commands::Paragraph{[] {
            std::string words;
            for (int n = 0; n < 2'300; ++n)
                words += "語";
            return words;
        }()});
    const auto frame = slack::ack_frame("e", true, Acknowledgement{.answer = big});
    CHECK(frame.text == slack::plain_ack("e"));
    CHECK_FALSE(frame.answered);
    for (std::size_t size = 0; size < 40'000; size += 2'000)
        CHECK(slack::ack_frame("e", true, Acknowledgement{.answer = card_of_size(size)}).text.size() < 20'480);
}

TEST_CASE("a form's errors keep it open") {
    const auto sample = slack::samples::read("16_ack_view_submission_errors");
    const Acknowledgement errors{.form_errors = {{"title", "An incident with this title is already open: INC-1041"}}};
    const auto frame = slack::ack_frame(sample["envelope_id"].get<std::string>(), true, errors);
    CHECK(json::parse(frame.text) == sample);
    const auto payload =
        json::parse(slack::ack_frame("e", true, Acknowledgement{.form_errors = {{"a", ""}}}).text)["payload"];
    CHECK(payload["errors"]["a"] != "");
}

TEST_CASE("a refused slash command is told why; the rest is left unacknowledged") {
    const Error full{Errc::unavailable, "the queue is full", "try again <soon>"};
    const auto frame = slack::refusal_frame("e", "slash_commands", true, full);
    REQUIRE(frame);
    const auto text = json::parse(*frame)["payload"]["text"].get<std::string>();
    CHECK(text.find("the queue is full") != std::string::npos);
    CHECK(text.find("&lt;soon&gt;") != std::string::npos);
    CHECK(slack::refusal_frame("e", "slash_commands", false, full) == slack::plain_ack("e"));
    CHECK_FALSE(slack::refusal_frame("e", "events_api", false, full));
    CHECK_FALSE(slack::refusal_frame("e", "interactive", true, full));
}

TEST_CASE("over HTTP the payload is the body") {
    CHECK(slack::ack_response(Acknowledgement{}).body.empty());
    CHECK(slack::ack_response(Acknowledgement{}).status == 200);
    const auto answer = slack::ack_response(Acknowledgement{.answer = Card{.title = "all well"}});
    CHECK(json::parse(answer.body)["text"] == "all well");
    const Error full{Errc::unavailable, "the queue is full"};
    CHECK(slack::refusal_response(false, full).status == 503);
    CHECK(slack::refusal_response(true, full).status == 200);
}
