// Errors in both directions through frames that own something.
#include <new>
#include <stdexcept>

#include "counted.hpp"
#include "pg/spi.hpp"

namespace socle::test {

namespace {

// Raised by throw_refused(); the tests know these texts.
constexpr ErrorDefinition refused{"test_refused",
                                  "PT409",
                                  409,
                                  "the test was refused",
                                  "le test est refusé",
                                  "Do 100%s of what the test says.",
                                  "Faites ce que dit le test."};

// Runs any SQL below frames with destructors.
std::int64_t run(const std::string& sql) {
  const Counted outer;
  pg::Spi spi;
  const Counted inner;
  spi.script(sql);
  return static_cast<std::int64_t>(SPI_processed);
}

constexpr int refused_line = __LINE__ + 1;
void throw_refused() { throw pg::Refused(Refusal(refused).with("text", "a \"quoted\" é 100%s")); }

// The parameter is how many times two bytes of UTF-8 stand in DETAIL.
void throw_refused_with_long_detail(std::int32_t length) {
  std::string text;
  for (std::int32_t i = 0; i < length; ++i) text += "é";
  throw pg::Refused(Refusal(refused).with("text", text));
}

void throw_exception(const std::string& kind, const std::string& message) {
  const Counted counted;
  if (kind == "runtime_error") throw std::runtime_error(message);
  if (kind == "int") throw 42;
  if (kind == "bad_alloc") throw std::bad_alloc();
  if (kind == "refused") throw_refused();
  throw std::invalid_argument("unknown kind");
}

// What a C++ program finds when it asks for more than there is.
std::int64_t allocate(std::int64_t bytes) {
  const Counted counted;
  const std::vector<char> memory(static_cast<std::size_t>(bytes));
  return static_cast<std::int64_t>(memory.size());
}

// One C++ frame per level, each reached through SPI, until the stack ends.
constinit pg::Statement<std::int64_t> descend_more{"select test.descend($1 + 1)"};
std::int64_t descend(std::int64_t level) {
  const Counted counted;
  pg::Spi spi(pg::Access::read);
  return std::get<0>(spi.row<std::int64_t>(descend_more, level).value());
}

std::int32_t line_of_refusal() { return refused_line; }
std::int64_t alive() { return Counted::alive; }
std::int64_t destroyed() { return Counted::destroyed; }

}  // namespace

}  // namespace socle::test

SOCLE_EXPORT(test_run, socle::test::run);
SOCLE_EXPORT(test_throw, socle::test::throw_exception);
SOCLE_EXPORT(test_throw_refused_with_long_detail, socle::test::throw_refused_with_long_detail);
SOCLE_EXPORT(test_line_of_refusal, socle::test::line_of_refusal);
SOCLE_EXPORT(test_allocate, socle::test::allocate);
SOCLE_EXPORT(test_descend, socle::test::descend);
SOCLE_EXPORT(test_alive, socle::test::alive);
SOCLE_EXPORT(test_destroyed, socle::test::destroyed);
