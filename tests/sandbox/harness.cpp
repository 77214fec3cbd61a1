#include "tests/sandbox/harness.hpp"

#include "core/json.hpp"

#include <boost/asio/detached.hpp>

#include <nlohmann/json.hpp>

#include <stdexcept>

namespace pilothouse::sandbox::tests {

using namespace std::chrono_literals;

Options quiet() {
    Options options;
    options.limits = false;
    return options;
}

Stage::Stage(Options options) {
    auto sandbox = Sandbox::start(io_.get_executor(), std::move(options));
    if (!sandbox) throw std::runtime_error(sandbox.error().text());
    sandbox_.emplace(std::move(*sandbox));
    client_.emplace(io_.get_executor(), *net::TlsClient::create());
}

Stage::~Stage() {
    bool stopped = false;
    boost::asio::co_spawn(io_, sandbox_->stop(), [&stopped](std::exception_ptr) { stopped = true; });
    client_->close();
    const auto deadline = std::chrono::steady_clock::now() + 20s;
    while (!stopped && std::chrono::steady_clock::now() < deadline)
        io_.run_one_for(100ms);
    io_.poll();
}

void Stage::until(const std::function<bool()>& reached) {
    const auto deadline = std::chrono::steady_clock::now() + 20s;
    while (!reached()) {
        if (std::chrono::steady_clock::now() > deadline) throw std::runtime_error("waited 20 s in vain");
        if (io_.stopped()) io_.restart();
        io_.run_one_for(50ms);
    }
}

void Stage::spawn(net::awaitable<void> work) {
    boost::asio::co_spawn(io_, std::move(work), boost::asio::detached);
}

Result<net::HttpResponse> Stage::try_send(net::HttpRequest request) {
    const net::Url url{.tls = false, .host = "127.0.0.1", .port = port(), .target = request.target};
    return wait(client_->send(url, std::move(request), 30s));
}

net::HttpResponse Stage::send(net::HttpRequest request) {
    auto response = try_send(std::move(request));
    if (!response) throw std::runtime_error(response.error().text());
    return std::move(*response);
}

net::HttpRequest Stage::api_request(const std::string& method, const Json& arguments, const std::string& token) {
    return {
        .method = "POST",
        .target = "/api/" + method,
        .headers = {{"Content-Type", "application/json; charset=utf-8"}, {"Authorization", "Bearer " + token}},
        .body = dump_json(arguments),
    };
}

Json Stage::api(const std::string& method, const Json& arguments, const std::string& token) {
    return Json::parse(send(api_request(method, arguments, token)).body);
}

Json Stage::form(const std::string& method, const std::string& body, const std::string& token) {
    return Json::parse(send({
                                .method = "POST",
                                .target = "/api/" + method,
                                .headers =
                                    {{"Content-Type", "application/x-www-form-urlencoded"},
                                     {"Authorization", "Bearer " + token}},
                                .body = body,
                            })
                           .body);
}

Json Stage::get(const std::string& path) {
    return Json::parse(send({.method = "GET", .target = path}).body);
}

Json Stage::sim(const std::string& path, const Json& body) {
    return Json::parse(send({
                                .method = "POST",
                                .target = "/_sim/" + path,
                                .headers = {{"Content-Type", "application/json"}},
                                .body = dump_json(body),
                            })
                           .body);
}

std::vector<Json> Stage::journal(const std::string& kind) {
    std::vector<Json> entries;
    const Json journal = get("/_sim/journal?since=0");
    for (const Json& entry : journal["entries"])
        if (entry["kind"] == kind) entries.push_back(entry);
    return entries;
}

std::uint64_t Stage::counter(const std::string& name) {
    return get("/_sim/stats")["counters"].value(name, std::uint64_t{0});
}

std::string Stage::socket_url() {
    return api("apps.connections.open", Json::object(), "xapp-sandbox").at("url");
}

struct App::State {
    std::unique_ptr<net::WebSocket> socket{};
    std::vector<Json> frames{};
    Behaviour answer{};
    bool ended = false;
};

namespace {

std::string ack_of(const Json& frame, const Json& payload) {
    Json ack{{"envelope_id", frame["envelope_id"]}};
    if (!payload.is_null()) ack["payload"] = payload;
    return dump_json(ack);
}

} // namespace

App::App(Stage& stage, Behaviour answer, const std::string& more_query)
    : stage_(stage), state_(std::make_shared<State>()) {
    state_->answer = answer ? std::move(answer) : [](const Json&) { return std::optional<Json>(Json()); };
    const auto url = net::parse_url(stage.socket_url() + more_query);
    auto socket = stage.wait(net::WebSocket::connect(stage.loop().get_executor(), *net::TlsClient::create(), *url));
    if (!socket) throw std::runtime_error(socket.error().text());
    state_->socket = std::make_unique<net::WebSocket>(std::move(*socket));
    stage.spawn([](std::shared_ptr<State> state) -> net::awaitable<void> {
        while (auto text = co_await state->socket->read()) {
            Json frame = Json::parse(*text, nullptr, false);
            state->frames.push_back(frame);
            if (!frame.contains("envelope_id")) continue;
            const auto payload = state->answer(frame);
            if (payload) state->socket->write(ack_of(frame, *payload));
        }
        state->ended = true;
    }(state_));
}

App::~App() {
    if (!state_->ended) {
        state_->socket->drop();
        const auto state = state_;
        stage_.until([state] { return state->ended; });
    }
}

Json App::frame(const std::string& key, const std::string& value, std::size_t from) {
    const auto matches = [&](const Json& frame) { return string_at(frame, key) == value; };
    std::size_t at = from;
    stage_.until([&] {
        while (at < state_->frames.size() && !matches(state_->frames[at]))
            ++at;
        return at < state_->frames.size();
    });
    return state_->frames[at];
}

Json App::event(const std::string& type, std::size_t nth) {
    Json found;
    stage_.until([&] {
        std::size_t seen = 0;
        for (const Json& frame : state_->frames) {
            if (string_at(frame, "type") != "events_api" || frame["payload"]["event"]["type"] != type) continue;
            if (seen++ == nth) {
                found = frame;
                return true;
            }
        }
        return false;
    });
    return found;
}

void App::write(std::string text) {
    state_->socket->write(std::move(text));
}

void App::close() {
    bool closed = false;
    stage_.spawn([](std::shared_ptr<State> state, bool* done) -> net::awaitable<void> {
        co_await state->socket->close(1000);
        *done = true;
    }(state_, &closed));
    stage_.until([&] { return closed && state_->ended; });
}

void App::wait_end() {
    stage_.until([this] { return state_->ended; });
}

const std::vector<Json>& App::frames() const {
    return state_->frames;
}

bool App::ended() const {
    return state_->ended;
}

std::uint16_t App::close_code() const {
    return state_->socket->close_code();
}

} // namespace pilothouse::sandbox::tests
