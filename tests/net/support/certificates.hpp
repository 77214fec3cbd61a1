#pragma once

#include <filesystem>
#include <string>

namespace pilothouse::tests {

/// A folder of certificates made for one run of the tests, removed with it.
class Certificates {
public:
    /// Made at the first use, once for all tests.
    static const Certificates& get();
    ~Certificates();

    [[nodiscard]] std::string authority() const { return path("ca.pem"); }

    [[nodiscard]] std::string other_authority() const { return path("other.pem"); }

    /// A folder as OpenSSL looks authorities up in, with the authority in it.
    [[nodiscard]] std::string hashed_folder() const { return path("hashed"); }

    /// good (localhost, 127.0.0.1), wrong_host, expired, self_signed, by_other
    [[nodiscard]] std::string certificate(const std::string& name) const { return path(name + ".pem"); }

    [[nodiscard]] std::string key(const std::string& name) const { return path(name + ".key"); }

    [[nodiscard]] std::string path(const std::string& file) const { return (folder_ / file).string(); }

private:
    Certificates();
    void run(const std::string& arguments) const;
    void make_authority(const std::string& name) const;
    void make_leaf(const std::string& name, const std::string& by, const std::string& hosts, int days) const;

    std::filesystem::path folder_;
};

} // namespace pilothouse::tests
