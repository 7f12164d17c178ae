#include "socle/chores.hpp"

#include <array>

#include "pg/security.hpp"
#include "pg/transaction.hpp"
#include "pg/worker.hpp"
#include "socle/audit_seals.hpp"
#include "socle/digests.hpp"
#include "socle/error_reports.hpp"
#include "socle/events.hpp"
#include "socle/figures.hpp"
#include "socle/jobs.hpp"
#include "socle/notification_retention.hpp"
#include "socle/setting_changes.hpp"
#include "socle/snooze.hpp"
#include "socle/unread.hpp"

namespace socle {

namespace {

constinit pg::Statement<> list_systems{
    "select n.oid from pg_catalog.pg_extension as e"
    " join pg_catalog.pg_namespace as n on n.oid = e.extnamespace"
    " where e.extname <> 'socle'"
    "   and exists (select from pg_catalog.pg_class as c"
    "               where c.relnamespace = n.oid and c.relname = 'deadlines')"
    " order by n.nspname"};
constinit pg::SchemaStatement<> run_due{"select {schema}.run_due()"};
constinit pg::SchemaStatement<> run_schedules{"select {schema}.run_schedules()"};

void prune_jobs(pg::Schema system) { jobs::prune(system); }
void write_scheduled_jobs(pg::Schema system) { pg::Spi().run(run_schedules, system); }
void seal_trail(pg::Schema system) {
  pg::Spi spi;
  seal_audit(spi, system);
}
void prune_trail(pg::Schema system) {
  pg::Spi spi;
  prune_audit(spi, system);
}
// Work that needs the rights of the system's owner.
template <auto Work>
void as_owner(pg::Schema system) {
  const pg::AsRole owner(pg::owner_of(system));
  Work(system);
}
void write_errors(pg::Schema system) {
  pg::Spi spi;
  collect_errors(spi, system);
}
void run_deadlines(pg::Schema system) { pg::Spi().run(run_due, system); }

// Who reads a table for long makes a change of it wait, and others behind it: it gives up soon.
void wait_briefly() { pg::Spi().script("set local lock_timeout = '200ms'"); }
void roll_runs(pg::Schema system) {
  wait_briefly();
  jobs::roll_history(system);
}
// Of all systems at once.
void roll_days(pg::Schema) {
  wait_briefly();
  const pg::AsRole owner(pg::owner_of(base_schema()));
  pg::Spi spi;
  roll_events(spi);
}
void index_events(pg::Schema) {
  wait_briefly();
  const pg::AsRole owner(pg::owner_of(base_schema()));
  pg::Spi spi;
  index_topics(spi);
}

// A new piece of upkeep is a line here.
constexpr Chore table[] = {
    {"scheduled settings", 1, apply_scheduled_settings},
    {"deadlines", 1, run_deadlines},
    {"schedules", 1, write_scheduled_jobs},
    {"figures", 2, figures::fold_waiting},
    {"captured errors", 1, write_errors},
    {"audit seals", 1, seal_trail},
    {"old audit rows", 600, prune_trail},
    {"snoozed notifications", 1, as_owner<wake_notifications>},
    {"digests", 5, as_owner<release_digests>},
    {"unread notifications", 5, as_owner<fold_unread>},
    {"old jobs", 60, prune_jobs},
    {"days of job runs", 600, as_owner<roll_runs>},
    {"old notifications", 60, as_owner<prune_notifications>},
    {"days of events", 600, roll_days},
    {"topics of events", 10, index_events},
};

constexpr std::int64_t second_us = 1'000'000;
constinit std::array<std::int64_t, std::size(table)> done_at{};

std::vector<pg::Schema> systems() {
  std::vector<pg::Schema> found;
  pg::in_transaction([&] {
    pg::Spi spi(pg::Access::read);
    found = find_systems(spi);
  });
  return found;
}

}  // namespace

std::vector<pg::Schema> find_systems(pg::Spi& spi) {
  std::vector<pg::Schema> found;
  for (const auto& [oid] : spi.rows<pg::ObjectId>(list_systems)) found.push_back({oid.oid});
  return found;
}

std::span<const Chore> chores() { return table; }

void do_chores() {
  const std::vector<pg::Schema> found = systems();
  for (std::size_t number = 0; number < std::size(table); ++number) {
    const std::int64_t now = pg::wall_time();
    // A clock that was set back does not stop the chores.
    const std::int64_t since = now - done_at[number];
    if (since >= 0 && since < table[number].every_s * second_us) continue;
    done_at[number] = now;
    for (const pg::Schema system : found) pg::in_transaction([&] { table[number].run(system); });
  }
}

}  // namespace socle
