#include "integrations/hooks/body_key.hpp"

#include "core/sha256.hpp"

namespace pilothouse::hooks {

std::string body_key(const Delivery& delivery) {
    return sha256_hex(delivery.body) + "/" + std::to_string(to_unix_ms(delivery.received) / body_window.count());
}

} // namespace pilothouse::hooks
