// What an error must leave as it was.
#include <malloc.h>

#include <exception>
#include <stdexcept>

#include "pg/spi.hpp"
#include "pg/subtransaction.hpp"

namespace socle::test {

namespace {

// What PostgreSQL and the C++ runtime keep of the running call.
struct State {
  bool is_exception_pending = std::current_exception() != nullptr;
  int uncaught = std::uncaught_exceptions();
  const void* jump = PG_exception_stack;
  const void* context = error_context_stack;
  MemoryContext memory = CurrentMemoryContext;
  ResourceOwner owner = CurrentResourceOwner;
  Oid user = GetUserId();
  int level = GetCurrentTransactionNestLevel();
};

// Names what differs.
std::string difference(const State& before, const State& after) {
  std::string text;
  const auto compare = [&](const char* name, bool is_same) {
    if (!is_same) text += std::string(text.empty() ? "" : ", ") + name;
  };
  compare("exception", before.is_exception_pending == after.is_exception_pending);
  compare("uncaught", before.uncaught == after.uncaught);
  compare("PG_exception_stack", before.jump == after.jump);
  compare("error_context_stack", before.context == after.context);
  compare("CurrentMemoryContext", before.memory == after.memory);
  compare("CurrentResourceOwner", before.owner == after.owner);
  compare("user", before.user == after.user);
  compare("transaction level", before.level == after.level);
  return text;
}

// What a survived error of this SQL leaves different.
std::string changed_by_attempt(const std::string& sql) {
  const State before;
  const std::optional<pg::Failure> failure = pg::attempt([&] {
    pg::Spi spi;
    spi.script(sql);
  });
  if (!failure) return "no error";
  return difference(before, State());
}

// The same in the frame that call() returns to, before anything is rolled back.
std::string changed_by_call() {
  std::string text = "no error";
  pg::attempt([&] {
    const State before;
    bool is_caught = false;
    try {
      pg::call([] {
        ErrorContextCallback context{error_context_stack, [](void*) {}, nullptr};
        error_context_stack = &context;
        MemoryContextSwitchTo(TopMemoryContext);
        elog(ERROR, "in a call");
      });
    } catch (const pg::Error&) {
      is_caught = true;
    }
    if (!is_caught) return;
    text = difference(before, State());
    throw pg::Error();
  });
  return text;
}

// What an exception leaves different that a call() should not have thrown.
std::string changed_by_throw_in_call() {
  const State before;
  try {
    pg::call([] { throw std::runtime_error("in a call"); });
  } catch (const std::runtime_error&) {
  }
  return difference(before, State());
}

bool is_exception_pending() { return std::current_exception() != nullptr; }

bool is_parallel_worker() { return IsParallelWorker(); }

// Only to be asked where nobody has opened one.
bool is_spi_open() { return SPI_finish() != SPI_ERROR_UNCONNECTED; }

// Bytes that this process has taken from malloc: PostgreSQL's memory contexts and C++ alike.
std::int64_t heap_bytes() { return static_cast<std::int64_t>(mallinfo2().uordblks); }

}  // namespace

}  // namespace socle::test

SOCLE_EXPORT(test_changed_by_attempt, socle::test::changed_by_attempt);
SOCLE_EXPORT(test_changed_by_call, socle::test::changed_by_call);
SOCLE_EXPORT(test_changed_by_throw_in_call, socle::test::changed_by_throw_in_call);
SOCLE_EXPORT(test_is_exception_pending, socle::test::is_exception_pending);
SOCLE_EXPORT(test_is_parallel_worker, socle::test::is_parallel_worker);
SOCLE_EXPORT(test_is_spi_open, socle::test::is_spi_open);
SOCLE_EXPORT(test_heap_bytes, socle::test::heap_bytes);
