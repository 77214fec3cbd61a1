// Parsed once for the tests, beside what their floors have.
#include <catch2/catch.hpp>

#include <fstream>
