#pragma once

#include "core/result.hpp"
#include "integrations/hooks/vendor.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

/// The bodies in tests/payloads, and who reads them.
namespace pilothouse::vendors {

struct Row {
    std::string_view name; ///< of the folder in tests/payloads
    const hooks::Vendor& (*vendor)();
    /// What comes with the body in the file of this name and says what the body does not.
    net::Headers (*headers)(std::string_view file);
};

/// One row a vendor.
const std::vector<Row>& rows();
const Row& row(std::string_view name);

std::filesystem::path folder(const Row& row);
/// The names of the vendor's bodies ("ping.json"), in order.
std::vector<std::string> bodies(const Row& row);
/// The whole text of a file.
std::string text_of(const std::filesystem::path& file);

/// What the vendor's reader makes of a body, with the headers that belong to the file of that name. Errors: the
/// reader's own, and bad_input for what is no JSON.
Result<hooks::Reading> read(const Row& row, std::string_view file, const std::string& body);

/// The same, of the file as it stands.
Result<hooks::Reading> read_file(const Row& row, std::string_view file);

} // namespace pilothouse::vendors
