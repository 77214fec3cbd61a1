#include "integrations/net/trust.hpp"

#include "core/log.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include <cstdlib>
#include <memory>
#include <string>

namespace pilothouse::net {

namespace {

const char* value_or(const char* variable, const char* otherwise) {
    const char* value = std::getenv(variable);
    return value != nullptr ? value : otherwise;
}

/// OpenSSL asks this after the hashed folder: the first time, the whole file is read into the store.
int find_in_file(X509_LOOKUP* lookup, X509_LOOKUP_TYPE type, const X509_NAME* name, X509_OBJECT* found) {
    static char read_already;
    if (type != X509_LU_X509 || X509_LOOKUP_get_method_data(lookup) != nullptr) return 0;
    X509_LOOKUP_set_method_data(lookup, &read_already);
    const char* file = value_or(X509_get_default_cert_file_env(), X509_get_default_cert_file());
    X509_STORE* store = X509_LOOKUP_get_store(lookup);
    if (X509_STORE_load_file(store, file) != 1) {
        log::warn("tls.authorities.unread", {{"file", file}});
        ERR_clear_error();
        return 0;
    }
    X509_OBJECT* kept = X509_OBJECT_retrieve_by_subject(X509_STORE_get0_objects(store), type, name);
    if (kept == nullptr) return 0;
    X509* certificate = X509_OBJECT_get0_X509(kept);
    if (X509_OBJECT_set1_X509(found, certificate) != 1) return 0;
    X509_free(certificate); // the caller counts a reference of its own, as OpenSSL's own lookups expect
    return 1;
}

using LookupMethod = std::unique_ptr<X509_LOOKUP_METHOD, decltype(&X509_LOOKUP_meth_free)>;

X509_LOOKUP_METHOD* file_when_needed() {
    static const LookupMethod method = [] {
        LookupMethod made(X509_LOOKUP_meth_new("file, when needed"), &X509_LOOKUP_meth_free);
        if (made) X509_LOOKUP_meth_set_get_by_subject(made.get(), &find_in_file);
        return made;
    }();
    return method.get();
}

} // namespace

bool trust_machine(SSL_CTX* context) {
    X509_STORE* store = SSL_CTX_get_cert_store(context);
    X509_LOOKUP* folder = X509_STORE_add_lookup(store, X509_LOOKUP_hash_dir());
    const char* where = value_or(X509_get_default_cert_dir_env(), X509_get_default_cert_dir());
    return folder != nullptr && X509_LOOKUP_add_dir(folder, where, X509_FILETYPE_PEM) == 1 &&
           X509_STORE_add_lookup(store, X509_LOOKUP_file()) != nullptr &&
           X509_STORE_add_lookup(store, file_when_needed()) != nullptr;
}

} // namespace pilothouse::net
