#pragma once

#include "integrations/github/undelivered.hpp"
#include "integrations/hooks/api.hpp"

#include <cstdint>
#include <string>
#include <vector>

/// Reading what GitHub could not deliver to a webhook, and asking for it again, by its interface.
namespace pilothouse::github {

/// A webhook of a repository ("acme/api") or of an organisation ("acme").
struct Webhook {
    std::string owner; ///< as the configuration has it
    std::int64_t id = 0;
};

/// What is ours among the webhooks of `owner`: the one that sends to /hooks/github/<name>; where there are several, to
/// `public_url` (may be empty). Errors: not_found, conflict (more than one may be ours), and those of hooks::read; a
/// token that may not look is told what it lacks.
net::awaitable<Result<Webhook>>
find_webhook(const hooks::Api& api, std::string owner, std::string name, std::string public_url);

struct ListedTries {
    std::vector<DeliveryTry> tries{};
    bool cut = false; ///< there were more pages than are read
};

/// The tries since then, of at most `pages` pages of 100, newest first. Errors: as find_webhook.
net::awaitable<Result<ListedTries>>
list_tries(const hooks::Api& api, Webhook webhook, Time since, std::size_t pages = 100);

/// Asks for the delivery of that try again. Errors: as hooks::write; a token that may not is told what it lacks.
net::awaitable<Result<void>> deliver_again(const hooks::Api& api, Webhook webhook, std::int64_t try_id);

} // namespace pilothouse::github
