#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace pilothouse::net {

/// The completion token of this folder: an operation's error code is a value, `auto [error, n] = co_await ...`.
inline constexpr auto as_result = boost::asio::as_tuple(boost::asio::use_awaitable);

} // namespace pilothouse::net
