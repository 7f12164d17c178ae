#include "socle/event_days.hpp"

#include <algorithm>

#include "domain/errors/catalogue.hpp"
#include "pg/arrays.hpp"
#include "pg/cache.hpp"
#include "pg/commit_order.hpp"
#include "pg/security.hpp"
#include "pg/snapshot.hpp"
#include "socle/access.hpp"
#include "socle/chores.hpp"
#include "socle/events.hpp"
#include "socle/partitions.hpp"
#include "socle/platform_settings.hpp"

namespace socle {

namespace {

constexpr std::int64_t day_us = 86'400'000'000;
constexpr std::int64_t hours_default = 72;

// The next block of what can be read up to $1, where no more comes in between. A block that is not
// full waits, and where there are not even so many ids nothing is read.
constinit pg::Statement<std::int64_t> read_block{R"(
  select max(e.id), b.last_id + 1, coalesce(array_agg(distinct hashtext(e.topic))
    filter (where e.recipient is null), '{}')
  from (select coalesce(max(last_id), 0) from socle.event_blocks) as b (last_id)
    cross join lateral (
      select id, topic, recipient from socle.events
      where id > b.last_id and id <= $1 and $1 >= b.last_id + 4096 order by id limit 4096) as e
  group by b.last_id having count(*) = 4096)"};
constinit pg::Statement<std::int64_t, std::int64_t, std::vector<std::int32_t>> write_block{
    "insert into socle.event_blocks (last_id, first_id, topic_hashes) values ($1, $2, $3)"
    " on conflict do nothing"};
constinit pg::Statement<> drop_blocks{R"(
  delete from socle.event_blocks
  where last_id <= (select dropped_to from socle.event_horizon))"};
// How far the stream is gone, before what is too old goes: whole days, and what is without one. The
// day that is too old in part is not looked at.
constinit pg::Statement<std::string> move_horizon{R"(
  update socle.event_horizon set dropped_to = greatest(dropped_to, newest.id)
  from (select max(id) from (
    select max(id) as id from socle.events
    where at < date_trunc('day', now() at time zone 'UTC' - $1::interval) at time zone 'UTC'
    union all
    select max(id) from socle.events_default where at < now() - $1::interval) as gone) as newest(id)
  where newest.id is not null)"};
constexpr partitions::Division days{"events", "at", partitions::Unit::day};

// As long as the system that keeps them longest.
std::string time_kept(pg::Spi& spi) {
  std::int64_t hours = 0;
  for (const pg::Schema system : find_systems(spi))
    hours = std::max(hours, integer_setting(system, "events.retention_hours"));
  return std::to_string(hours > 0 ? hours : hours_default) + " hours";
}

// The mark first, then the snapshot, whatever that of the caller's transaction is: a block that
// lacked an event would hide it.
bool index_block(pg::Spi& spi) {
  const auto mark = pg::watermark(event_sequence());
  if (!mark) return false;
  const auto block = [&] {
    const pg::LatestSnapshot now;
    return pg::Spi(pg::Access::read)
        .row<std::int64_t, std::int64_t, std::vector<std::int32_t>>(read_block, *mark);
  }();
  return block && std::apply([&](const auto&... column) {
           return spi.run(write_block, column...) > 0;
         }, *block);
}

std::int64_t roll_by_hand() {
  const Oid role = pg::client_role();
  if (role != pg::find_role("service_role") && !pg::is_superuser(role))
    throw pg::Refused(Refusal(errors::not_allowed).with_json("allowed_for", R"(["system"])"));
  const pg::AsRole owner(pg::owner_of(base_schema()));
  pg::Spi spi;
  index_topics(spi);
  return roll_events(spi);
}

// The day that was written to last, until PostgreSQL says that its table changed.
struct Day {
  std::int64_t number = 0;
  Oid table = InvalidOid;
};
constinit Day known;

// One that was detached is nobody's day: what is written there is not in the stream.
Oid find_day(pg::Schema base, const char* name) {
  const Oid found = pg::find_table(base.oid, name);
  if (found == InvalidOid || pg::call([&] { return get_rel_relispartition(found); })) return found;
  return InvalidOid;
}

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
  const Oid found = find_day(base, name);
  if (found != InvalidOid) {
    known = {number, found};
    return found;
  }
  const Oid others = pg::find_table(base.oid, "events_default");
  pg::call([&] { LockRelationOid(others, RowExclusiveLock); });
  const Oid made_meanwhile = find_day(base, name);
  return made_meanwhile != InvalidOid ? made_meanwhile : others;
}

std::int64_t roll_events(pg::Spi& spi) {
  const std::string kept = time_kept(spi);
  // What somebody still writes there goes too, and whoever has not read it is to be told.
  partitions::lock_old(spi, base_schema(), days, kept);
  spi.run(move_horizon, kept);
  spi.run(drop_blocks);
  return partitions::roll(spi, base_schema(), days, kept);
}

void index_topics(pg::Spi& spi) {
  constexpr int blocks_per_round = 25;
  for (int i = 0; i < blocks_per_round; ++i)
    if (!index_block(spi)) return;
}

}  // namespace socle

SOCLE_EXPORT(socle_roll_events, socle::roll_by_hand);
