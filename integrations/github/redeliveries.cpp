#include "integrations/github/redeliveries.hpp"

#include "core/json_view.hpp"
#include "integrations/net/url.hpp"

#include <optional>
#include <string_view>
#include <utility>

namespace pilothouse::github {

namespace {

constexpr JsonLimits limits{.bytes = 8 << 20, .depth = 64, .nodes = 200'000};
constexpr std::size_t hook_pages = 5;

/// "repos/acme/api/hooks" of a repository, "orgs/acme/hooks" of an organisation; empty for neither.
std::string hooks_path(std::string_view owner) {
    const auto slash = owner.find('/');
    const auto first = owner.substr(0, slash);
    if (!hooks::is_segment(first)) return {};
    if (slash == std::string_view::npos) return "orgs/" + net::percent_encoded(first) + "/hooks";
    const auto second = owner.substr(slash + 1);
    if (!hooks::is_segment(second)) return {};
    return "repos/" + net::percent_encoded(first) + "/" + net::percent_encoded(second) + "/hooks";
}

/// GitHub answers 404 as well as 403 to a token without the right.
Error with_right(Error error, const std::string& owner) {
    if (error.code != Errc::denied && error.code != Errc::not_found) return error;
    const bool repository = owner.contains('/');
    error.message += ", asked for the webhooks of " + owner;
    error.hint = "The api_token of the hook needs Webhooks: read and write on " + owner +
                 (repository ? " (a classic one: admin:repo_hook)" : " (a classic one: admin:org_hook)") +
                 "; catch_up must be the " + (repository ? "repository" : "organisation") + " that has the webhook";
    return error;
}

/// The cursor of the next page, of `<https://…?per_page=100&cursor=v1_5>; rel="next"`. Only the cursor is taken from
/// it: the token is sent to the configuration's address alone.
std::optional<std::string> next_cursor(std::string_view link) {
    const auto rel = link.find("rel=\"next\"");
    if (rel == std::string_view::npos) return std::nullopt;
    const auto open = link.rfind('<', rel);
    const auto close = open == std::string_view::npos ? open : link.find('>', open);
    if (close == std::string_view::npos || close > rel) return std::nullopt;
    const auto fields = net::form_decoded(net::query_of(link.substr(open + 1, close - open - 1)));
    if (!fields) return std::nullopt;
    for (const auto& [key, value] : *fields)
        if (key == "cursor" && !value.empty()) return value;
    return std::nullopt;
}

std::string without_slash(std::string_view address) {
    while (address.ends_with('/'))
        address.remove_suffix(1);
    return std::string(address);
}

/// The webhooks of one page that send to `path`, in `found`; the exact one in `exact`.
struct Search {
    std::string path;
    std::string url; ///< empty: not known
    std::vector<std::int64_t> found{};
    std::vector<std::int64_t> exact{};

    void look(JsonView list) {
        for (const auto hook : list.elements()) {
            const auto id = hook["id"].whole_number();
            const auto address = without_slash(net::path_of(hook["config"].text("url")));
            if (id == 0 || !address.ends_with(path)) continue;
            found.push_back(id);
            if (!url.empty() && address == url) exact.push_back(id);
        }
    }
};

Result<Webhook> chosen(const Search& search, std::string owner) {
    const auto& ids = search.exact.empty() ? search.found : search.exact;
    if (ids.empty())
        return fail(
            Errc::not_found, "no webhook of " + owner + " at GitHub sends to …" + search.path,
            "`pilothouse hooks` prints what to enter there; catch_up must name the repository or organisation"
        );
    if (ids.size() > 1)
        return fail(
            Errc::conflict, std::to_string(ids.size()) + " webhooks of " + owner + " send to …" + search.path,
            "Set public_url in [http] to the address that is ours, or remove the others at GitHub"
        );
    return Webhook{std::move(owner), ids.front()};
}

DeliveryTry try_of(JsonView listed) {
    return {
        .id = listed["id"].whole_number(),
        .guid = std::string(listed.text("guid")),
        .at = parse_time(listed.text("delivered_at")).value_or(Time{}),
        .status = static_cast<int>(listed["status_code"].whole_number()),
    };
}

Error unreadable(const std::string& what) {
    return {Errc::rejected, "GitHub's list of " + what + " can't be read", "Look at the hook's api"};
}

net::awaitable<Result<net::HttpResponse>> page_of(const hooks::Api& api, const std::string& owner, std::string path) {
    auto answer = co_await hooks::read(api, std::move(path));
    if (!answer) co_return std::unexpected(with_right(std::move(answer).error(), owner));
    co_return answer;
}

} // namespace

net::awaitable<Result<Webhook>>
find_webhook(const hooks::Api& api, std::string owner, std::string name, std::string public_url) {
    const auto path = hooks_path(owner);
    if (path.empty()) co_return fail(Errc::bad_input, "'" + owner + "' names no repository and no organisation");
    Search search{.path = "/hooks/github/" + name, .url = {}};
    if (!public_url.empty()) search.url = without_slash(public_url) + search.path;
    for (std::size_t page = 1; page <= hook_pages; ++page) {
        PILOTHOUSE_CO_TRY(
            const auto answer, co_await page_of(api, owner, path + "?per_page=100&page=" + std::to_string(page))
        );
        const auto document = JsonDocument::read(answer.body, limits);
        if (!document || !document->root().is_array()) co_return std::unexpected(unreadable("webhooks"));
        search.look(document->root());
        if (!net::header(answer.headers, "Link").contains("rel=\"next\"")) break;
    }
    co_return chosen(search, std::move(owner));
}

net::awaitable<Result<ListedTries>> list_tries(const hooks::Api& api, Webhook webhook, Time since, std::size_t pages) {
    const auto path = hooks_path(webhook.owner) + "/" + std::to_string(webhook.id) + "/deliveries?per_page=100";
    ListedTries listed;
    std::string cursor;
    for (std::size_t page = 0; page < pages; ++page) {
        const auto more = cursor.empty() ? std::string() : "&cursor=" + net::percent_encoded(cursor);
        PILOTHOUSE_CO_TRY(const auto answer, co_await page_of(api, webhook.owner, path + more));
        const auto document = JsonDocument::read(answer.body, limits);
        if (!document || !document->root().is_array()) co_return std::unexpected(unreadable("deliveries"));
        for (const auto item : document->root().elements()) {
            auto one = try_of(item);
            if (one.at == Time{} || one.id == 0) continue;
            if (one.at < since) co_return listed;
            listed.tries.push_back(std::move(one));
        }
        auto next = next_cursor(net::header(answer.headers, "Link"));
        if (!next || *next == cursor) co_return listed;
        cursor = *std::move(next);
    }
    listed.cut = true;
    co_return listed;
}

net::awaitable<Result<void>> deliver_again(const hooks::Api& api, Webhook webhook, std::int64_t try_id) {
    const auto path = hooks_path(webhook.owner) + "/" + std::to_string(webhook.id) + "/deliveries/" +
                      std::to_string(try_id) + "/attempts";
    const auto answer = co_await hooks::write(api, path);
    if (!answer) co_return std::unexpected(with_right(answer.error(), webhook.owner));
    co_return Result<void>{};
}

} // namespace pilothouse::github
