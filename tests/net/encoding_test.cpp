#include "integrations/net/encoding.hpp"
#include "integrations/net/hmac.hpp"

#include <catch2/catch.hpp>

using namespace pilothouse::net;

TEST_CASE("hexadecimal digits of either case are bytes, and nothing else is") {
    CHECK(hex_decoded("00fFa9") == std::string("\x00\xFF\xA9", 3));
    CHECK(hex_decoded("")->empty());
    for (const auto* wrong : {"0", "0g", "0x", " 0", "00 ", "+1", "-1"})
        CHECK_FALSE(hex_decoded(wrong));
}

TEST_CASE("base64 is read with its padding") {
    CHECK(base64_decoded("Zg==") == "f");
    CHECK(base64_decoded("Zm8=") == "fo");
    CHECK(base64_decoded("Zm9v") == "foo");
    CHECK(base64_decoded("Zm9vYmFy") == "foobar");
    CHECK(base64_decoded("+/+/") == "\xFB\xFF\xBF");
    CHECK(base64_decoded("")->empty());
    for (const auto* wrong :
         {"Z", "Zg", "Zm8", "Zg=", "Zg===", "Z===", "Zm8==", "=", "====", "Zm=v", "Zm9v=", "Zm9v Zg==", "-_-_",
          "Zg==Zg=="})
        CHECK_FALSE(base64_decoded(wrong));
}

TEST_CASE("the published HMAC values come out (RFC 4231, case 2)") {
    constexpr auto* key = "Jefe";
    constexpr auto* message = "what do ya want for nothing?";
    CHECK(hmac_sha256_hex(key, message) == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    CHECK(hmac_sha256(key, message) == hex_decoded(hmac_sha256_hex(key, message)));
    CHECK(
        hmac_sha512(key, message) == hex_decoded("164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
                                                 "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737")
    );
    CHECK(hmac_sha256("", "") == hmac_sha256({}, {}));
}
