#pragma once

#include "integrations/net/http.hpp"
#include "sandbox/slack/world.hpp"

namespace pilothouse::sandbox {

/// POST /upload/<id>: the bytes of a file, as they are or as multipart/form-data.
net::HttpResponse take_upload(World& world, const net::HttpRequest& request);
/// GET /files/<id>/<name>
net::HttpResponse give_file(const World& world, const net::HttpRequest& request);

} // namespace pilothouse::sandbox
