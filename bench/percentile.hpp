#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace pilothouse::bench {

/// The value below which `part` of them lie; 0 of none. Reorders them.
inline double percentile(std::vector<double>& values, double part) {
    if (values.empty()) return 0;
    const auto at = static_cast<std::size_t>(part * static_cast<double>(values.size() - 1));
    std::ranges::nth_element(values, values.begin() + static_cast<std::ptrdiff_t>(at));
    return values[at];
}

} // namespace pilothouse::bench
