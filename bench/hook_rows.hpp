#pragma once

#include "bench/peer.hpp"

#include <set>

namespace pilothouse::bench {

/// The second table: webhooks that are durable before their 2xx, beside nginx that answers 204 and keeps nothing.
/// Closed loops send `requests` each. Only the rows in `only`, which are numbered on from `first`; empty: all.
void bench_hooks(Stage& stage, int requests, const std::set<int>& only, int first);

} // namespace pilothouse::bench
