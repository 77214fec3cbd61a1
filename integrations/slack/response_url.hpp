#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace pilothouse::slack {

/// Which response_url we post to. The address comes from outside, so it is compared as text with a few known
/// beginnings, before anything takes it apart: no parser can then read another host in it than this did.
class ResponseUrls {
public:
    ResponseUrls() = default;
    /// `hosts` are names (hooks.slack.com), with a port where it is not 443, taken over https only; `api_url` is the
    /// Web API's, whose own scheme, host and port are taken too, so that a double of Slack works. What is not a
    /// plain host name is left out.
    ResponseUrls(const std::vector<std::string>& hosts, std::string_view api_url);

    /// True when `url` may be posted to.
    [[nodiscard]] bool accept(std::string_view url) const;

private:
    std::vector<std::string> beginnings_; ///< each with the slash that ends the authority
};

} // namespace pilothouse::slack
