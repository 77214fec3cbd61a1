#include "sandbox/slack/workspace.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace pilothouse::sandbox {

namespace {

constexpr std::size_t remembered_tickets = 20'000;
constexpr std::int64_t ticket_life_us = 60ll * 60 * 1'000'000;

template <class Map>
void forget_older(Map& map, std::int64_t before) {
    std::erase_if(map, [before](const auto& entry) { return entry.second.born_us < before; });
}

std::uint64_t seed_or_entropy(std::uint64_t seed) {
    if (seed != 0) return seed;
    std::random_device entropy;
    return (std::uint64_t{entropy()} << 32) | entropy();
}

} // namespace

Workspace::Workspace(const SandboxClock& clock, std::uint64_t random_seed)
    : clock_(clock), random_(seed_or_entropy(random_seed)) {}

const User* Workspace::user(std::string_view id) const {
    const auto found = users.find(std::string(id));
    return found == users.end() ? nullptr : &found->second;
}

const User* Workspace::user_named(std::string_view name) const {
    const auto found = std::ranges::find_if(users, [name](const auto& entry) { return entry.second.name == name; });
    return found == users.end() ? nullptr : &found->second;
}

const Channel* Workspace::channel(std::string_view id_or_name) const {
    if (const auto found = channels.find(std::string(id_or_name)); found != channels.end()) return &found->second;
    if (id_or_name.starts_with('#')) id_or_name.remove_prefix(1);
    const auto named = channel_ids.find(std::string(id_or_name));
    return named == channel_ids.end() ? nullptr : &channels.at(named->second);
}

Channel* Workspace::channel(std::string_view id_or_name) {
    if (const auto found = channels.find(std::string(id_or_name)); found != channels.end()) return &found->second;
    if (id_or_name.starts_with('#')) id_or_name.remove_prefix(1);
    const auto named = channel_ids.find(std::string(id_or_name));
    return named == channel_ids.end() ? nullptr : &channels.at(named->second);
}

Message* Workspace::message(Channel& channel, const std::string& ts) {
    const auto found = channel.messages.find(ts);
    return found == channel.messages.end() ? nullptr : &found->second;
}

Channel& Workspace::direct(const std::string& user_id) {
    const std::string wanted = "D" + user_id.substr(1);
    if (const auto found = channels.find(wanted); found != channels.end()) return found->second;
    const User* person = user(user_id);
    Channel channel{.id = wanted, .name = person ? person->name : user_id, .creator = app.bot_user, .im_user = user_id};
    channel.created = clock_.unix_s();
    channel.is_im = true;
    channel.is_private = true;
    channel.members = {user_id, app.bot_user};
    touch();
    return channels.emplace(wanted, std::move(channel)).first->second;
}

Channel& Workspace::add_channel(std::string name, bool is_private, const std::string& creator) {
    Channel channel{.id = new_id("C"), .name = name, .creator = creator};
    channel.created = clock_.unix_s();
    channel.is_private = is_private;
    const std::string id = channel.id;
    channel_ids[name] = id;
    touch();
    return channels.emplace(id, std::move(channel)).first->second;
}

void Workspace::rename_channel(Channel& channel, const std::string& name) {
    channel_ids.erase(channel.name);
    channel.name = name;
    channel_ids[name] = channel.id;
    touch();
}

std::string Workspace::next_ts() {
    last_ts_us_ = std::max(last_ts_us_ + 1, clock_.unix_us());
    return fmt::format("{:010}.{:06}", last_ts_us_ / 1'000'000, last_ts_us_ % 1'000'000);
}

std::string Workspace::new_id(std::string_view prefix) {
    static constexpr std::string_view letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    std::string id(prefix);
    std::uint64_t bits = random_();
    for (int i = 0; i < 10; ++i, bits /= letters.size())
        id += letters[bits % letters.size()];
    return id;
}

std::string Workspace::new_uuid() {
    const std::uint64_t a = random_(), b = random_();
    return fmt::format(
        "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}", a >> 32, (a >> 16) & 0xffff, a & 0xfff, 0x8000 | ((b >> 48) & 0x3fff),
        b & 0xffff'ffff'ffff
    );
}

std::string Workspace::new_trigger(const std::string& user_id, const std::string& view) {
    if (triggers.size() > remembered_tickets) forget_old();
    const std::string id =
        fmt::format("{}.{}.{:016x}{:016x}", clock_.unix_us() / 1000, 7'000'000'000'001, random_(), random_());
    triggers[id] = Trigger{.user = user_id, .view = view, .born_us = clock_.steady_us()};
    return id;
}

std::string Workspace::new_response_url(std::string_view kind, ResponseUrl target) {
    if (response_urls.size() > remembered_tickets) forget_old();
    const std::string path =
        fmt::format("/hooks/{}/{}/{:013}/{:016x}", kind, team.id, clock_.unix_us() / 1000, random_());
    target.born_us = clock_.steady_us();
    response_urls[path] = std::move(target);
    return path;
}

void Workspace::forget_old() {
    const std::int64_t before = clock_.steady_us() - ticket_life_us;
    forget_older(triggers, before);
    forget_older(response_urls, before);
    if (triggers.size() > remembered_tickets) triggers.clear();
    if (response_urls.size() > remembered_tickets) response_urls.clear();
}

void Workspace::clear() {
    users.clear();
    groups.clear();
    channels.clear();
    channel_ids.clear();
    tokens.clear();
    views.clear();
    view_stacks.clear();
    homes.clear();
    files.clear();
    triggers.clear();
    response_urls.clear();
    scheduled.clear();
    touch();
}

} // namespace pilothouse::sandbox
