#pragma once

#include "commands/change.hpp"
#include "core/json_view.hpp"
#include "core/result.hpp"
#include "integrations/net/http.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pilothouse::config {
struct HookMap;
} // namespace pilothouse::config

/// What the receiver of webhooks has to know of a vendor, as data and two pure functions. Each vendor's folder defines
/// one; only `bot` knows them all.
namespace pilothouse::hooks {

enum class Algorithm { equality, hmac_sha256, hmac_sha512 };
enum class Encoding { plain, hex, base64 };

/// How a sender proves that it knows a secret: one row for each way, in the order they are looked for. A request
/// counts as signed in the way of the first row whose header it carries.
struct Proof {
    std::string_view header;   ///< "X-Hub-Signature-256"
    std::string_view prefix{}; ///< in front of each value: "sha256=", "v1=", "Bearer "
    char separator = 0;        ///< between several values, any of which may match; 0: one value
    Algorithm algorithm = Algorithm::hmac_sha256;
    Encoding encoding = Encoding::hex;
    bool key_is_base64 = false;       ///< the secret's text is "whsec_" and base64 of the key
    std::string_view text = "{body}"; ///< what is signed: "{id}", "{time}" and "{body}" are filled in
    std::string_view id_header{};
    std::string_view time_header{}; ///< unix seconds; empty: in the header itself as "timestamp=", or no time
    Duration tolerance{};           ///< how far `time` may be from now; 0: there is no time to check
};

/// A request whose signature holds.
struct Delivery {
    const net::Headers& headers;
    std::string_view body;                ///< what `json` was read from: of a form, its field "payload"
    JsonView json;                        ///< of the whole body
    Time received{};                      ///< for senders that tell no time
    std::string_view route{};             ///< the hook's name
    const config::HookMap* map = nullptr; ///< the hook's map, for vendors that read by it
};

struct Reading {
    std::vector<commands::Change> changes{};
    std::string event{};    ///< the sender's name of it, for counting: "workflow_run completed"
    std::string greeting{}; ///< of a ping: what to tell people about the new connection
};

struct Vendor {
    std::string_view name;  ///< "github": the path is /hooks/github/<route>
    std::string_view title; ///< "GitHub"
    std::span<const Proof> proofs;
    std::size_t body_bytes = 2 << 20;
    /// Names one delivery, the same when it is sent again; empty: the receiver takes a digest of the body.
    std::string (*key)(const Delivery& delivery) = nullptr;
    /// What it says. Unknown events are a Reading without changes. Errors: bad_input, when a field that is needed is
    /// missing or of another kind; names the field.
    Result<Reading> (*read)(const Delivery& delivery) = nullptr;
    std::string_view
        setup; ///< what to enter at the vendor, for `pilothouse hooks`; "{url}" and "{secret}" are filled in
    /// Headers that `key` and `read` look at, where they are not kept anyway (see kept_headers in report.hpp).
    std::span<const std::string_view> headers{};
    /// Members of the body, wherever they stand in it, that may hold credentials: their values are not kept.
    std::span<const std::string_view> hidden{};
};

} // namespace pilothouse::hooks
