#pragma once

#include "integrations/net/byte_stream.hpp"
#include "integrations/net/limiter.hpp"
#include "integrations/net/tls.hpp"
#include "integrations/net/url.hpp"

#include <string>

namespace pilothouse::net {

/// Resolves, connects and, for a TLS URL, shakes hands with the URL's host until `deadline`; addresses are tried
/// in the resolver's order. Errors: unavailable (with the reason in words), cancelled.
awaitable<Result<StreamPtr>> connect_to(executor loop, TlsClient tls, Url url, SteadyTime deadline);

} // namespace pilothouse::net
