#include "config/load.hpp"

#include <catch2/catch.hpp>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>

using namespace pilothouse;
using namespace pilothouse::config;
using namespace std::chrono_literals;

namespace {
const std::map<std::string, std::string, std::less<>> usual = {
    {"SLACK_APP_TOKEN", "xapp-1"}, {"SLACK_BOT_TOKEN", "xoxb-1"}
};

EnvironmentLookup variables(std::map<std::string, std::string, std::less<>> values) {
    return [values = std::move(values)](std::string_view name) -> std::optional<std::string> {
        const auto it = values.find(name);
        return it == values.end() ? std::nullopt : std::optional(it->second);
    };
}

Result<Settings> read(std::string_view text, LoadOptions options = {}) {
    return parse(text, "/etc/pilothouse/p.toml", variables(usual), options);
}

std::string complaint(std::string_view text) {
    const auto settings = read(text);
    return settings ? "" : settings.error().message;
}

const std::string slack =
    "[slack]\napp_token = { env = \"SLACK_APP_TOKEN\" }\nbot_token = { env = \"SLACK_BOT_TOKEN\" }\n";
const std::string team = "[[team]]\nname = \"payments\"\nmembers = [\"ana@example.com\", \"U024BE7LH\"]\n";

/// A whole file with one service and one environment, and `lines` in the environment (from line 13).
std::string with_environment(const std::string& lines) {
    return slack + team + "[[service]]\nname = \"api\"\nowners = [\"payments\"]\n[[service.environment]]\n" +
           "name = \"staging\"\ndeploy = { run = [\"./deploy.sh\"] }\n" + lines;
}

class Folder {
public:
    Folder() : path_(std::filesystem::temp_directory_path() / ("pilothouse-config-" + std::to_string(::getpid()))) {
        std::filesystem::create_directories(path_);
    }

    ~Folder() { std::filesystem::remove_all(path_); }

    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    std::string write(const std::string& name, const std::string& text) const {
        std::ofstream(path_ / name, std::ios::binary) << text;
        return (path_ / name).string();
    }

    [[nodiscard]] std::string operator/(const std::string& name) const { return (path_ / name).string(); }

private:
    std::filesystem::path path_;
};

constexpr std::string_view sample = R"([slack]
app_token = { env = "SLACK_APP_TOKEN" }
bot_token = { env = "SLACK_BOT_TOKEN" }
operators = "#pilothouse"
[storage]
path = "pilothouse.db"
[[team]]
name = "payments"
members = ["ana@example.com", "U024BE7LH"]
[[service]]
name = "api"
owners = ["payments"]
channel = "#api"
  [[service.environment]]
  name = "staging"
  deploy = { run = ["./deploy.sh", "{service}", "{environment}", "{version}"], timeout = "15m" }
  [[service.environment]]
  name = "production"
  deploy = { run = ["./deploy.sh", "{service}", "{environment}", "{version}"] }
  requires = { approvals = 1, after = "staging" }
  who = ["payments"]
)";
} // namespace

TEST_CASE("The sample of the documentation loads as it stands") {
    const auto settings = read(sample);
    REQUIRE(settings.has_value());
    CHECK(settings->slack.app_token.reveal() == "xapp-1");
    CHECK(settings->slack.bot_token.reveal() == "xoxb-1");
    CHECK(settings->slack.operators == ChannelId{"#pilothouse"});
    CHECK(settings->slack.sockets == 2);
    CHECK(settings->storage.path == "/etc/pilothouse/pilothouse.db");
    CHECK(settings->runs_folder() == "/etc/pilothouse/pilothouse.db.runs");
    REQUIRE(settings->find(TeamName{"payments"}) != nullptr);
    const Service* api = settings->find(ServiceName{"api"});
    REQUIRE(api != nullptr);
    REQUIRE(api->environments.size() == 2);
    const Environment* staging = api->find(EnvironmentName{"staging"});
    CHECK(staging->deploy.timeout == 15min);
    CHECK(staging->deploy.argv == std::vector<std::string>{"./deploy.sh", "{service}", "{environment}", "{version}"});
    CHECK(staging->deploy.directory == "/etc/pilothouse");
    const Environment* production = api->find(EnvironmentName{"production"});
    CHECK(production->deploy.timeout == 30min);
    CHECK(production->approvals == 1);
    CHECK(production->after == EnvironmentName{"staging"});
    CHECK(production->who == std::vector{TeamName{"payments"}});
    CHECK(production->approval_expires == 30min);
}

TEST_CASE("The example and the demo of the repository load") {
    const std::string folder = PILOTHOUSE_SOURCE "/config/";
    const auto example = load(folder + "pilothouse.example.toml", variables(usual));
    INFO((example ? "" : example.error().message));
    REQUIRE(example.has_value());
    CHECK(example->services.front().environments.back().deploy.pass_env.size() == 2);
    auto of_the_demo = usual;
    of_the_demo["DEMO_BUILDS_SECRET"] = "one-secret-of-the-demo";
    of_the_demo["DEMO_ALERTS_SECRET"] = "another-secret-of-the-demo";
    const auto demo = load(folder + "demo.toml", variables(of_the_demo));
    INFO((demo ? "" : demo.error().message));
    REQUIRE(demo.has_value());
    REQUIRE(demo->services.size() == 3);
    for (const auto& service : demo->services) {
        CHECK(service.channel == ChannelId{"#deploys"});
        REQUIRE(service.environments.size() == 2);
        CHECK(service.environments[1].approvals == 1);
        CHECK(std::filesystem::exists(service.environments[0].deploy.directory + "/deploy.sh"));
    }
}

TEST_CASE("Variables of the environment win over the file") {
    auto values = usual;
    values["SLACK_API_URL"] = "http://127.0.0.1:4000/api";
    values["SLACK_APP_TOKEN"] = "xapp-other";
    values["PILOTHOUSE_DATABASE"] = "elsewhere.db";
    const auto settings = parse(
        "[slack]\napi_url = \"https://slack.com/api/\"\napp_token = { env = \"NOT_SET\" }\n"
        "bot_token = { env = \"SLACK_BOT_TOKEN\" }\n[storage]\npath = \"here.db\"\n",
        "/etc/p.toml", variables(values)
    );
    REQUIRE(settings.has_value());
    CHECK(settings->slack.api_url == "http://127.0.0.1:4000/api/");
    CHECK(settings->slack.app_token.reveal() == "xapp-other");
    CHECK(settings->storage.path == "elsewhere.db");

    const auto bare = parse("", "/etc/p.toml", variables(values));
    REQUIRE(bare.has_value());
    CHECK(bare->slack.bot_token.reveal() == "xoxb-1");
}

TEST_CASE("Secrets come from a variable or a file, and a missing one is named") {
    const Folder folder;
    folder.write("token", "xoxb-from-file\n");
    const std::string path =
        folder.write("p.toml", "[slack]\napp_token = { env = \"MY_APP\" }\nbot_token = { file = \"token\" }\n");
    const auto good = load(path, variables({{"MY_APP", "xapp-2"}}));
    REQUIRE(good.has_value());
    CHECK(good->slack.bot_token.reveal() == "xoxb-from-file");

    const auto missing = load(path, variables({}));
    REQUIRE(!missing.has_value());
    CHECK(missing.error().code == Errc::bad_input);
    CHECK(
        missing.error().message == path + ":2:13: slack.app_token comes from the environment variable MY_APP, "
                                          "which is not set; set it"
    );

    std::filesystem::remove(folder / "token");
    const auto gone = load(path, variables({{"MY_APP", "xapp-2"}}));
    REQUIRE(!gone.has_value());
    CHECK(
        gone.error().message.find(":3:13: slack.bot_token comes from a file, but there is no file") != std::string::npos
    );

    const auto checked = load(path, variables({}), {.secrets = false});
    CHECK(checked.has_value());
}

TEST_CASE("Files that are no configuration are refused") {
    const Folder folder;
    CHECK(load(folder / "nothing.toml", variables(usual)).error().code == Errc::not_found);
    CHECK(load(std::filesystem::temp_directory_path(), variables(usual)).error().code == Errc::bad_input);
    const std::string large = folder.write("large.toml", "#" + std::string(1 << 20, 'x'));
    CHECK(load(large, variables(usual)).error().message.find("larger than 1024 KiB") != std::string::npos);
    const std::string full = folder.write("full.toml", slack + "#" + std::string((1 << 20) - slack.size() - 1, 'x'));
    CHECK(load(full, variables(usual)).has_value());
    CHECK(complaint("a = [\n").find("/etc/pilothouse/p.toml:") == 0);
    CHECK(complaint("[slack]\nsockets = = 2\n").find("p.toml:2:11: this is not TOML") != std::string::npos);
    CHECK(!complaint("a = " + std::string(5000, '[')).empty());
    CHECK(!complaint("a = \"\xff\xfe\"").empty());
    CHECK(!complaint(std::string("a = \"\0\"", 7)).empty());
}

TEST_CASE("Every problem of one setting says where, what and what instead") {
    struct Row {
        std::string text;
        std::string wanted;
    };

    const std::vector<Row> rows = {
        {slack + "socket = 3\n", "p.toml:4:1: unknown setting 'slack.socket', did you mean 'sockets'?"},
        {slack + "sockets = 5\n", "p.toml:4:11: slack.sockets is 5, but must be 1 to 4"},
        {slack + "sockets = 0\n", "slack.sockets is 0, but must be 1 to 4"},
        {slack + "sockets = \"2\"\n", "slack.sockets must be a whole number, without quotes, but is a text"},
        {slack + "sockets = 1.5\n", "but is a number with a fraction"},
        {slack + "pace = 1\n", "slack.pace must be true or false, without quotes, but is a whole number"},
        {slack + "delivery = \"sockets\"\n", "slack.delivery can't be 'sockets', did you mean 'socket'?"},
        {slack + "delivery = \"http\"\n", "slack.delivery = \"http\" needs a server"},
        {slack + "delivery = \"http\"\n", "slack.signing_secret is missing"},
        {slack + "operators = \"Pilot House\"\n", "is neither a channel name nor a channel id"},
        {slack + "api_url = \"slack.com\"\n", "is not a web address"},
        {slack + "api_url = \"https://me:pw@slack.com/\"\n", "carries a user name or password"},
        {slack + "timeout = \"1m\"\n", "it belongs in deploy = { … }"},
        {"[slack]\napp_token = \"xapp-1-A\"\n", "p.toml:2:13: slack.app_token is a secret written in the file"},
        {"[slack]\nbot_token = { file = \"a\", env = \"B\" }\n", "either { env = \"…\" } or { file = \"…\" }"},
        {"[slack]\nbot_token = { vault = \"a\" }\n", "unknown setting 'slack.bot_token.vault'; known: env, file"},
        {"[slack]\nbot_token = { env = \"A B\" }\n", "is not the name of an environment variable"},
        {"[slack]\napp_token = { env = \"SLACK_BOT_TOKEN\" }\n", ""},
        {"slack = 3\n", "slack must be a table, but is a whole number"},
        {slack + "[sevice]\n", "unknown setting 'sevice', did you mean 'service'?"},
        {slack + "[team]\nname = \"a\"\n", "write [[team]] with two brackets"},
        {slack + "[log]\nlevel = \"warning\"\n", "log.level can't be 'warning', did you mean 'warn'?"},
        {slack + "[http]\nport = 70000\n", "http.port is 70000, but must be 0 to 65535"},
        {slack + "[http]\nkey_file = \"k\"\n", "belong together"},
        {slack + "[[team]]\nname = \"a\"\nmembers = [\"ana\"]\n",
         "p.toml:6:12: team[0].members[0] 'ana' is neither an e-mail"},
        {slack + "[[team]]\nname = \"a\"\nmembers = []\n", "team[0].members must not be empty"},
        {slack + "[[team]]\nmembers = [\"a@b.c\"]\n", "p.toml:4:1: team[0].name is missing; write name = \"payments\""},
        {slack + "[[team]]\nname = \"a b\"\nmembers = [\"a@b.c\"]\n", "must be letters, digits"},
        {slack + "[[team]]\nname = \"to\"\nmembers = [\"a@b.c\"]\n", "is a word of the commands themselves"},
        {slack + "[[team]]\nname = \"a\"\nmembers = [\"a@b.c\", \"A@b.c\"]\n", "is in this list already"},
        {slack + team + team, "a second team named 'payments'; the first is in line 5"},
        {slack + "[[service]]\nname = \"a\"\ndepends_on = [\"a\"]\n", "p.toml:6:15: service 'a' depends on itself"},
        {slack + "[[service]]\nname = \"api\"\ndepends_on = [\"bd\"]\n[[service]]\nname = \"db\"\n",
         "p.toml:6:15: service[0].depends_on[0]: no service named 'bd', did you mean 'db'?"},
        {slack + "[[service]]\nname = \"a\"\nprojects = [\"x/y\", \"X/y\"]\n", "'X/y' is in this list already"},
        {slack + "[[service]]\nname = \"a\"\nsuspect_for = \"8d\"\n", "is '8d', but must be 0s to 7d"},
        {slack + "[[hook]]\nname = \"h\"\nvendor = \"github\"\nsilence_api = \"http://am:9093\"\n",
         "hook[0].silence_api is for vendor = \"alertmanager\" only"},
        {slack + "[[hook]]\nname = \"h\"\nvendor = \"grafana\"\napi = \"https://grafana.example\"\n",
         "hook[0].api is for vendor = github, gitlab and jenkins only"},
        {slack + "[[hook]]\nname = \"h\"\nvendor = \"grafana\"\napi_token = { env = \"SLACK_BOT_TOKEN\" }\n",
         "hook[0].api_token is of no use here"},
        {slack + "[[hook]]\nname = \"h\"\nvendor = \"gitlab\"\napi = \"https://gitlab.example\"\n",
         "p.toml:7:7: hook[0].api is of no use without a token"},
        {slack + "[[hook]]\nname = \"h\"\nvendor = \"jenkins\"\napi_token = { env = \"SLACK_BOT_TOKEN\" }\n",
         "hook[0].api is missing, and api_token needs it"},
        {slack + "[[hook]]\nname = \"h\"\nvendor = \"jenkins\"\napi = \"https://j.example\"\n"
                 "api_token = { env = \"SLACK_BOT_TOKEN\" }\n",
         "hook[0].api_token must be of the form user:token"},
        {slack + "[[hook]]\nname = \"h\"\nvendor = \"github\"\napi_token = \"ghp_1\"\n",
         "hook[0].api_token is a secret written in the file"},
        {with_environment("timeout = \"15 minutes\"\n"), "it belongs in deploy = { … }"},
        {with_environment("approval_expires = \"15 minutes\"\n"),
         "p.toml:13:20: service[0].environment[0].approval_expires '15 minutes' is not a span of time"},
        {with_environment("approval_expires = 15\n"), "must be a span of time in quotes, but is a whole number"},
        {with_environment("approval_expires = \"5s\"\n"), "is '5s', but must be 1m to 7d"},
        {with_environment("who = [\"payment\"]\n"), "p.toml:13:8: service[0].environment[0].who"},
        {with_environment("who = [\"payment\"]\n"), ": no team named 'payment', did you mean 'payments'?"},
        {with_environment("requires = { after = \"stagin\" }\n"), "has no environment 'stagin'"},
        {with_environment("requires = { after = \"staging\" }\n"), "this order has no beginning (staging after staging)"
        },
        {with_environment("requires = { approvals = 2 }\n"), "at most 1 other people may approve"},
        {with_environment("requires = { approval = 1 }\n"), "did you mean 'approvals'?"},
        {with_environment("requires = 1\n"), "requires must be a table"},
        {with_environment("[[service.environment]]\nname = \"Staging\"\ndeploy = { run = [\"a\"] }\n"),
         "a second environment named 'Staging'; the first is in line 11"},
        {with_environment("[[service.environment]]\nname = \"b\"\n"), "service[0].environment[1].deploy is missing"},
        {with_environment("[[service.environment]]\nname = \"b\"\ndeploy = { run = [] }\n"),
         "deploy.run must not be empty"},
        {with_environment("[[service.environment]]\nname = \"b\"\ndeploy = { }\n"), "deploy.run is missing"},
        {with_environment("[[service.environment]]\nname = \"b\"\ndeploy = { run = \"a b\" }\n"),
         "deploy.run must be a list, but is a text"},
        {with_environment("[[service.environment]]\nname = \"b\"\ndeploy = { run = [\"a\", \"{verison}\"] }\n"),
         "unknown placeholder '{verison}', did you mean '{version}'?"},
        {with_environment("[[service.environment]]\nname = \"b\"\ndeploy = { run = [\"a\", \"xoxb-1\"] }\n"),
         "is a secret written in the file"},
        {with_environment("[[service.environment]]\nname = \"b\"\ndeploy = { run = [\"./{version}\"] }\n"),
         "must not depend on what people type"},
        {with_environment(
             "[[service.environment]]\nname = \"b\"\ndeploy = { run = [\"sh\", \"-ec\", \"x {version}\"] }\n"
         ),
         "would let a version become a command"},
        {with_environment("[[service.environment]]\nname = \"b\"\ndeploy = { run = [\"a\"], timeout = \"2d\" }\n"),
         "but must be 1s to 1d"},
        {with_environment("[[service.environment]]\nname = \"b\"\ndeploy = { run = [\"a\"], pass_env = [\"A=1\"] }\n"),
         "is not the name of an environment variable"},
        {slack + "[[service]]\nname = \"a\"\n", "has no environment, so nothing can be deployed"},
        {slack + "[[service]]\nname = \"a\"\n[[service.environment]]\nname = \"b\"\ndeploy = { run = [\"a\"] }\n",
         "nobody may deploy a to b"},
    };
    for (const auto& [text, wanted] : rows) {
        CAPTURE(text, wanted);
        const std::string message = complaint(text);
        CAPTURE(message);
        if (!wanted.empty()) CHECK(message.find(wanted) != std::string::npos);
    }
    CHECK(complaint("[slack]\napp_token = \"xapp-1-A\"\n").find("xapp-1-A") == std::string::npos);
}

TEST_CASE("Tokens in each other's place are told apart") {
    const auto swapped =
        parse(slack, "p.toml", variables({{"SLACK_APP_TOKEN", "xoxb-1"}, {"SLACK_BOT_TOKEN", "xapp-1"}}));
    REQUIRE(!swapped.has_value());
    CHECK(swapped.error().message.find("the app-level token begins with xapp-") != std::string::npos);
    CHECK(swapped.error().message.find("the bot token begins with xoxb-") != std::string::npos);
    const auto broken =
        parse(slack, "p.toml", variables({{"SLACK_APP_TOKEN", "xapp-1\nx"}, {"SLACK_BOT_TOKEN", "xoxb-1"}}));
    REQUIRE(!broken.has_value());
    CHECK(broken.error().message.find("holds more than the secret") != std::string::npos);
}

TEST_CASE("All problems are told at once, in the order of the file") {
    const std::string message =
        complaint("[slack]\nsockets = 9\npace = 3\n[[team]]\nname = \"x\"\nmembers = [\"y\"]\n");
    const auto first = message.find(":2:11: "), second = message.find(":3:8: "), third = message.find(":6:12: ");
    REQUIRE(third != std::string::npos);
    CHECK(message.find("slack.bot_token") == std::string::npos);
    CHECK(first < second);
    CHECK(second < third);

    std::string many = slack;
    for (int i = 0; i < 150; ++i)
        many += "[[team]]\n";
    CHECK(complaint(many).find("and 200 more") != std::string::npos);
}

TEST_CASE("An order of environments in a circle is refused, a long chain is not") {
    const auto environment = [](const std::string& name, const std::string& after) {
        return "[[service.environment]]\nname = \"" + name + "\"\ndeploy = { run = [\"a\"] }\n" +
               (after.empty() ? "" : "requires = { after = \"" + after + "\" }\n");
    };
    const std::string chain = with_environment("") + environment("b", "staging") + environment("c", "b");
    CHECK(complaint(chain).empty());
    const std::string circle =
        with_environment("") + environment("b", "c") + environment("c", "d") + environment("d", "b");
    CHECK(complaint(circle).find("b after c after d after b") != std::string::npos);
}

TEST_CASE("What belongs to a service") {
    const auto settings = read(
        with_environment("") + "[[service]]\nname = \"db\"\nowners = [\"payments\"]\nprojects = [\"acme/db\"]\n" +
        "[[service.environment]]\nname = \"staging\"\ndeploy = { run = [\"./deploy.sh\"] }\n" +
        "[[service]]\nname = \"web\"\nowners = [\"payments\"]\nprojects = [\"acme/db\", \"acme/web\"]\n" +
        "depends_on = [\"db\", \"api\"]\nsuspect_for = \"1h\"\n" +
        "[[service.environment]]\nname = \"staging\"\ndeploy = { run = [\"./deploy.sh\"] }\n"
    );
    REQUIRE(settings.has_value());
    CHECK(settings->services[0].projects.empty());
    CHECK(settings->services[0].suspect_for == 30min);
    CHECK(settings->services[2].depends_on == std::vector<std::string>{"db", "api"});
    CHECK(settings->services[2].suspect_for == 1h);
    CHECK(settings->of_project("acme/db").size() == 2);
    CHECK(settings->of_project("acme/web").front()->name == ServiceName("web"));
    CHECK(settings->of_project("acme").empty());
}

TEST_CASE("Braces that are no placeholder are left alone") {
    const auto settings = read(
        slack + team +
        "[[service]]\nname = \"a\"\nowners = [\"payments\"]\n[[service.environment]]\nname = \"b\"\n"
        "deploy = { run = [\"./x\", '{\"v\": \"{version}\"}', \"{}\", \"${1}\", \"{deploy}\"] }\n"
    );
    REQUIRE(settings.has_value());
    CHECK(settings->services[0].environments[0].deploy.argv[1] == "{\"v\": \"{version}\"}");
}
