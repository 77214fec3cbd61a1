#include "integrations/slack/socket_link.hpp"

#include "core/json.hpp"
#include "core/log.hpp"
#include "integrations/slack/socket_conversation.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace pilothouse::slack {

namespace {

constexpr auto as_result = boost::asio::as_tuple(boost::asio::use_awaitable);

SteadyTime steady_now() {
    return std::chrono::steady_clock::now();
}

/// Only what a later try can't mend calls for a person.
LinkFailed::Why why_of(const CallError& error) {
    if (error.code == Errc::rate_limited) return LinkFailed::Why::throttled;
    const bool passing = error.refusal == Refusal::not_now || error.refusal == Refusal::ambiguous;
    return passing ? LinkFailed::Why::transient : LinkFailed::Why::needs_operator;
}

} // namespace

void AckLatency::add(Duration waited) {
    const auto bucket = std::ranges::lower_bound(bounds_ms, waited.count(), std::less<>{});
    ++counts[static_cast<std::size_t>(bucket - bounds_ms.begin())];
    total += waited;
    longest = std::max(longest, waited);
}

SocketLink::SocketLink(
    net::executor loop, net::TlsClient tls, WebClient& app, Directory& directory, Sender& sender,
    commands::Intake& intake, SocketLinkOptions options
)
    : loop_(std::move(loop)), tls_(std::move(tls)), app_(&app), directory_(&directory), sender_(&sender),
      intake_(&intake), options_(std::move(options)), state_(options_.rules), tasks_(loop_), timer_(loop_),
      over_(loop_), run_name_(std::to_string(to_unix_ms(now()))) {
    hearing_.command_prefix = options_.command_prefix;
    hearing_.response_urls = options_.response_urls;
}

SocketLink::~SocketLink() {
    *alive_ = false;
}

net::awaitable<void> SocketLink::run() {
    tasks_.spawn("slack.identity", learn_identity());
    happens(Tick{});
    while (!state_.ended()) {
        const SteadyTime due = state_.wake_at().value_or(SteadyTime::max());
        if (due <= steady_now()) {
            happens(Tick{});
            continue;
        }
        timer_.expires_at(due);
        armed_ = due;
        co_await timer_.async_wait(as_result);
    }
    tasks_.cancel();
    if (!co_await tasks_.join(options_.websocket.close + options_.deadline)) log::error("slack.socket.left_running");
    ended_ = true;
    over_.cancel();
}

net::awaitable<void> SocketLink::stop(Duration limit) {
    happens(StopAsked{limit});
    if (ended_) co_return;
    over_.expires_after(limit + options_.websocket.close);
    co_await over_.async_wait(as_result);
    if (ended_) co_return;
    // What hangs in a connect has no socket to say farewell on.
    tasks_.cancel();
    (void)co_await tasks_.join(options_.websocket.close);
    const auto left = std::exchange(conversations_, {});
    for (const auto& [id, conversation] : left)
        happens(LinkEnded{id, "cancelled"});
}

LinkSnapshot SocketLink::snapshot() const {
    LinkSnapshot snapshot = counts_;
    snapshot.sockets = state_.view(steady_now());
    return snapshot;
}

/// Steps are taken one after the other: what an action brings about at once waits until the step is done.
void SocketLink::happens(SocketHappening what) {
    happened_.push_back(std::move(what));
    if (stepping_) return;
    stepping_ = true;
    while (!happened_.empty()) {
        const SocketHappening next = std::move(happened_.front());
        happened_.pop_front();
        for (const SocketAction& action : state_.step(steady_now(), next))
            act(action);
    }
    stepping_ = false;
    // run() asks again when the next Tick is due; too early a waking costs it nothing.
    if (state_.ended() || state_.wake_at().value_or(SteadyTime::max()) < armed_) timer_.cancel();
}

void SocketLink::act(const SocketAction& action) {
    if (const auto* const opened = std::get_if<OpenLink>(&action)) return open(opened->link);
    if (const auto* const closed = std::get_if<CloseLink>(&action))
        return close(closed->link, closed->code, closed->why);
    if (const auto* const told = std::get_if<Tell>(&action)) return tell(told->notice);
    const auto& report = std::get<Report>(action);
    const bool trouble = report.event == "slack.socket.failed";
    (trouble ? log::warn : log::info)(report.event, {{"link", report.link.value}, {"detail", report.detail}});
}

void SocketLink::open(LinkId id) {
    auto conversation = std::make_shared<Conversation>();
    conversation->id = id;
    conversations_.emplace(id, conversation);
    tasks_.spawn("slack.socket", converse(std::move(conversation)));
}

void SocketLink::close(LinkId id, std::uint16_t code, const std::string& why) {
    const auto found = conversations_.find(id);
    if (found == conversations_.end()) return;
    log::info("slack.socket.close", {{"link", id.value}, {"why", why}});
    const auto conversation = found->second;
    conversation->given_up = true;
    if (!conversation->socket) return;
    const auto say_farewell = [](std::shared_ptr<Conversation> with, std::uint16_t said) -> net::awaitable<void> {
        co_await with->socket->close(said);
    };
    tasks_.spawn("slack.socket.close", say_farewell(conversation, code));
}

void SocketLink::tell(commands::Noticed notice) {
    log::warn("slack.notice", {{"key", notice.key}, {"text", notice.text.plain()}});
    commands::Incoming incoming;
    incoming.key = "notice/" + run_name_ + "/" + std::to_string(++notices_);
    incoming.source = "slack";
    incoming.event = std::move(notice);
    incoming.acknowledge = [](const Result<commands::Acknowledgement>& result) {
        if (!result) log::error("slack.notice.lost", {{"error", result.error().message}});
    };
    if (!intake_->offer(std::move(incoming))) log::warn("slack.notice.lost", {{"error", "the queue is full"}});
}

/// The whole life of one link.
net::awaitable<void> SocketLink::converse(std::shared_ptr<Conversation> with) {
    if (co_await connect(with)) {
        std::string how;
        while (how.empty()) {
            const auto frame = co_await with->socket->read();
            if (frame) {
                read(with, *frame);
            } else if (frame.error().code == Errc::bad_input) {
                ++counts_.broken;
                log::warn("slack.frame.broken", {{"error", frame.error().message}});
            } else {
                how = frame.error().message;
            }
        }
        happens(LinkEnded{with->id, how});
    }
    conversations_.erase(with->id);
}

/// False when no connection came about; the state machine knows by then.
net::awaitable<bool> SocketLink::connect(std::shared_ptr<Conversation> with) {
    Call ask{.method = "apps.connections.open", .deadline = options_.deadline};
    const auto answer = co_await app_->call(std::move(ask));
    if (!answer) {
        LinkFailed failed{with->id, why_of(answer.error()), answer.error().text(), answer.error().retry_after};
        happens(std::move(failed));
        co_return false;
    }
    auto url = net::parse_url(string_at(*answer, "url"));
    if (!url || with->given_up) {
        happens(LinkFailed{with->id, LinkFailed::Why::transient, url ? "given up" : url.error().text(), {}});
        co_return false;
    }
    auto socket = co_await net::WebSocket::connect(loop_, tls_, *std::move(url), options_.websocket);
    if (!socket) {
        happens(LinkFailed{with->id, LinkFailed::Why::transient, socket.error().text(), {}});
        co_return false;
    }
    with->socket.emplace(*std::move(socket));
    if (with->given_up) {
        // Slack counts it by now; without a farewell it would go on counting it.
        co_await with->socket->close(1000);
        happens(LinkFailed{with->id, LinkFailed::Why::transient, "given up", {}});
        co_return false;
    }
    happens(LinkOpened{with->id});
    co_return true;
}

/// Without knowing itself the bot could not tell its own messages from commands in every case.
net::awaitable<void> SocketLink::learn_identity() {
    net::Backoff backoff(std::chrono::seconds{1}, std::chrono::minutes{1}, options_.rules.seed);
    while (!directory_->self().known() && !state_.ended()) {
        const auto self = co_await directory_->identify();
        if (self) break;
        log::warn("slack.identity.unknown", {{"error", self.error().message}});
        const Duration least = self.error().retry_after.value_or(Duration{1000});
        if (!co_await net::pause(std::max(backoff.next(), least))) co_return;
    }
    hearing_.own_user_id = directory_->self().user_id;
    hearing_.own_bot_id = directory_->self().bot_id;
}

net::awaitable<void> SocketLink::whisper(commands::Whisper said) {
    commands::Attempt attempt;
    attempt.first_try = now();
    const auto outcome = co_await sender_->perform(said, attempt);
    if (const auto* const again = std::get_if<commands::TryAgain>(&outcome))
        log::warn("slack.whisper.lost", {{"error", again->error.message}});
    if (const auto* const given_up = std::get_if<commands::GiveUp>(&outcome))
        log::warn("slack.whisper.lost", {{"error", given_up->error.message}});
}

} // namespace pilothouse::slack
