// socle_test: a library that uses the adapter as a system does, and in ways that must fail.
#include "pg/module.hpp"
#include "pg/direct_table.hpp"
#include "pg/enum.hpp"
#include "pg/keyed_rows.hpp"

namespace socle::test {

void listen_for_prices();

void start() {
  listen_for_prices();
  pg::listen_for_shape_changes();
  pg::listen_for_keyed_tables();
  pg::listen_for_enum_changes();
}

}  // namespace socle::test

SOCLE_MODULE(socle::test::start);
