#include "integrations/net/hmac.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <climits>
#include <stdexcept>

namespace pilothouse::net {

namespace {

std::string hmac(const EVP_MD* digest, std::string_view key, std::string_view message) {
    if (key.size() > INT_MAX) throw std::length_error("a key of more than 2 GiB");
    std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
    unsigned int length = 0;
    // OpenSSL takes a null key for "the key of before".
    const char* const key_data = key.empty() ? "" : key.data();
    const auto* data = reinterpret_cast<const unsigned char*>(message.data());
    if (!HMAC(digest, key_data, static_cast<int>(key.size()), data, message.size(), mac.data(), &length))
        throw std::runtime_error("OpenSSL has no such HMAC");
    return {reinterpret_cast<const char*>(mac.data()), length};
}

} // namespace

std::string hmac_sha256(std::string_view key, std::string_view message) {
    return hmac(EVP_sha256(), key, message);
}

std::string hmac_sha512(std::string_view key, std::string_view message) {
    return hmac(EVP_sha512(), key, message);
}

std::string hmac_sha256_hex(std::string_view key, std::string_view message) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string hex;
    for (const char c : hmac_sha256(key, message)) {
        const auto value = static_cast<unsigned char>(c);
        hex += digits[value >> 4U];
        hex += digits[value & 0xFU];
    }
    return hex;
}

bool equal_in_constant_time(std::string_view left, std::string_view right) {
    return left.size() == right.size() && CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

} // namespace pilothouse::net
