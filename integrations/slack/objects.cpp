#include "integrations/slack/objects.hpp"

#include "core/utf8.hpp"
#include "integrations/slack/limits.hpp"

#include <nlohmann/json.hpp>

#include <utility>

namespace pilothouse::slack {

using nlohmann::json;

json plain_object(std::string_view text, std::size_t limit) {
    json object = json::object();
    object["type"] = "plain_text";
    object["text"] = limits::cut(printable(text), limit);
    object["emoji"] = false;
    return object;
}

json mrkdwn_object(std::string text) {
    json object = json::object();
    object["type"] = "mrkdwn";
    object["text"] = std::move(text);
    object["verbatim"] = true;
    return object;
}

json preformatted(std::string text) {
    json words = json::object();
    words["type"] = "text";
    words["text"] = std::move(text);
    json face = json::object();
    face["type"] = "rich_text_preformatted";
    face["elements"].push_back(std::move(words));
    json block = json::object();
    block["type"] = "rich_text";
    block["elements"].push_back(std::move(face));
    return block;
}

} // namespace pilothouse::slack
