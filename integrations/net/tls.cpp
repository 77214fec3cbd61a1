#include "integrations/net/tls.hpp"

#include "integrations/net/tls_state.hpp"
#include "integrations/net/trust.hpp"

#include <boost/system/error_code.hpp>

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <new>
#include <utility>

namespace pilothouse::net {

namespace ssl = boost::asio::ssl;

namespace {

std::shared_ptr<ssl::context> modern_context(ssl::context::method method) {
    auto context = std::make_shared<ssl::context>(method);
    SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
    // Renegotiation is only good for attacks; nobody here asks for it.
    SSL_CTX_set_options(context->native_handle(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    return context;
}

std::unexpected<Error> unusable(const std::string& what, const std::string& file, const std::string& why) {
    ERR_clear_error();
    return fail(
        Errc::bad_input, "the " + what + " '" + file + "' can't be used: " + why,
        "Check that the file is there, readable and in PEM form."
    );
}

} // namespace

Result<TlsClient> TlsClient::create(const std::string& ca_file) {
    auto context = modern_context(ssl::context::tls_client);
    boost::system::error_code error;
    context->set_verify_mode(ssl::verify_peer);
    if (!trust_machine(context->native_handle())) throw std::bad_alloc();
    if (!ca_file.empty()) {
        context->load_verify_file(ca_file, error);
        if (error) return unusable("certificate authority file", ca_file, error.message());
    }
    return TlsClient{std::make_shared<State>(std::move(context))};
}

Result<TlsServer> TlsServer::create(const std::string& certificate_file, const std::string& key_file) {
    auto context = modern_context(ssl::context::tls_server);
    boost::system::error_code error;
    context->use_certificate_chain_file(certificate_file, error);
    if (error) return unusable("certificate file", certificate_file, error.message());
    // A key with a pass phrase would make OpenSSL ask on the terminal; an empty one makes it fail instead.
    context->set_password_callback([](std::size_t, ssl::context::password_purpose) { return std::string{}; }, error);
    context->use_private_key_file(key_file, ssl::context::pem, error);
    if (error) return unusable("key file", key_file, error.message());
    if (SSL_CTX_check_private_key(context->native_handle()) != 1)
        return unusable("key file", key_file, "it does not belong to the certificate '" + certificate_file + "'");
    return TlsServer{std::make_shared<State>(std::move(context))};
}

} // namespace pilothouse::net
