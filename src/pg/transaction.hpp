// Ends of transactions.
#pragma once

#include "pg/guard.hpp"

namespace socle::pg {

// Told when the top transaction has ended, either way. Must not throw, raise or read the database:
// an error at this point would stop the server.
using TransactionEnded = void (*)() noexcept;

template <TransactionEnded Ended>
void transaction_callback(XactEvent event, void*) {
  switch (event) {
    case XACT_EVENT_COMMIT:
    case XACT_EVENT_ABORT:
    case XACT_EVENT_PARALLEL_COMMIT:
    case XACT_EVENT_PARALLEL_ABORT:
    case XACT_EVENT_PREPARE:
      Ended();
      break;
    default:
      break;
  }
}

// Registers for the life of the backend. Call from the library's start.
template <TransactionEnded Ended>
void on_transaction_end() {
  RegisterXactCallback(transaction_callback<Ended>, nullptr);
}

// The same with whether it was committed, or prepared to be.
using TransactionOutcome = void (*)(bool is_committed) noexcept;

template <TransactionOutcome Ended>
void outcome_callback(XactEvent event, void*) {
  if (event == XACT_EVENT_COMMIT || event == XACT_EVENT_PREPARE) Ended(true);
  if (event == XACT_EVENT_ABORT) Ended(false);
}

template <TransactionOutcome Ended>
void on_transaction_outcome() {
  RegisterXactCallback(outcome_callback<Ended>, nullptr);
}

// Told before PREPARE TRANSACTION; may throw to refuse it.
using PrepareStarted = void (*)();

template <PrepareStarted Started>
void prepare_callback(XactEvent event, void*) {
  if (event != XACT_EVENT_PRE_PREPARE) return;
  shielded<[](int) -> int {
    Started();
    return 0;
  }>(0);
}

template <PrepareStarted Started>
void before_prepare() {
  RegisterXactCallback(prepare_callback<Started>, nullptr);
}

// Transactions that begin to write from now on have this id or a larger one. As text, for xid8.
inline std::string next_transaction_id() {
  return std::to_string(U64FromFullTransactionId(ReadNextFullTransactionId()));
}

// Microseconds since 2000-01-01 UTC: when the transaction began, and now.
inline std::int64_t transaction_time() { return GetCurrentTransactionStartTimestamp(); }
inline std::int64_t wall_time() { return GetCurrentTimestamp(); }

// False where the whole transaction keeps its first snapshot (REPEATABLE READ, SERIALIZABLE).
inline bool sees_latest_commits() { return !IsolationUsesXactSnapshot(); }

inline constexpr std::int64_t minute_us = 60'000'000;
inline constexpr std::int64_t hour_us = 60 * minute_us;

// Seconds between 1970-01-01 and 2000-01-01.
inline constexpr std::int64_t epoch_offset_s = 946'684'800;
inline std::int64_t unix_seconds(std::int64_t microseconds) {
  return microseconds / 1'000'000 + epoch_offset_s;
}
inline std::int64_t unix_seconds() { return unix_seconds(wall_time()); }
// When the client's statement began; reads no clock.
inline std::int64_t statement_unix_seconds() {
  return GetCurrentStatementStartTimestamp() / 1'000'000 + epoch_offset_s;
}

}  // namespace socle::pg
