// Rows of test.keyed by their uuid.
#include "pg/keyed_rows.hpp"

namespace socle::test {

namespace {

constexpr pg::ExpectedColumn columns[] = {
    {"colour", "colour"}, {"word", nullptr}, {"number", "int8"}};
constinit pg::KeyedTable table{"keyed", "key", columns};

std::string read(pg::Schema schema, const Uuid& key) {
  std::string found;
  pg::KeyedRows rows(schema, table, key);
  while (rows.next()) {
    if (!found.empty()) found += ", ";
    const auto number = rows.get<std::optional<std::int64_t>>(2);
    found += rows.label(0) + ' ' + rows.label(1) + ' ' + (number ? std::to_string(*number) : "-");
  }
  return found;
}

// In the caller's snapshot.
std::string read_keyed(pg::Schema schema, const std::optional<Uuid>& key) {
  return read(schema, key.value());
}

// And what was written just before.
std::string read_keyed_now(pg::Schema schema, const std::optional<Uuid>& key) {
  const pg::FreshSnapshot now;
  return read(schema, key.value());
}

}  // namespace

}  // namespace socle::test

SOCLE_EXPORT(test_read_keyed, socle::test::read_keyed);
SOCLE_EXPORT(test_read_keyed_now, socle::test::read_keyed_now);
