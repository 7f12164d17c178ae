// Errors that are survived, and those that are not.
#include "counted.hpp"
#include "pg/spi.hpp"
#include "pg/subtransaction.hpp"

namespace socle::test {

namespace {

constexpr ErrorDefinition refused{"test_refused",
                                  "PT422",
                                  422,
                                  "the test was refused",
                                  "le test est refusé",
                                  "Do what the test says.",
                                  "Faites ce que dit le test."};

std::string describe(const std::optional<pg::Failure>& failure) {
  if (!failure) return "fine";
  return failure->sqlstate + "|" + failure->message + "|" + failure->constraint;
}

void run(const std::string& sql) {
  const Counted counted;
  pg::Spi spi;
  spi.script(sql);
}

// SQLSTATE, message and constraint of the survived error, or "fine".
std::string attempt(const std::string& sql) {
  return describe(pg::attempt([&] { run(sql); }));
}

// The same with an open connection to SPI around it, which must stay usable.
std::string attempt_in_spi(const std::string& before, const std::string& sql,
                           const std::string& after) {
  pg::Spi spi;
  spi.script(before);
  const auto failure = pg::attempt([&] { spi.script(sql); });
  spi.script(after);
  return describe(failure);
}

// An attempt in an attempt, with work of the outer one before and after.
std::string attempt_twice(const std::string& before, const std::string& sql,
                          const std::string& after) {
  std::string inner;
  const auto outer = pg::attempt([&] {
    run(before);
    inner = describe(pg::attempt([&] { run(sql); }));
    run(after);
  });
  return inner + " / " + describe(outer);
}

// A refusal that is thrown in C++ two attempts deep, after `sql`; what was survived of it.
std::string attempt_refused(const std::string& sql, const std::string& only) {
  std::string inner;
  const auto outer = pg::attempt(
      [&] {
        const auto work = [&] {
          run(sql);
          throw pg::Refused(Refusal(refused).with("why", "thrown in an attempt"));
        };
        inner = describe(pg::attempt(work, only));
      },
      only);
  return inner + " / " + describe(outer);
}

// A refusal of the function itself, caught where it is known what to do.
std::string catch_refused(const std::string& sql) {
  try {
    pg::attempt(
        [&] {
          run(sql);
          throw pg::Refused(Refusal(refused));
        },
        pg::unique_violation);
  } catch (const pg::Refused& refusal) {
    return std::string(refusal.refusal().definition().name);
  }
  return "swallowed";
}

}  // namespace

}  // namespace socle::test

SOCLE_EXPORT(test_attempt, socle::test::attempt);
SOCLE_EXPORT(test_attempt_in_spi, socle::test::attempt_in_spi);
SOCLE_EXPORT(test_attempt_twice, socle::test::attempt_twice);
SOCLE_EXPORT(test_attempt_refused, socle::test::attempt_refused);
SOCLE_EXPORT(test_catch_refused, socle::test::catch_refused);
