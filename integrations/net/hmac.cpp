#include "integrations/net/hmac.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <climits>
#include <stdexcept>

namespace pilothouse::net {

std::string hmac_sha256_hex(std::string_view key, std::string_view message) {
    constexpr std::string_view digits = "0123456789abcdef";
    if (key.size() > INT_MAX) throw std::length_error("a key of more than 2 GiB");
    std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
    unsigned int length = 0;
    const auto* data = reinterpret_cast<const unsigned char*>(message.data());
    if (!HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), data, message.size(), mac.data(), &length))
        throw std::runtime_error("OpenSSL has no HMAC-SHA256");
    std::string hex;
    hex.reserve(2UL * length);
    for (unsigned int i = 0; i < length; ++i) {
        hex += digits[mac[i] >> 4U];
        hex += digits[mac[i] & 0xFU];
    }
    return hex;
}

bool equal_in_constant_time(std::string_view left, std::string_view right) {
    return left.size() == right.size() && CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

} // namespace pilothouse::net
