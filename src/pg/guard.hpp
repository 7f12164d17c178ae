// The border between PostgreSQL's errors and C++ exceptions, both ways.
//
//   C++ → PostgreSQL  call([&] { … }) runs code that may raise an ERROR; the ERROR arrives as the
//                     exception Error, and its whole report stays on PostgreSQL's error stack.
//   PostgreSQL → C++  entry<F> is what PostgreSQL calls. Error goes on as the same ERROR; Refused
//                     and every other exception become a report after all destructors have run.
//
// Only entry<>, shielded() and attempt() (subtransaction.hpp) may stop an exception.
#pragma once

#include <exception>
#include <string>
#include <type_traits>
#include <utility>

#include "domain/result.hpp"
#include "pg/postgres.hpp"

namespace socle::pg {

// A PostgreSQL ERROR on its way through C++ frames.
struct Error {};

// A refusal on its way to the caller, with the place where it was raised.
class Refused : public std::exception {
 public:
  explicit Refused(Refusal refusal, const char* file = __builtin_FILE(),
                   int line = __builtin_LINE())
      : refusal_(std::move(refusal)), file_(file), line_(line) {}

  const Refusal& refusal() const { return refusal_; }
  const char* file() const { return file_; }
  int line() const { return line_; }
  const char* what() const noexcept override { return "refused"; }

 private:
  Refusal refusal_;
  const char* file_;
  int line_;
};

// The value, or its refusal as an exception.
template <class T>
T value_or_raise(Result<T> result, const char* file = __builtin_FILE(),
                 int line = __builtin_LINE()) {
  if (!result) throw Refused(result.refusal(), file, line);
  return std::move(result).value();
}
inline void check(const Check& result, const char* file = __builtin_FILE(),
                  int line = __builtin_LINE()) {
  if (!result) throw Refused(result.refusal(), file, line);
}

// Puts PostgreSQL's jump target back, whichever way a frame is left.
class RestoreJump {
 public:
  RestoreJump() = default;
  ~RestoreJump() { PG_exception_stack = outer_; }
  RestoreJump(const RestoreJump&) = delete;
  RestoreJump& operator=(const RestoreJump&) = delete;

 private:
  sigjmp_buf* const outer_ = PG_exception_stack;
};

// Runs `f`, which may raise a PostgreSQL ERROR. `f` and its result must be trivially destructible,
// because an ERROR leaves `f` by siglongjmp(). Everything read after the jump is const.
template <class F>
std::invoke_result_t<F&> call(F&& f) {
  using R = std::invoke_result_t<F&>;
  static_assert(std::is_trivially_destructible_v<std::remove_reference_t<F>>);
  static_assert(std::is_void_v<R> || std::is_trivially_destructible_v<R>);
  const RestoreJump restore_jump;
  ErrorContextCallback* const outer_context = error_context_stack;
  MemoryContext const memory = CurrentMemoryContext;
  sigjmp_buf jump;
  if (sigsetjmp(jump, 0) == 0) {
    PG_exception_stack = &jump;
    return f();
  }
  error_context_stack = outer_context;
  CurrentMemoryContext = memory;
  throw Error();
}

enum class Outcome { returned, rethrow, report };

// What is left of an exception once its frames are gone: plain buffers, nothing to destroy.
struct Report {
  int sqlstate;
  int line;
  const char* file;
  char message[512];
  char detail[4096];
  char hint[512];
};

// Describes the exception being handled. Never allocates, never throws.
Outcome describe_current_exception(Report& report) noexcept;

// Raises what `report` says as an ERROR.
[[noreturn]] void raise(const Report& report);

// Goes on with the ERROR that is on PostgreSQL's error stack.
[[noreturn]] void rethrow();

template <auto Function, class R, class... A>
[[gnu::noinline]] Outcome run_shielded(R& result, Report& report, A... args) noexcept {
  try {
    result = Function(args...);
    return Outcome::returned;
  } catch (...) {
    return describe_current_exception(report);
  }
}

// Calls a C++ function for PostgreSQL. The only kind of frame that raises: it owns no destructor,
// and every catch block has ended before.
template <auto Function, class... A>
auto shielded(A... args) -> std::invoke_result_t<decltype(Function), A...> {
  std::invoke_result_t<decltype(Function), A...> result{};
  Report report;
  switch (run_shielded<Function>(result, report, args...)) {
    case Outcome::returned:
      return result;
    case Outcome::rethrow:
      rethrow();
    case Outcome::report:
      raise(report);
  }
  pg_unreachable();
}

template <auto Function>
Datum entry(FunctionCallInfo fcinfo) {
  return shielded<Function>(fcinfo);
}

// Lets a cancel or a time-out act; for loops over rows.
inline void check_interrupts() {
  call([] { CHECK_FOR_INTERRUPTS(); });
}

}  // namespace socle::pg

// Exports a function of type Datum(FunctionCallInfo) under its SQL symbol.
#define SOCLE_ENTRY(name, function) SOCLE_SYMBOL(name, socle::pg::entry<function>)
// The same without the guard, for what enters it by itself.
#define SOCLE_SYMBOL(name, ...)                                \
  extern "C" {                                                 \
  PGDLLEXPORT Datum name(PG_FUNCTION_ARGS);                    \
  PG_FUNCTION_INFO_V1(name);                                   \
  Datum name(PG_FUNCTION_ARGS) { return __VA_ARGS__(fcinfo); } \
  }                                                            \
  static_assert(true)
