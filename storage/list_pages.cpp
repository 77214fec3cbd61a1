#include "storage/list_pages.hpp"

#include "storage/keys_below.hpp"

namespace pilothouse::storage {

std::map<std::int64_t, std::int64_t> list_pages(Connection& store, const MessageKey& card) {
    std::map<std::int64_t, std::int64_t> pages;
    store.each("SELECT page, digest FROM list_pages WHERE card = $1", {card.value}, [&](const Row& row) {
        pages[row.integer(0)] = row.integer(1);
    });
    return pages;
}

void put_list_page(Connection& store, const MessageKey& card, std::int64_t page, std::int64_t digest) {
    store.run(
        "INSERT INTO list_pages (card, page, digest) VALUES ($1, $2, $3) "
        "ON CONFLICT (card, page) DO UPDATE SET digest = excluded.digest",
        {card.value, page, digest}
    );
}

void forget_list_pages(Connection& store, const std::string& thing) {
    const KeysBelow cards(thing);
    store.run("DELETE FROM list_pages WHERE card >= $1 AND card < $2", {cards.first, cards.end});
}

} // namespace pilothouse::storage
