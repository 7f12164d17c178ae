// Work that does not end by itself.
#include "counted.hpp"
#include "pg/set_result.hpp"

namespace socle::test {

namespace {

// A C++ loop that asks for interrupts.
void loop() {
  const Counted counted;
  for (;;) pg::check_interrupts();
}

constinit pg::Statement<double> sleep_statement{"select pg_sleep($1)::text"};
void sleep(double seconds) {
  const Counted counted;
  pg::Spi spi;
  spi.run(sleep_statement, seconds);
}

Datum endless_rows(FunctionCallInfo fcinfo) {
  const Counted counted;
  pg::SetResult result(fcinfo);
  for (std::int64_t n = 0;; ++n) result.add(n, std::string("row"));
}

}  // namespace

}  // namespace socle::test

SOCLE_EXPORT(test_loop, socle::test::loop);
SOCLE_EXPORT(test_sleep, socle::test::sleep);
SOCLE_ENTRY(test_endless_rows, socle::test::endless_rows);
