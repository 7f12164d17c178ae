#include "pg/worker.hpp"

#include <cstring>

namespace socle::pg {

namespace {

BackgroundWorker describe(const Worker& worker) {
  BackgroundWorker result{};
  result.bgw_flags = BGWORKER_SHMEM_ACCESS | BGWORKER_BACKEND_DATABASE_CONNECTION;
  result.bgw_start_time = BgWorkerStart_RecoveryFinished;
  result.bgw_restart_time = 5;
  if (worker.number > 0)
    pg_snprintf(result.bgw_name, BGW_MAXLEN, "%s %d", worker.name, worker.number);
  else
    strlcpy(result.bgw_name, worker.name, BGW_MAXLEN);
  strlcpy(result.bgw_type, worker.name, BGW_MAXLEN);
  strlcpy(result.bgw_library_name, worker.library, BGW_MAXLEN);
  strlcpy(result.bgw_function_name, worker.function, BGW_MAXLEN);
  result.bgw_main_arg = Int32GetDatum(worker.number);
  return result;
}

// The error of a body is logged and forgotten with its transaction.
int run_shielded_body(TransactionBody body, void* context) {
  call([] {
    SetCurrentStatementStartTimestamp();
    StartTransactionCommand();
    PushActiveSnapshot(GetTransactionSnapshot());
  });
  body(context);
  call([] {
    PopActiveSnapshot();
    CommitTransactionCommand();
    pgstat_report_stat(true);
  });
  return 0;
}

constinit WorkerTask only_task = nullptr;

}  // namespace

void register_worker(const Worker& worker) {
  BackgroundWorker description = describe(worker);
  RegisterBackgroundWorker(&description);
}

int start_worker(const Worker& worker) {
  BackgroundWorker description = describe(worker);
  description.bgw_restart_time = BGW_NEVER_RESTART;
  description.bgw_notify_pid = MyProcPid;
  return call([&]() -> int {
    BackgroundWorkerHandle* handle = nullptr;
    if (!RegisterDynamicBackgroundWorker(&description, &handle)) return 0;
    pid_t process = 0;
    if (WaitForBackgroundWorkerStartup(handle, &process) != BGWH_STARTED) return 0;
    return process;
  });
}

int worker_number() { return DatumGetInt32(MyBgworkerEntry->bgw_main_arg); }

bool survive(TransactionBody body, void* context) {
  MemoryContext const memory = CurrentMemoryContext;
  volatile bool is_done = false;
  // Plain C from here: the shield turns exceptions into ERRORs, which end in this frame.
  PG_TRY();
  {
    shielded<run_shielded_body>(body, context);
    is_done = true;
  }
  PG_CATCH();
  {
    MemoryContextSwitchTo(memory);
    HOLD_INTERRUPTS();
    EmitErrorReport();
    FlushErrorState();
    AbortCurrentTransaction();
    RESUME_INTERRUPTS();
  }
  PG_END_TRY();
  MemoryContextSwitchTo(memory);
  return is_done;
}

void work_in_rounds(const char* database, long interval_ms, WorkerRound round) {
  call([&] {
    pqsignal(SIGHUP, SignalHandlerForConfigReload);
    // Ends a task at its next check for interrupts: the server waits for its workers when it stops.
    pqsignal(SIGTERM, die);
    BackgroundWorkerUnblockSignals();
    BackgroundWorkerInitializeConnection(database, nullptr, 0);
  });
  while (ProcDiePending == 0) {
    round();
    call([&] {
      WaitLatch(MyLatch, WL_LATCH_SET | WL_TIMEOUT | WL_EXIT_ON_PM_DEATH, interval_ms,
                PG_WAIT_EXTENSION);
      ResetLatch(MyLatch);
      // Barriers of other backends among them: DROP DATABASE waits until every process has seen
      // its.
      HandleMainLoopInterrupts();
    });
  }
  // Status 0 would tell the server not to start the worker again.
  proc_exit(1);
}

void work(const char* database, long interval_ms, WorkerTask task) {
  only_task = task;
  work_in_rounds(database, interval_ms, [] { in_transaction([] { only_task(); }); });
}

}  // namespace socle::pg
