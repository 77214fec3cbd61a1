#include "core/json.hpp"
#include "sandbox/slack/files.hpp"
#include "sandbox/slack/message_body.hpp"
#include "sandbox/slack/methods.hpp"
#include "sandbox/slack/payloads.hpp"
#include "sandbox/slack/rooms.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace pilothouse::sandbox {

namespace {

constexpr std::int64_t most_snippet_bytes = 1 << 20;
constexpr std::size_t most_channels = 100;

std::string mime_of(const std::string& name) {
    if (name.ends_with(".png")) return "image/png";
    if (name.ends_with(".jpg") || name.ends_with(".jpeg")) return "image/jpeg";
    if (name.ends_with(".json")) return "application/json";
    if (name.ends_with(".txt") || name.ends_with(".log") || name.ends_with(".md")) return "text/plain";
    return "application/octet-stream";
}

/// The first part of a multipart body: from after its headers to the boundary.
std::string first_part(const std::string& body, std::string_view content_type) {
    const std::size_t mark = content_type.find("boundary=");
    if (mark == std::string_view::npos) return body;
    std::string boundary(content_type.substr(mark + 9));
    std::erase(boundary, '"');
    const std::size_t start = body.find("\r\n\r\n");
    const std::size_t end = start == std::string::npos ? start : body.find("\r\n--" + boundary, start + 4);
    return end == std::string::npos ? body : body.substr(start + 4, end - start - 4);
}

void share(World& world, const Call& call, const Json& files, Channel& channel) {
    MessageBody body = message_body(call, 0);
    Json message = body.body->contains("blocks") ? Json{{"blocks", (*body.body)["blocks"]}} : Json::object();
    message["subtype"] = "file_share";
    message["text"] = text_of(call, "initial_comment");
    message["upload"] = true;
    message["files"] = files;
    post(
        world, channel,
        {.body = std::make_shared<Json>(std::move(message)),
         .author = world.workspace.app.bot_user,
         .thread_ts = text_of(call, "thread_ts"),
         .only_for = {},
         .broadcast = false,
         .by_app = true}
    );
    for (const Json& file : files)
        channel_event(
            world, channel, "file_shared",
            {{"file_id", file["id"]},
             {"file", {{"id", file["id"]}}},
             {"user_id", world.workspace.app.bot_user},
             {"channel_id", channel.id}}
        );
}

} // namespace

Json files_get_upload_url_external(World& world, const Call& call) {
    const std::string name = text_of(call, "filename");
    const std::int64_t length = number_of(call, "length", 0);
    if (name.empty() || length <= 0)
        return refused(
            "invalid_arguments", {name.empty() ? "missing required field: filename [json-pointer:/filename]"
                                               : "must be more than 0 [json-pointer:/length]"}
        );
    const std::string snippet = text_of(call, "snippet_type");
    if (!snippet.empty() && length > most_snippet_bytes) return refused("snippet_too_large");
    File file{
        .id = world.workspace.new_id("F"),
        .name = name,
        .title = name,
        .mime = mime_of(name),
        .user = world.workspace.app.bot_user,
        .snippet_type = snippet
    };
    file.announced = static_cast<std::size_t>(length);
    file.created = world.clock.unix_s();
    Json answer = done();
    answer["file_id"] = file.id;
    answer["upload_url"] = world.base_url + "/upload/" + file.id;
    const std::string id = file.id;
    world.workspace.files[id] = std::move(file);
    return answer;
}

Json files_complete_upload_external(World& world, const Call& call) {
    const Json wanted = structure_of(call, "files");
    if (!wanted.is_array() || wanted.empty())
        return refused("invalid_arguments", {"missing required field: files [json-pointer:/files]"});
    auto channels = list_of(call, "channels");
    if (const std::string one = text_of(call, "channel_id"); !one.empty()) channels.push_back(one);
    if (channels.size() > most_channels) return refused("invalid_channel");
    for (const std::string& id : channels) {
        const Channel* channel = world.workspace.channel(id);
        if (!channel) return refused("channel_not_found");
        if (!world.workspace.is_member(*channel)) return refused("not_in_channel");
    }
    Json files = Json::array();
    for (const Json& entry : wanted) {
        const auto found = world.workspace.files.find(string_at(entry, "id"));
        if (found == world.workspace.files.end() || !found->second.uploaded) return refused("file_not_found");
        if (const std::string title = string_at(entry, "title"); !title.empty()) found->second.title = title;
        found->second.shared = !channels.empty();
        files.push_back(file_object(world.workspace, found->second, world.base_url));
    }
    for (const std::string& id : channels)
        share(world, call, files, *world.workspace.channel(id));
    Json answer = done();
    answer["files"] = std::move(files);
    return answer;
}

Json files_info(World& world, const Call& call) {
    const auto found = world.workspace.files.find(text_of(call, "file"));
    if (found == world.workspace.files.end()) return refused("file_not_found");
    Json answer = done();
    answer["file"] = file_object(world.workspace, found->second, world.base_url);
    return answer;
}

Json files_delete(World& world, const Call& call) {
    return world.workspace.files.erase(text_of(call, "file")) == 0 ? refused("file_not_found") : done();
}

net::HttpResponse take_upload(World& world, const net::HttpRequest& request) {
    const std::string id(net::path_of(request.target).substr(std::string_view("/upload/").size()));
    const auto found = world.workspace.files.find(id);
    if (found == world.workspace.files.end() || found->second.uploaded)
        return {.status = 404, .headers = {}, .body = "no such upload"};
    const std::string_view type = net::header(request.headers, "content-type");
    std::string bytes = type.starts_with("multipart/form-data") ? first_part(request.body, type) : request.body;
    world.journal.add("upload", {{"file", id}, {"bytes", bytes.size()}, {"announced", found->second.announced}});
    if (bytes.size() != found->second.announced)
        return {.status = 400, .headers = {}, .body = "length differs from what was announced"};
    found->second.bytes = std::move(bytes);
    found->second.uploaded = true;
    return {
        .status = 200,
        .headers = {{"Content-Type", "text/plain"}},
        .body = "OK - " + std::to_string(found->second.bytes.size())
    };
}

net::HttpResponse give_file(const World& world, const net::HttpRequest& request) {
    std::string_view path = net::path_of(request.target).substr(std::string_view("/files/").size());
    const auto found = world.workspace.files.find(std::string(path.substr(0, path.find('/'))));
    if (found == world.workspace.files.end() || !found->second.uploaded)
        return {.status = 404, .headers = {}, .body = "no such file"};
    return {
        .status = 200,
        .headers =
            {{"Content-Type", found->second.mime},
             {"Content-Disposition", "attachment"},
             {"X-Content-Type-Options", "nosniff"}},
        .body = found->second.bytes,
    };
}

} // namespace pilothouse::sandbox
