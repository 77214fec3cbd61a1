#pragma once

#include "integrations/net/tls.hpp"

#include <boost/asio/ssl/context.hpp>

#include <memory>

/// What stands behind tls.hpp; only the byte stream needs it.
namespace pilothouse::net {

struct TlsClient::State {
    std::shared_ptr<boost::asio::ssl::context> context;
};

struct TlsServer::State {
    std::shared_ptr<boost::asio::ssl::context> context;
};

} // namespace pilothouse::net
