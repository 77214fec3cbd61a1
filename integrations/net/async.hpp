#pragma once

#include "core/clock.hpp"
#include "core/result.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

/// Network coroutines: one io_context on one thread, so nothing here takes a lock.
namespace pilothouse::net {

template <class T>
using awaitable = boost::asio::awaitable<T>;
using executor = boost::asio::any_io_executor;

/// Waits for `span`. Errors: cancelled.
awaitable<Result<void>> pause(Duration span);

} // namespace pilothouse::net
