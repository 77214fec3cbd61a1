#include "sandbox/slack/socket_hub.hpp"

#include "core/json.hpp"
#include "integrations/net/url.hpp"
#include "sandbox/slack/world.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace pilothouse::sandbox {

using namespace std::chrono_literals;

namespace {

constexpr std::size_t most_links = 10;
constexpr std::size_t most_tickets = 10'000;
constexpr std::size_t most_frame_bytes = 20'480; // slack-go/slack#1196, revelrylabs/slax#614
constexpr auto usual_life = 1h;
constexpr auto debug_life = 360s;
constexpr auto warning_ahead = 10s;
constexpr auto cut_after_refresh = 5s;

std::string disconnect_frame(std::string_view reason) {
    return fmt::format(R"({{"type":"disconnect","reason":"{}","debug_info":{{"host":"applink-sandbox"}}}})", reason);
}

std::string hello_frame(const World& world, std::size_t registered, std::int64_t seconds) {
    return Json{
        {"type", "hello"},
        {"num_connections", registered},
        {"connection_info", {{"app_id", world.workspace.app.id}}},
        {"debug_info", {{"host", "applink-sandbox"}, {"build_number", 1}, {"approximate_connection_time", seconds}}},
    }
        .dump();
}

bool asks_for_short_life(std::string_view query) {
    return query.find("debug_reconnects=true") != std::string_view::npos;
}

std::string ticket_of(std::string_view query) {
    const auto fields = net::form_decoded(query);
    if (!fields) return {};
    const auto found = std::ranges::find(*fields, "ticket", &std::pair<std::string, std::string>::first);
    return found == fields->end() ? std::string{} : found->second;
}

} // namespace

std::string SocketHub::new_url(std::string_view host) {
    if (tickets_.size() > most_tickets) tickets_.clear();
    const std::string ticket = world_.workspace.new_uuid();
    tickets_.insert(ticket);
    const std::string base = host.empty()
                                 ? world_.link_base
                                 : world_.link_base.substr(0, world_.link_base.find("//") + 2) + std::string(host);
    return fmt::format("{}/link/?ticket={}&app_id={}", base, ticket, world_.workspace.app.id);
}

std::optional<net::awaitable<void>>
SocketHub::upgrade(const net::HttpRequest& request, std::function<net::awaitable<Result<net::WebSocket>>()> accept) {
    const std::string_view query = net::query_of(request.target);
    const std::string ticket = ticket_of(query);
    if (net::path_of(request.target) != "/link/" || tickets_.erase(ticket) == 0) {
        world_.journal.add("socket.refused", {{"why", "unknown or used ticket"}});
        return std::nullopt;
    }
    return serve(std::move(accept), asks_for_short_life(query));
}

net::awaitable<void> SocketHub::serve(std::function<net::awaitable<Result<net::WebSocket>>()> accept, bool short_life) {
    auto socket = co_await accept();
    if (!socket) co_return;
    auto link = std::make_shared<Link>();
    link->number = ++last_;
    link->socket = std::make_unique<net::WebSocket>(std::move(*socket));
    // A plain pointer: the socket, which keeps the function, is part of the link.
    link->socket->on_frames([seen = link.get()](std::size_t bytes, std::size_t frames) {
        seen->last_bytes = bytes;
        seen->last_frames = frames;
    });
    world_.stats.count("sockets.opened");
    if (links_.size() >= most_links) {
        co_await refuse(link, "too_many_websockets");
        co_return;
    }
    links_[link->number] = link;
    if (greet(link, short_life)) co_await read(link);
    end(link);
}

net::awaitable<void> SocketHub::refuse(LinkPtr link, std::string reason) {
    world_.stats.count("sockets." + reason);
    world_.journal.add("socket.refused", {{"link", link->number}, {"why", reason}});
    link->socket->write(disconnect_frame(reason));
    // The app is the one to close; after a second it is done for it.
    const auto key = world_.schedule.after(1s, [link] {
        if (!link->closed) link->socket->drop();
    });
    while (co_await link->socket->read()) {
    }
    link->closed = true;
    world_.schedule.cancel(key);
    co_await link->socket->close(1000);
}

bool SocketHub::greet(const LinkPtr& link, bool short_life) {
    const Duration life = short_life ? Duration{debug_life} : Duration{usual_life};
    const Duration real = world_.clock.scaled(life);
    world_.journal.add("socket.open", {{"link", link->number}, {"registered", links_.size()}});
    if (const auto fault = world_.faults.strike("socket")) {
        world_.journal.add("fault", {{"effect", name(fault->effect)}, {"on", "socket"}, {"link", link->number}});
        switch (fault->effect) {
        case Effect::rst:
            link->socket->drop();
            return false;
        case Effect::half_open:
            link->half_open = true;
            link->socket->fall_silent();
            break;
        case Effect::no_pong:
            link->socket->answer_pings(false);
            break;
        case Effect::link_disabled:
        case Effect::too_many_websockets:
            say_goodbye(link, name(fault->effect));
            return true;
        case Effect::wrong_hello:
            link->socket->write(R"({"type":"greetings","num_connections":"many"})");
            return true;
        case Effect::no_hello:
            return true;
        default:
            break;
        }
    }
    const auto seconds = std::max<std::int64_t>(std::chrono::duration_cast<std::chrono::seconds>(real).count(), 1);
    if (!link->half_open) link->socket->write(hello_frame(world_, links_.size(), seconds));
    link->greeted = true;
    plan_life(link, life);
    world_.touch();
    return true;
}

void SocketHub::plan_life(const LinkPtr& link, Duration life) {
    const std::weak_ptr<Link> weak = link;
    const auto at = [&](Duration span, auto work) {
        link->timers.push_back(world_.schedule.after(world_.clock.scaled(span), [weak, work] {
            if (const LinkPtr alive = weak.lock(); alive && !alive->closed) work(alive);
        }));
    };
    at(life - warning_ahead, [this](const LinkPtr& one) { say_goodbye(one, "warning"); });
    at(life, [this](const LinkPtr& one) { say_goodbye(one, "refresh_requested"); });
    at(life + cut_after_refresh, [this](const LinkPtr& one) { cut(one); });
}

net::awaitable<void> SocketHub::read(LinkPtr link) {
    while (!link->closed) {
        auto text = co_await link->socket->read();
        if (!text) {
            world_.journal.add(
                "socket.end",
                {{"link", link->number}, {"close_code", link->socket->close_code()}, {"why", text.error().message}}
            );
            co_return;
        }
        if (link->half_open) continue;
        world_.stats.count("frames.in");
        if (link->last_frames > 1) {
            world_.stats.count("frames.fragmented");
            world_.journal.add("frame.fragmented", {{"link", link->number}, {"frames", link->last_frames}});
            continue;
        }
        if (link->last_bytes > most_frame_bytes) {
            world_.stats.count("frames.too_large");
            world_.journal.add("frame.too_large", {{"link", link->number}, {"bytes", link->last_bytes}});
            co_await link->socket->close(1009, "Max frame length of 20480 has been exceeded.");
            co_return;
        }
        world_.delivery.frame(link->number, *text);
    }
}

void SocketHub::end(const LinkPtr& link) {
    link->closed = true;
    for (const Schedule::Key& key : link->timers)
        world_.schedule.cancel(key);
    link->timers.clear();
    const bool said_goodbye = link->socket->close_code() != 0 && !link->half_open;
    if (!said_goodbye && ghost_life_.count() > 0 && !world_.stopping) {
        world_.journal.add("socket.ghost", {{"link", link->number}});
        world_.schedule.after(ghost_life_, [this, number = link->number] { links_.erase(number); });
    } else {
        links_.erase(link->number);
    }
    world_.touch();
}

void SocketHub::say_goodbye(const LinkPtr& link, std::string_view reason) {
    world_.journal.add("socket.disconnect", {{"link", link->number}, {"reason", reason}});
    world_.stats.count("disconnects." + std::string(reason));
    write(*link, disconnect_frame(reason));
}

void SocketHub::cut(const LinkPtr& link) {
    world_.journal.add("socket.cut", {{"link", link->number}});
    if (link->closed) return;
    link->closed = true;
    link->socket->drop();
}

void SocketHub::write(Link& link, const std::string& frame) {
    if (!link.closed && !link.half_open && !link.socket->write(frame)) world_.stats.count("frames.refused");
}

std::uint64_t SocketHub::send(const std::string& frame) {
    std::vector<Link*> takers;
    for (const auto& [number, link] : links_)
        if (link->greeted) takers.push_back(link.get());
    if (takers.empty()) return 0;
    Link& chosen = *takers[world_.workspace.random() % takers.size()];
    write(chosen, frame);
    return chosen.number;
}

bool SocketHub::send_to(std::uint64_t number, const std::string& frame) {
    const auto found = links_.find(number);
    if (found == links_.end()) return false;
    write(*found->second, frame);
    return true;
}

void SocketHub::reset(std::uint64_t number) {
    if (const auto found = links_.find(number); found != links_.end()) cut(found->second);
}

void SocketHub::silence(std::uint64_t number) {
    const auto found = links_.find(number);
    if (found == links_.end() || found->second->closed) return;
    found->second->half_open = true;
    found->second->socket->fall_silent();
}

std::size_t SocketHub::act(std::string_view action, bool all) {
    std::vector<LinkPtr> chosen;
    for (const auto& [number, link] : links_)
        if (!link->closed && (all || chosen.empty())) chosen.push_back(link);
    for (const LinkPtr& link : chosen) {
        if (action == "warning")
            say_goodbye(link, "warning");
        else if (action == "too_many")
            say_goodbye(link, "too_many_websockets");
        else if (action == "link_disabled")
            say_goodbye(link, "link_disabled");
        else if (action == "silence")
            silence(link->number);
        else if (action == "refresh")
            say_goodbye(link, "refresh_requested");
        else
            cut(link);
    }
    return chosen.size();
}

std::size_t SocketHub::live() const {
    return static_cast<std::size_t>(std::ranges::count_if(links_, [](const auto& entry) {
        return entry.second->greeted && !entry.second->closed;
    }));
}

void SocketHub::stop() {
    const auto links = links_;
    for (const auto& [number, link] : links)
        if (!link->closed) cut(link);
}

} // namespace pilothouse::sandbox
