#pragma once

#include <string>
#include <string_view>

namespace pilothouse::jenkins {

/// The job of a build's address, with its folders: "payments/checkout" of
/// https://host/jenkins/job/payments/job/checkout/42/ and of job/payments/job/checkout/42/. Empty when there is none.
std::string job_path(std::string_view url);

/// "42" of the same; empty when it does not end in a number.
std::string build_number(std::string_view url);

/// The path of the same below Jenkins' own address: "job/payments/job/checkout/42". Empty for what is no build's, or
/// could lead anywhere else.
std::string build_path(std::string_view url);

} // namespace pilothouse::jenkins
