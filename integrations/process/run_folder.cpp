#include "integrations/process/run_folder.hpp"

#include "integrations/process/durable_file.hpp"

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <string_view>

namespace pilothouse::process {

namespace {
namespace fs = std::filesystem;
using How = commands::RolloutEnded::How;

constexpr std::size_t small_limit = 4'096;
constexpr std::size_t steps_limit = 64 << 10;

constexpr std::array<std::pair<std::string_view, How>, 6> how_names = {{
    {"exited", How::exited},
    {"signalled", How::signalled},
    {"timed_out", How::timed_out},
    {"stopped", How::stopped},
    {"never_started", How::never_started},
    {"lost", How::lost},
}};

/// The value after "key " at the beginning of a line; `rest`: to the end of the text.
std::string_view value_of(std::string_view text, std::string_view key, bool rest = false) {
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        const std::string_view line = text.substr(at, end - at);
        if (line.starts_with(key) && line.size() > key.size() && line[key.size()] == ' ')
            return rest ? text.substr(at + key.size() + 1) : line.substr(key.size() + 1);
        at = end + 1;
    }
    return {};
}

std::int64_t number(std::string_view text) {
    std::int64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

std::string begun_text(int pid, Time at) {
    return "pid " + std::to_string(pid) + "\nat " + std::to_string(to_unix_ms(at)) + "\nboot " + boot_id() + "\n";
}

void add(std::string& spec, std::string_view key, std::string_view value) {
    spec.append(key).push_back('\0');
    spec.append(value).push_back('\0');
}

bool has_nul(std::string_view text) {
    return text.find('\0') != std::string_view::npos;
}

bool any_nul(const commands::StartRollout& task) {
    const auto pair_has = [](const auto& pair) { return has_nul(pair.first) || has_nul(pair.second); };
    return has_nul(task.directory) || std::ranges::any_of(task.argv, has_nul) ||
           std::ranges::any_of(task.pass_env, has_nul) || std::ranges::any_of(task.set_env, pair_has);
}

std::string spec_text(const commands::StartRollout& task, SpecLimits limits) {
    std::string spec;
    add(spec, "directory", task.directory);
    add(spec, "timeout_ms", std::to_string(std::max<std::int64_t>(1, task.timeout.count())));
    add(spec, "grace_ms", std::to_string(limits.grace.count()));
    add(spec, "log_bytes", std::to_string(limits.log_bytes));
    for (const auto& argument : task.argv)
        add(spec, "argument", argument);
    add(spec, "set", "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
    add(spec, "set", "LANG=C.UTF-8");
    add(spec, "set", "HOME=" + task.directory);
    for (const auto& name : task.pass_env)
        add(spec, "pass", name);
    for (const auto& [name, value] : task.set_env)
        add(spec, "set", name + "=" + value);
    add(spec, "end", "");
    return spec;
}
} // namespace

std::string boot_id() {
    const auto text = small_file("/proc/sys/kernel/random/boot_id", 64);
    return text ? text->substr(0, text->find('\n')) : "";
}

bool RunFolder::exists() const {
    std::error_code failure;
    return fs::is_directory(path_, failure);
}

Result<void> RunFolder::create() const {
    std::error_code failure;
    const fs::path parent = fs::path(path_).parent_path();
    const bool fresh = fs::create_directories(path_, failure);
    if (failure) return fail(Errc::unavailable, "the run directory " + path_ + " can't be made: " + failure.message());
    if (!fresh) return {};
    fs::permissions(path_, fs::perms::owner_all, failure);
    return sync_folder(parent.string());
}

Result<void> RunFolder::write_durably(const char* name, const std::string& text) const {
    const std::string fresh = file(name) + ".new";
    if (auto written = write_synced(fresh, text); !written) return written;
    if (::rename(fresh.c_str(), file(name).c_str()) != 0)
        return fail(Errc::unavailable, file(name) + " can't be made: " + std::strerror(errno));
    return sync_folder(path_);
}

bool RunFolder::is_of(const std::string& run) const {
    const auto name = small_file(file("run"), small_limit);
    return !name || *name == run;
}

Result<void> RunFolder::set_aside() const {
    std::string name = small_file(file("run"), small_limit).value_or("");
    std::ranges::replace(name, '/', '_');
    const std::string aside = path_ + std::string(aside_mark) + name;
    if (::rename(path_.c_str(), aside.c_str()) == 0) return sync_folder(fs::path(path_).parent_path().string());
    return fail(
        Errc::unavailable, "the directory " + path_ + " of another run can't be moved away: " + std::strerror(errno),
        "Move it by hand"
    );
}

Result<void> RunFolder::write_spec(const commands::StartRollout& task, SpecLimits limits) const {
    std::error_code failure;
    if (fs::exists(file("spec"), failure)) return {};
    if (task.argv.empty()) return fail(Errc::bad_input, "no program is named");
    if (any_nul(task)) return fail(Errc::bad_input, "an argument holds a NUL character, which no program can be given");
    if (auto named = write_durably("run", task.run); !named) return named;
    return write_durably("spec", spec_text(task, limits));
}

std::optional<Begun> RunFolder::begun() const {
    const auto text = small_file(file("started"), small_limit);
    if (!text) return std::nullopt;
    return Begun{
        .pid = static_cast<int>(number(value_of(*text, "pid"))),
        .at = from_unix_ms(number(value_of(*text, "at"))),
        .boot = std::string(value_of(*text, "boot")),
    };
}

std::optional<int> RunFolder::program() const {
    const auto text = small_file(file("program"), small_limit);
    return text ? std::optional(static_cast<int>(number(*text))) : std::nullopt;
}

std::optional<commands::RolloutEnded> RunFolder::ended(DeployId deploy) const {
    const auto text = small_file(file("exit"), small_limit);
    if (!text) return std::nullopt;
    commands::RolloutEnded end{.deploy = deploy, .at = from_unix_ms(number(value_of(*text, "at")))};
    const auto* how = std::ranges::find(how_names, value_of(*text, "how"), [](const auto& row) { return row.first; });
    end.how = how == how_names.end() ? How::lost : how->second;
    end.code = static_cast<int>(number(value_of(*text, "code")));
    end.detail = value_of(*text, "detail", true);
    while (end.detail.ends_with('\n'))
        end.detail.pop_back();
    return end;
}

bool RunFolder::supervised() const {
    const Descriptor lock(::open(file("lock").c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW));
    if (!lock) return false;
    struct flock question{};
    question.l_type = F_WRLCK;
    question.l_whence = SEEK_SET;
    return ::fcntl(lock.get(), F_OFD_GETLK, &question) == 0 && question.l_type != F_UNLCK;
}

Result<bool> RunFolder::close_unbegun(How how, const std::string& words, Time now) const {
    if (begun()) return false;
    const std::string claim = file("started.closed");
    if (auto written = write_synced(claim, begun_text(0, now)); !written)
        return std::unexpected(std::move(written).error());
    const bool mine = ::link(claim.c_str(), file("started").c_str()) == 0;
    const int reason = errno;
    ::unlink(claim.c_str());
    if (!mine && reason == EEXIST) return false;
    if (!mine) return fail(Errc::unavailable, file("started") + " can't be made: " + std::strerror(reason));
    const auto* name = std::ranges::find(how_names, how, [](const auto& row) { return row.second; });
    const auto written = write_durably(
        "exit", "how " + std::string(name->first) + "\ncode 0\nat " + std::to_string(to_unix_ms(now)) + "\ndetail " +
                    words + "\n"
    );
    if (!written) return std::unexpected(written.error());
    return true;
}

bool RunFolder::ask_to_end(const Begun& begun) const {
    if (begun.pid <= 0 || begun.boot != boot_id()) return false;
    const Descriptor process(static_cast<int>(::syscall(SYS_pidfd_open, begun.pid, 0)));
    // The lock is asked after the process was pinned: while it is held, the pinned process is the supervisor.
    if (!process || !supervised()) return false;
    return ::syscall(SYS_pidfd_send_signal, process.get(), SIGTERM, nullptr, 0) == 0;
}

std::vector<Time> RunFolder::step_times() const {
    std::vector<Time> times;
    const std::string text = small_file(file("steps"), steps_limit).value_or("");
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        times.push_back(from_unix_ms(number(std::string_view(text).substr(at, end - at))));
        at = end + 1;
    }
    return times;
}

void RunFolder::add_step_time(Time at) const {
    const Descriptor steps(::open(file("steps").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600));
    const std::string line = std::to_string(to_unix_ms(at)) + "\n";
    // A lost one costs a step's exact time after a restart, nothing else.
    if (steps && ::write(steps.get(), line.data(), line.size()) < 0) return;
}

} // namespace pilothouse::process
