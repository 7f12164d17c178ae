#include "socle/event_days.hpp"

#include <algorithm>

#include "domain/errors/catalogue.hpp"
#include "pg/cache.hpp"
#include "pg/security.hpp"
#include "socle/access.hpp"
#include "socle/chores.hpp"
#include "socle/events.hpp"
#include "socle/platform_settings.hpp"

namespace socle {

namespace {

constexpr std::int64_t day_us = 86'400'000'000;
constexpr std::int64_t hours_default = 72;

// As statements: what is too old, and days to come that are missing. A day gets the rows that
// waited for it among those of no day. Writers of a day that is there wait for none of this.
constinit pg::Statement<std::int32_t> plan_drops{R"(
  select format('update socle.event_horizon set dropped_to ='
                '   greatest(dropped_to, (select max(id) from socle.%1$I));'
                ' drop table socle.%1$I', c.relname)
  from pg_catalog.pg_inherits as i join pg_catalog.pg_class as c on c.oid = i.inhrelid
  where i.inhparent = 'socle.events'::regclass and c.relname ~ '^events_[0-9]{8}$'
    and to_date(c.relname, '"events_"YYYYMMDD') + interval '1 day'
        <= now() at time zone 'UTC' - make_interval(hours => $1)
  order by c.relname)"};
constinit pg::Statement<> plan_days{R"(
  select format(
    'create table socle.%1$I (like socle.events including all);'
    ' alter table socle.%1$I enable row level security;'
    ' lock table socle.events_default in access exclusive mode;'
    ' with moved as (delete from socle.events_default where at >= %2$L and at < %3$L returning *)'
    ' insert into socle.%1$I select * from moved;'
    ' alter table socle.events attach partition socle.%1$I for values from (%2$L) to (%3$L)',
    to_char(day, '"events_"YYYYMMDD'),
    to_char(day, 'YYYY-MM-DD" 00:00+00"'),
    to_char(day + interval '1 day', 'YYYY-MM-DD" 00:00+00"'))
  from generate_series(date_trunc('day', now() at time zone 'UTC'),
                       date_trunc('day', now() at time zone 'UTC') + interval '3 days',
                       interval '1 day') as day
  where to_regclass(to_char(day, '"socle.events_"YYYYMMDD')) is null)"};
// What was written since the last time becomes findable by topic without looking at each row.
constinit pg::Statement<> summarize{R"(
  select brin_summarize_new_values(i.indexrelid)
  from pg_catalog.pg_inherits as p
  join pg_catalog.pg_index as i on i.indrelid = p.inhrelid
  join pg_catalog.pg_class as c on c.oid = i.indexrelid
  join pg_catalog.pg_am as a on a.oid = c.relam
  where p.inhparent = 'socle.events'::regclass and a.amname = 'brin')"};
constinit pg::Statement<std::int32_t> delete_old{R"(
  with old as (delete from socle.events_default
               where at < now() - make_interval(hours => $1) returning id)
  update socle.event_horizon set dropped_to = greatest(dropped_to, newest.id)
  from (select max(id) from old) as newest(id) where newest.id is not null)"};

// As long as the system that keeps them longest.
std::int32_t hours_kept(pg::Spi& spi) {
  std::int64_t hours = 0;
  for (const pg::Schema system : find_systems(spi))
    hours = std::max(hours, integer_setting(system, "events.retention_hours"));
  return static_cast<std::int32_t>(hours > 0 ? hours : hours_default);
}

std::int64_t roll_by_hand() {
  const Oid role = pg::client_role();
  if (role != pg::find_role("service_role") && !pg::is_superuser(role))
    throw pg::Refused(Refusal(errors::not_allowed).with_json("allowed_for", R"(["system"])"));
  const pg::AsRole owner(pg::owner_of(base_schema()));
  pg::Spi spi;
  return roll_events(spi);
}

// The day that was written to last, until PostgreSQL says that its table changed.
struct Day {
  std::int64_t number = 0;
  Oid table = InvalidOid;
};
constinit Day known;

}  // namespace

void forget_day(Oid table) noexcept {
  if (table == known.table || table == InvalidOid) known.table = InvalidOid;
}

Oid day_of(pg::Timestamp moment) {
  const std::int64_t number = moment.microseconds / day_us;
  if (known.table != InvalidOid && known.number == number) return known.table;
  const pg::Schema base = base_schema();
  char name[NAMEDATALEN];
  int year = 0;
  int month = 0;
  int day = 0;
  j2date(static_cast<int>(number) + POSTGRES_EPOCH_JDATE, &year, &month, &day);
  pg_snprintf(name, sizeof name, "events_%04d%02d%02d", year, month, day);
  const Oid found = pg::find_table(base.oid, name);
  if (found != InvalidOid) {
    known = {number, found};
    return found;
  }
  const Oid others = pg::find_table(base.oid, "events_default");
  pg::call([&] { LockRelationOid(others, RowExclusiveLock); });
  const Oid made_meanwhile = pg::find_table(base.oid, name);
  return made_meanwhile != InvalidOid ? made_meanwhile : others;
}

std::int64_t roll_events(pg::Spi& spi) {
  const std::int32_t hours = hours_kept(spi);
  std::int64_t dropped = 0;
  for (const auto& [statements] : spi.rows<std::string>(plan_drops, hours)) {
    spi.script(statements);
    ++dropped;
  }
  spi.run(delete_old, hours);
  for (const auto& [statements] : spi.rows<std::string>(plan_days)) spi.script(statements);
  return dropped;
}

void summarize_topics(pg::Spi& spi) { spi.run(summarize); }

}  // namespace socle

SOCLE_EXPORT(socle_roll_events, socle::roll_by_hand);
