#pragma once

#include <string>
#include <string_view>

namespace pilothouse::storage {

/// The keys that are a thing's name, a slash, and anything: those from `first` on that come before `end`.
struct KeysBelow {
    explicit KeysBelow(std::string_view thing) : first(std::string(thing) + "/"), end(std::string(thing) + "0") {}

    std::string first;
    std::string end; ///< "0" comes after "/"
};

} // namespace pilothouse::storage
