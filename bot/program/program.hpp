#pragma once

#include "config/settings.hpp"
#include "core/result.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// The subcommands. Each returns the exit status; each says on stderr what went wrong and what to do next.
namespace pilothouse::program {

/// sysexits.h: wrong configuration, wrong use, a failure of ours.
constexpr int exit_ok = 0;
constexpr int exit_failed = 1;
constexpr int exit_usage = 64;
constexpr int exit_config = 78;

/// A variable of the environment. The only place that reads it.
std::optional<std::string> variable(std::string_view name);

/// Reads the configuration, or prints its errors and gives nothing.
std::optional<config::Settings> settings_or_complain(const std::string& file, bool secrets);

/// Prints an error's words on stderr; returns `status`.
int complain(const Error& error, int status = exit_failed);

/// Runs the bot. With `http_port` its HTTP server listens there, whatever the configuration says.
int run(const std::string& file, std::optional<std::uint16_t> http_port = {});
int check(const std::string& file);
int doctor(const std::string& file);
int manifest(const std::string& file);
/// Prints the address of each hook, and what to enter at its sender.
int hooks(const std::string& file);
/// Lists the deliveries that are kept (`delivery` 0), or has the bot run one of them again.
int replay(const std::string& file, std::int64_t delivery);
int back_up(const std::string& file, const std::string& to);

struct TryOptions {
    std::string words;
    std::string as;
    std::string in;
};

/// Prints what would be decided and why; changes nothing.
int try_out(const std::string& file, const TryOptions& options);

struct SandboxOptions {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;
    std::string certificate;
    std::string key;
    std::string seed;
    std::string page;
    bool limits = true;
    double time_scale = 1.0;
};

int sandbox(const SandboxOptions& options);

struct DemoOptions {
    std::string file;   ///< empty: the demo's own configuration
    std::string folder; ///< where its database and runs live
    std::uint16_t port = 0;
    std::string page;
    bool scene = true; ///< a build that breaks and is mended, an alert that fires and ends, by itself
};

int demo(const DemoOptions& options);

inline constexpr std::string_view default_demo_folder = ".demo";

struct DemoEventOptions {
    std::string event;  ///< one of demo_events
    std::string folder; ///< of the demo that runs
};

/// Lets something happen in the demo that runs.
int demo_event(const DemoEventOptions& options);

/// Markdown made from the program itself: "commands" or "configuration".
int reference(const std::string& what);

} // namespace pilothouse::program
