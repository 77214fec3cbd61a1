#pragma once

#include <string>
#include <string_view>

/// Addresses that come from outside: they may hold anything.
namespace pilothouse::hooks {

/// An address that can be linked to: http or https, with what could end the link early percent-encoded. A relative one
/// ("?orgId=1", "/d/1") is resolved against `base`. Empty for anything else.
std::string web_link(std::string_view text, std::string_view base = {});

/// `base` and `path` with one slash between; empty when `base` is.
std::string joined(std::string_view base, std::string_view path);

/// "acme/api" of "git@host:acme/api.git" and "https://host/acme/api"; empty for what is no address of a repository.
std::string repository_path(std::string_view address);

} // namespace pilothouse::hooks
