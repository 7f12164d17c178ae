// Numbers for rows that readers follow by a cursor, and the number up to which nothing can still
// come: every transaction that took a number keeps it in shared memory until it has left the list
// of running transactions. Only where the library is preloaded.
//
// Numbers come from shared memory, in blocks of a sequence that is flushed before its block is
// used: no number is given twice, whatever happens to the server.
#pragma once

#include <optional>

#include "pg/guard.hpp"

namespace socle::pg {

// From the library's start, while is_preloading().
void request_commit_order();
bool has_commit_order();

// How far the sequence of a stream goes at each step.
inline constexpr std::int64_t numbers_per_block = 65'536;

// The next number of this database's stream, taken by the running transaction; nothing where there
// is no shared memory for it. Raises 25000 in a parallel worker.
std::optional<std::int64_t> take_number(Oid sequence);

// Everything that was committed with a number up to this one is visible to snapshots that are taken
// from now on, and no more comes; not so on a standby. Never goes back. Nothing where there is no
// commit order.
std::optional<std::int64_t> watermark(Oid sequence);

// True if the running transaction has taken a number.
bool has_taken_number();

// Raises 0A000: such a transaction would stay between the numbers for as long as it is prepared.
[[noreturn]] void refuse_prepare();

// Raises 55000: there is no commit order.
[[noreturn]] void refuse_without_preload();

// Raises 55000 on a standby: which transactions still run is known where they do.
void require_primary();

// Has transactions of this database that took a number set the latch of this process when they end.
void wake_at_commits();

}  // namespace socle::pg
