#include "integrations/hooks/body_key.hpp"

#include "core/sha256.hpp"

namespace pilothouse::hooks {

std::string body_key(const Delivery& delivery) {
    using TenMinutes = std::chrono::duration<std::int64_t, std::ratio<600>>;
    const auto window = std::chrono::floor<TenMinutes>(delivery.received).time_since_epoch().count();
    return sha256_hex(delivery.body) + "/" + std::to_string(window);
}

} // namespace pilothouse::hooks
