// A value of a table that the backend remembers until the table changes.
#include "pg/cache.hpp"
#include "pg/snapshot.hpp"
#include "pg/trigger.hpp"

namespace socle::test {

namespace {

constinit Oid price_table = InvalidOid;
constinit std::int64_t remembered_price = 0;
constinit std::int64_t times_read = 0;
constinit std::uint64_t times_forgotten = 0;

void forget(Oid table) noexcept {
  ++times_forgotten;
  if (table == InvalidOid || table == price_table) price_table = InvalidOid;
}

constinit pg::SchemaStatement<> read_price{"select max(price) from {schema}.prices"};

std::int64_t price(pg::Schema schema) {
  pg::hear_of_changes();
  if (price_table != InvalidOid) return remembered_price;
  const std::uint64_t before = times_forgotten;
  const pg::LatestSnapshot now;
  pg::Spi spi(pg::Access::read);
  const auto found = std::get<0>(spi.row<std::int64_t>(read_price, schema).value());
  ++times_read;
  if (times_forgotten == before && now.is_latest()) {
    price_table = pg::find_table(schema.oid, "prices");
    remembered_price = found;
  }
  return found;
}

std::int64_t price_reads() { return times_read; }

void price_changed(pg::Trigger& trigger) { pg::announce_change(trigger.table()); }

}  // namespace

void listen_for_prices() { pg::on_table_change(forget); }

}  // namespace socle::test

SOCLE_EXPORT(test_price, socle::test::price);
SOCLE_EXPORT(test_price_reads, socle::test::price_reads);
SOCLE_TRIGGER(test_price_changed, socle::test::price_changed);
