#pragma once

#include "core/ids.hpp"
#include "storage/database.hpp"

#include <cstdint>
#include <map>
#include <string>

/// Which pages of a list were sent, and what stood in them, so that only those that have changed are sent again. Every
/// call throws Failure when the database fails.
namespace pilothouse::storage {

/// The pages of the list below a card: page -> digest.
std::map<std::int64_t, std::int64_t> list_pages(Connection& store, const MessageKey& card);
void put_list_page(Connection& store, const MessageKey& card, std::int64_t page, std::int64_t digest);
/// Forgets the lists below the cards of a thing: those whose keys are `thing`, a slash, and anything.
void forget_list_pages(Connection& store, const std::string& thing);

} // namespace pilothouse::storage
