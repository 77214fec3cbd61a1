#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace pilothouse::config {

/// The known word that `word` was most likely meant to be, or nothing when none is near enough: at most a third of
/// its letters wrong, a swap of neighbours counting once; failing that, one that begins alike.
std::string_view nearest(std::string_view word, const std::vector<std::string_view>& known);

/// ", did you mean 'staging'?", or the whole short list of what is known, or nothing.
std::string suggestion(std::string_view word, const std::vector<std::string_view>& known);

} // namespace pilothouse::config
