#include "bot/health.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <fstream>
#include <iterator>

namespace pilothouse::bot {

namespace {

class Page {
public:
    void family(const char* name, const char* type, const char* help) {
        fmt::format_to(std::back_inserter(text_), "# HELP {0} {1}\n# TYPE {0} {2}\n", name, help, type);
    }

    template <class Number>
    void sample(std::string_view name, Number value) {
        fmt::format_to(std::back_inserter(text_), "{} {}\n", name, value);
    }

    struct Label {
        std::string_view name;
        std::string_view value;
    };

    template <class Number>
    void sample(std::string_view name, std::initializer_list<Label> labels, Number value) {
        text_ += name;
        char before = '{';
        for (const auto& label : labels) {
            fmt::format_to(std::back_inserter(text_), "{}{}=\"{}\"", before, label.name, label.value);
            before = ',';
        }
        fmt::format_to(std::back_inserter(text_), "}} {}\n", value);
    }

    template <class Number>
    void sample(std::string_view name, std::string_view label, std::string_view value_of_label, Number value) {
        sample(name, {Label{label, value_of_label}}, value);
    }

    template <class Number>
    void one(const char* name, const char* type, const char* help, Number value) {
        family(name, type, help);
        sample(name, value);
    }

    std::string take() { return std::move(text_); }

private:
    std::string text_;
};

void engine_metrics(Page& page, const Engine::Figures& engine) {
    const auto& tally = engine.tally;
    page.one("pilothouse_events_total", "counter", "Events that came in.", tally.events);
    page.one("pilothouse_events_repeated_total", "counter", "Events that had come in before.", tally.duplicates);
    page.one("pilothouse_events_failed_total", "counter", "Events that could not be decided.", tally.failed_events);
    page.one("pilothouse_events_refused_total", "counter", "Events the store had no room for.", tally.refused_events);
    page.one("pilothouse_commits_total", "counter", "Transactions committed.", tally.commits);
    page.family("pilothouse_tasks_total", "counter", "Tries at tasks, by how they ended.");
    page.sample("pilothouse_tasks_total", "outcome", "done", tally.tasks_done);
    page.sample("pilothouse_tasks_total", "outcome", "again", tally.tasks_retried);
    page.sample("pilothouse_tasks_total", "outcome", "given_up", tally.tasks_given_up);
    page.one("pilothouse_tasks_open", "gauge", "Tasks that are not done yet.", engine.open_tasks);
    page.one("pilothouse_tasks_running", "gauge", "Tasks that are tried now.", engine.running_tasks);
    page.one("pilothouse_queue_events", "gauge", "Events and outcomes that wait for a commit.", engine.queued);
}

void socket_metrics(Page& page, const slack::LinkSnapshot& socket) {
    page.one("pilothouse_slack_sockets_live", "gauge", "Sockets that Slack can reach us on.", socket.sockets.live);
    page.one(
        "pilothouse_slack_connections", "gauge", "Sockets Slack counts for this app; more than live are ghosts.",
        socket.sockets.connections
    );
    page.one("pilothouse_slack_acknowledged_total", "counter", "Envelopes acknowledged.", socket.acknowledged);
    page.one("pilothouse_slack_redeliveries_total", "counter", "Envelopes that Slack sent again.", socket.redeliveries);
    page.one("pilothouse_slack_refused_total", "counter", "Envelopes that could not be taken.", socket.refused);
    page.one("pilothouse_slack_broken_total", "counter", "Frames that could not be read.", socket.broken);
    constexpr const char* name = "pilothouse_slack_ack_seconds";
    page.family(name, "histogram", "From an envelope to its acknowledgement.");
    std::uint64_t below = 0;
    const auto& latency = socket.ack_latency;
    for (std::size_t i = 0; i < latency.bounds_ms.size(); ++i) {
        below += latency.counts[i];
        page.sample(fmt::format("{}_bucket", name), "le", fmt::format("{}", latency.bounds_ms[i] / 1000.0), below);
    }
    below += latency.counts.back();
    page.sample(fmt::format("{}_bucket", name), "le", "+Inf", below);
    page.sample(fmt::format("{}_sum", name), static_cast<double>(latency.total.count()) / 1000.0);
    page.sample(fmt::format("{}_count", name), below);
}

void hook_metrics(Page& page, const std::vector<hooks::RouteCounts>& routes) {
    constexpr const char* name = "pilothouse_hook_requests_total";
    page.family(name, "counter", "Requests of webhooks, by what became of them.");
    for (const auto& route : routes)
        for (std::size_t i = 0; i < hooks::outcomes; ++i)
            page.sample(
                name,
                {{"vendor", route.vendor},
                 {"hook", route.route},
                 {"outcome", hooks::name(static_cast<hooks::Outcome>(i))}},
                route.counts[i]
            );
}

void catch_up_metrics(Page& page, const std::vector<CatchUpFigures>& hooks) {
    const auto family = [&](const char* name, const char* type, const char* help, auto figure) {
        page.family(name, type, help);
        for (const auto& hook : hooks)
            page.sample(name, "hook", hook.hook, figure(hook));
    };
    family(
        "pilothouse_hook_catch_up_well", "gauge", "1 when the latest look at what was missed went well.",
        [](auto& h) { return h.well ? 1 : 0; }
    );
    family("pilothouse_hook_catch_up_failed_total", "counter", "Looks at what was missed that failed.", [](auto& h) {
        return h.failed;
    });
    family("pilothouse_hook_catch_up_asked_total", "counter", "Deliveries that were asked for again.", [](auto& h) {
        return h.asked;
    });
    family("pilothouse_hook_catch_up_missing", "gauge", "Deliveries of three days that have not come.", [](auto& h) {
        return h.missing;
    });
}

/// Pages of memory in use, from /proc/self/statm; 0 where that can't be read.
std::int64_t resident_bytes() {
    std::ifstream statm("/proc/self/statm");
    std::int64_t whole = 0, resident = 0;
    statm >> whole >> resident;
    return resident * ::sysconf(_SC_PAGESIZE);
}

} // namespace

std::string not_ready_because(const Vitals& vitals) {
    if (vitals.engine.refusing) return "the store has no room: nothing is accepted";
    if (vitals.socket && !vitals.socket->ready()) return "no socket to Slack is live";
    return {};
}

std::string metrics(const Vitals& vitals) {
    Page page;
    page.family("pilothouse_info", "gauge", "The program's version.");
    page.sample("pilothouse_info", "version", PILOTHOUSE_VERSION, 1);
    page.one("pilothouse_start_time_seconds", "gauge", "When this process started.", to_unix_ms(vitals.started) / 1000);
    page.one("process_resident_memory_bytes", "gauge", "Memory in use.", resident_bytes());
    page.one("pilothouse_ready", "gauge", "1 while commands are answered.", not_ready_because(vitals).empty() ? 1 : 0);
    engine_metrics(page, vitals.engine);
    if (vitals.socket) socket_metrics(page, *vitals.socket);
    if (!vitals.hook_counts.empty()) hook_metrics(page, vitals.hook_counts);
    if (!vitals.catch_up.empty()) catch_up_metrics(page, vitals.catch_up);
    return page.take();
}

net::HttpResponse answer_health(const net::HttpRequest& request, const Vitals& vitals) {
    const auto path = net::path_of(request.target);
    const net::Headers plain{{"Content-Type", "text/plain; charset=utf-8"}};
    if (path == "/healthz") return {200, plain, "ok\n"};
    if (path == "/readyz") {
        const auto why = not_ready_because(vitals);
        return why.empty() ? net::HttpResponse{200, plain, "ready\n"} : net::HttpResponse{503, plain, why + "\n"};
    }
    if (path == "/metrics")
        return {200, {{"Content-Type", "text/plain; version=0.0.4; charset=utf-8"}}, metrics(vitals)};
    return {404, plain, "nothing here; try /healthz, /readyz or /metrics\n"};
}

} // namespace pilothouse::bot
