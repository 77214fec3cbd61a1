#pragma once

#include <openssl/types.h>

namespace pilothouse::net {

/// Trusts the certificate authorities of this machine: the hashed folder and the file that SSL_CERT_DIR and
/// SSL_CERT_FILE name, or OpenSSL's own. Each is read when a peer first needs it; reading all of them at the start
/// takes 35 ms and more than 1 MB. False when OpenSSL has no memory.
bool trust_machine(SSL_CTX* context);

} // namespace pilothouse::net
