#include "bench/nginx.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <fstream>
#include <string>

namespace pilothouse::bench {

namespace {

constexpr const char* program = "/usr/sbin/nginx";

constexpr const char* configuration = R"(daemon off;
master_process off;
pid nginx.pid;
error_log stderr error;
events { worker_connections 2048; }
http {
    access_log off;
    client_body_temp_path body;
    proxy_temp_path proxy;
    fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi;
    scgi_temp_path scgi;
    client_body_buffer_size 256k;
    client_max_body_size 2m;
    keepalive_requests 10000000;
    tcp_nodelay on;
)";

} // namespace

bool has_nginx() {
    return std::filesystem::exists(program);
}

std::uint16_t free_port() {
    using boost::asio::ip::tcp;
    boost::asio::io_context loop;
    return tcp::acceptor(loop, tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0)).local_endpoint().port();
}

Result<program::Child> start_nginx(const std::filesystem::path& folder, std::uint16_t port) {
    const auto home = folder / ("nginx-" + std::to_string(port));
    std::filesystem::create_directory(home);
    const auto file = (home / "nginx.conf").string();
    std::ofstream(file) << configuration << "    server {\n        listen 127.0.0.1:" << port
                        << ";\n        location / { return 204; }\n    }\n}\n";
    return program::Child::start({program, "-p", home.string(), "-c", file, "-e", "stderr"}, {});
}

} // namespace pilothouse::bench
