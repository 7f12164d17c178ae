// Workers for the database `worker`: one whose tasks fail two times out of three, one that hangs.
#include "pg/worker.hpp"

#include <stdexcept>

#include "counted.hpp"
#include "pg/spi.hpp"

namespace socle::test {

namespace {

constinit pg::Statement<std::int64_t, std::int64_t> record{
    "insert into test.ticks (task, alive) values ($1, $2)"};
constinit pg::Statement<> fail{"select 1 / 0"};
constinit std::int64_t task = 0;

void tick() {
  const Counted counted;
  ++task;
  pg::Spi spi;
  spi.run(record, task, Counted::alive);
  if (task % 3 == 1) throw std::runtime_error("the task of the test throws");
  if (task % 3 == 2) spi.run(fail);
}

constinit pg::Statement<> hang_statement{"select pg_sleep(3600)::text"};
void hang() {
  pg::Spi spi;
  spi.run(hang_statement);
}

void tick_always() { pg::work("worker", 20, tick); }
void hang_always() { pg::work("worker", 20, hang); }

std::int32_t start_worker(const std::string& function) {
  return pg::start_worker({"socle test worker", "socle_test", function.c_str()});
}

}  // namespace

}  // namespace socle::test

SOCLE_WORKER(test_ticking_worker, socle::test::tick_always);
SOCLE_WORKER(test_hanging_worker, socle::test::hang_always);
SOCLE_EXPORT(test_start_worker, socle::test::start_worker);
