#pragma once

#include "integrations/hooks/vendor.hpp"

namespace pilothouse::terraform {

/// Runs and health assessments of HCP Terraform and Terraform Enterprise.
const hooks::Vendor& vendor();

} // namespace pilothouse::terraform
