#include "bench/peer.hpp"

#include "bench/hook_load.hpp"
#include "storage/sqlite/open.hpp"

#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace pilothouse::bench {

namespace {

constexpr const char* configuration = R"([slack]
app_token = { env = "SLACK_APP_TOKEN" }
bot_token = { env = "SLACK_BOT_TOKEN" }
pace = false
[log]
level = "error"
[[team]]
name = "everyone"
members = ["U024BE7LH"]
[[service]]
name = "api"
owners = ["everyone"]
  [[service.environment]]
  name = "staging"
  deploy = { run = ["./deploy.sh"] }
)";

/// What the bot needs to take webhooks of GitHub.
std::string hooks_at(std::uint16_t port) {
    return "\n[http]\nport = " + std::to_string(port) +
           "\n[[hook]]\nname = \"bench\"\nvendor = \"github\"\nsecret = { env = \"HOOK_SECRET\" }\nchannel = "
           "\"C024BE91L\"\n";
}

/// A past of `deploys` that succeeded, in 50 services.
void fill(const std::string& database, int deploys) {
    auto store = storage::open_file(database);
    if (!store) throw std::runtime_error(store.error().text());
    (*store)->begin();
    for (std::int64_t id = 1; id <= deploys; ++id) {
        const std::string service = id % 50 == 0 ? "api" : "s" + std::to_string(id % 50);
        (*store)->run(
            "INSERT INTO deploys (id, kind, service, environment, version, previous, state, requested_by, "
            "requested_at, "
            "reason, channel, rule, digest, nonce, code, approvals_needed, started_at, ended_at, stop_by, steps, "
            "detail) "
            "VALUES ($1, 'deploy', $2, 'staging', $3, '', 'succeeded', 'U1', $4, '', 'C1', '', '', '', '', 0, $4, $4, "
            "'', "
            "'', '')",
            {id, std::string_view(service), std::string_view("v" + std::to_string(id)),
             std::int64_t{1'700'000'000'000 + id}}
        );
    }
    (*store)->commit();
    (*store)->tidy(storage::Store::Moment::closing);
}

void make_certificate(const std::filesystem::path& folder) {
    const std::string command =
        "cd '" + folder.string() +
        "' && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost "
        "-addext subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout key.pem -out certificate.pem 2>/dev/null";
    if (std::system(command.c_str()) != 0) throw std::runtime_error("openssl could not make a certificate");
}

} // namespace

Stage::Stage() {
    std::string name = (std::filesystem::temp_directory_path() / "pilothouse-bench-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("can't make a temporary folder");
    folder_ = name;
    make_certificate(folder_);
}

Stage::~Stage() {
    std::error_code left_behind;
    std::filesystem::remove_all(folder_, left_behind);
}

Result<program::Child> Stage::start(const Peer& peer, std::uint16_t port, int deploys) {
    if (peer.kind == Peer::Kind::minimal) {
        std::vector<std::string> argv{PILOTHOUSE_BINARY "/bench/minimal_client", "127.0.0.1", std::to_string(port)};
        if (peer.tls) argv.push_back(certificate());
        return program::Child::start(argv, {});
    }
    const auto home = folder_ / std::to_string(++started_);
    std::filesystem::create_directory(home);
    if (deploys > 0) fill((home / "bot.db").string(), deploys);
    std::string text = configuration;
    if (peer.tls) text.insert(text.find("pace"), "ca_file = \"" + certificate() + "\"\n");
    text += "\n[storage]\npath = \"bot.db\"\n";
    if (peer.hooks_port != 0) text += hooks_at(peer.hooks_port);
    std::ofstream(home / "bot.toml") << text;
    const std::string url = std::string(peer.tls ? "https" : "http") + "://127.0.0.1:" + std::to_string(port) + "/api/";
    return program::Child::start(
        {PILOTHOUSE_BINARY "/pilothouse", "run", "--config", (home / "bot.toml").string()},
        {{"SLACK_API_URL", url},
         {"SLACK_APP_TOKEN", "xapp-bench"},
         {"SLACK_BOT_TOKEN", "xoxb-bench"},
         {"HOOK_SECRET", hook_secret}}
    );
}

Usage usage_of(pid_t pid) {
    Usage usage;
    std::ifstream stat("/proc/" + std::to_string(pid) + "/stat");
    std::string text((std::istreambuf_iterator<char>(stat)), std::istreambuf_iterator<char>());
    std::istringstream fields(text.substr(text.rfind(')') + 2));
    std::string skipped;
    for (int i = 0; i < 11; ++i) // state up to cmajflt; utime and stime come next (proc(5))
        fields >> skipped;
    double user = 0, system = 0;
    fields >> user >> system;
    usage.cpu_seconds = (user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
    std::ifstream statm("/proc/" + std::to_string(pid) + "/statm");
    double whole = 0, resident = 0;
    statm >> whole >> resident;
    usage.resident_mb = resident * static_cast<double>(::sysconf(_SC_PAGESIZE)) / (1 << 20);
    return usage;
}

} // namespace pilothouse::bench
