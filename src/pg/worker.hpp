// A background worker: wakes up at an interval or when its latch is set, runs one task in one
// transaction, and survives the task's errors.
#pragma once

#include "pg/guard.hpp"

namespace socle::pg {

struct Worker {
  const char* name;      // as shown in pg_stat_activity
  const char* library;   // without directory
  const char* function;  // exported by SOCLE_WORKER
  int number = 0;        // of several of this name, from 1; it stands behind the name in ps
};

// From the library's start, while is_preloading(): the worker starts with the server.
void register_worker(const Worker& worker);

// Starts a worker from a running backend and returns its process id once it runs; 0 if there was no
// free slot (max_worker_processes).
int start_worker(const Worker& worker);

// The number of this worker.
int worker_number();

// Runs `f` in a transaction of its own; false if it threw or raised: then the transaction is rolled
// back and the error is logged. Only in a worker, outside of a transaction.
template <class F>
bool in_transaction(F&& f);

// The body of a worker: a round, then a rest of `interval_ms` or until its latch is set. Ends the
// process when it is asked to stop, also in the middle of a round. The server then starts a
// registered worker anew, unless it stops itself. A round does its work by in_transaction().
using WorkerRound = void (*)();
[[noreturn]] void work_in_rounds(const char* database, long interval_ms, WorkerRound round);

// The same with rounds of one transaction.
using WorkerTask = void (*)();
[[noreturn]] void work(const char* database, long interval_ms, WorkerTask task);

// For in_transaction().
using TransactionBody = void (*)(void* context);
bool survive(TransactionBody body, void* context);

template <class F>
bool in_transaction(F&& f) {
  return survive([](void* context) { (*static_cast<std::remove_reference_t<F>*>(context))(); }, &f);
}

}  // namespace socle::pg

// Exports the main function of a worker; `function` is void(), and calls work().
#define SOCLE_WORKER(name, function)       \
  extern "C" PGDLLEXPORT void name(Datum); \
  void name(Datum) {                       \
    socle::pg::shielded<[](int) -> int {   \
      function();                          \
      return 0;                            \
    }>(0);                                 \
  }                                        \
  static_assert(true)
