#pragma once

#include "core/result.hpp"

#include <memory>
#include <string>

namespace pilothouse::net {

/// How connections are encrypted. There is no way to switch verification off.
class TlsClient {
public:
    /// Peer and host name verified against the system's authorities and, where given, those in `ca_file` (PEM).
    /// TLS 1.2 and newer. Errors: bad_input when the file can't be read.
    static Result<TlsClient> create(const std::string& ca_file = {});

    struct State;
    std::shared_ptr<State> state;
};

class TlsServer {
public:
    /// Errors: bad_input when the files can't be read or don't belong together.
    static Result<TlsServer> create(const std::string& certificate_file, const std::string& key_file);

    struct State;
    std::shared_ptr<State> state;
};

} // namespace pilothouse::net
