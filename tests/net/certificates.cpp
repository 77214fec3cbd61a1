#include "tests/net/support/certificates.hpp"

#include <cstdlib>
#include <fstream>
#include <stdexcept>

namespace pilothouse::tests {

const Certificates& Certificates::get() {
    static const Certificates made;
    return made;
}

Certificates::Certificates() {
    std::string pattern = (std::filesystem::temp_directory_path() / "pilothouse-net-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder for certificates");
    folder_ = pattern;
    make_authority("ca");
    make_authority("other");
    std::filesystem::create_directory(folder_ / "hashed");
    std::filesystem::copy_file(folder_ / "ca.pem", folder_ / "hashed" / "ca.pem");
    run("rehash hashed");
    make_leaf("good", "ca", "DNS:localhost,IP:127.0.0.1", 30);
    make_leaf("wrong_host", "ca", "DNS:elsewhere.example", 30);
    make_leaf("expired", "ca", "DNS:localhost,IP:127.0.0.1", -1);
    make_leaf("by_other", "other", "DNS:localhost,IP:127.0.0.1", 30);
    run("ecparam -name prime256v1 -genkey -noout -out self_signed.key");
    run("req -x509 -new -key self_signed.key -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1 "
        "-days 30 -out self_signed.pem");
}

Certificates::~Certificates() {
    std::error_code ignored; // a folder left in /tmp does no harm
    std::filesystem::remove_all(folder_, ignored);
}

void Certificates::run(const std::string& arguments) const {
    const std::string command = "cd '" + folder_.string() + "' && openssl " + arguments + " >log 2>&1";
    if (std::system(command.c_str()) != 0) throw std::runtime_error("openssl failed: " + arguments);
}

void Certificates::make_authority(const std::string& name) const {
    run("ecparam -name prime256v1 -genkey -noout -out " + name + ".key");
    run("req -x509 -new -key " + name + ".key -subj '/CN=Test authority " + name + "' -days 30 -out " + name + ".pem");
}

void Certificates::make_leaf(const std::string& name, const std::string& by, const std::string& hosts, int days) const {
    std::ofstream(folder_ / (name + ".ext")) << "subjectAltName=" << hosts << "\n";
    run("ecparam -name prime256v1 -genkey -noout -out " + name + ".key");
    run("req -new -key " + name + ".key -subj /CN=localhost -out " + name + ".csr");
    run("x509 -req -in " + name + ".csr -CA " + by + ".pem -CAkey " + by + ".key -CAcreateserial -days " +
        std::to_string(days) + " -extfile " + name + ".ext -out " + name + ".pem");
}

} // namespace pilothouse::tests
