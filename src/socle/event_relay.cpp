// The relay: tells listeners that there are events, so that writers need not. A NOTIFY holds a lock
// of the whole server until its transaction is flushed.
#include <cstdio>

#include "pg/cache.hpp"
#include "pg/commit_order.hpp"
#include "pg/notify.hpp"
#include "pg/settings.hpp"
#include "pg/transaction.hpp"
#include "pg/worker.hpp"
#include "socle/events.hpp"
#include "socle/health.hpp"
#include "socle/start.hpp"

namespace socle {

namespace {

constexpr long fallback_ms = 1000;
constexpr std::int64_t pause_us = 5000;

constinit std::int64_t told = 0;
constinit std::int64_t told_at = 0;

// One NOTIFY for all that is committed meanwhile.
void pause() {
  const std::int64_t rest = told_at + pause_us - pg::wall_time();
  if (rest <= 0 || rest > pause_us) return;
  pg::call([&] {
    WaitLatch(nullptr, WL_TIMEOUT | WL_EXIT_ON_PM_DEATH, static_cast<long>(rest / 1000 + 1),
              PG_WAIT_EXTENSION);
  });
}

std::int64_t newest() {
  const Oid sequence = event_sequence();
  return sequence == InvalidOid ? 0 : pg::watermark(sequence).value_or(0);
}

void round() {
  pg::wake_at_commits();
  pause();
  pg::in_transaction([] {
    const std::int64_t mark = newest();
    note_relay(told);
    if (mark == told) return;
    // Past SQL: this is done two hundred times a second. Nobody waits for it to be on the disk.
    pg::set_local("synchronous_commit", "off");
    pg::notify("socle_events", std::to_string(mark));
    told = mark;
    told_at = pg::wall_time();
    note_relay(told);
  });
}

void relay() { pg::work_in_rounds(served_database(), fallback_ms, round); }

}  // namespace

}  // namespace socle

SOCLE_WORKER(socle_relay, socle::relay);
