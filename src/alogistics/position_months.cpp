// The months of the positions: made ahead, and dropped when they are old.
#include "alogistics/staff.hpp"
#include "alogistics/system.hpp"
#include "pg/spi.hpp"
#include "socle/platform_settings.hpp"

namespace socle::alogistics {

namespace {

// What is to be done, as statements: months that are too old, and months to come that are missing.
// A month gets the rows that waited for it among those of no month.
constinit pg::Statement<std::int32_t> plan_drops{R"(
  select format('alter table alogistics.positions detach partition alogistics.%1$I;'
                ' drop table alogistics.%1$I', c.relname)
  from pg_catalog.pg_inherits as i join pg_catalog.pg_class as c on c.oid = i.inhrelid
  where i.inhparent = 'alogistics.positions'::regclass
    and c.relname ~ '^positions_[0-9]{4}_[0-9]{2}$'
    and to_date(c.relname, '"positions_"YYYY"_"MM')
        < date_trunc('month', now() at time zone 'UTC') - make_interval(months => $1)
  order by c.relname)"};
constinit pg::Statement<> plan_months{R"(
  select format(
    'create table alogistics.%1$I (like alogistics.positions including defaults including constraints);'
    ' with moved as (delete from alogistics.positions_default'
    '   where device_time >= %2$L and device_time < %3$L returning *)'
    ' insert into alogistics.%1$I select * from moved;'
    ' alter table alogistics.positions attach partition alogistics.%1$I'
    '   for values from (%2$L) to (%3$L);'
    ' alter table alogistics.%1$I enable row level security',
    to_char(month, '"positions_"YYYY"_"MM'),
    to_char(month, 'YYYY-MM-DD" 00:00+00"'),
    to_char(month + interval '1 month', 'YYYY-MM-DD" 00:00+00"'))
  from generate_series(date_trunc('month', now() at time zone 'UTC'),
                       date_trunc('month', now() at time zone 'UTC') + interval '3 months',
                       interval '1 month') as month
  where to_regclass(to_char(month, '"alogistics.positions_"YYYY"_"MM')) is null)"};
constinit pg::Statement<std::int32_t> delete_old{
    "delete from alogistics.positions_default"
    " where device_time < (date_trunc('month', now() at time zone 'UTC')"
    "                      - make_interval(months => $1)) at time zone 'UTC'"};

std::int64_t prune_positions() {
  const pg::Schema system = require_tables();
  require_system(system);
  const pg::AsRole owner(pg::owner_of(system));
  pg::Spi spi;
  const auto months =
      static_cast<std::int32_t>(integer_setting(system, "tracking.retention_months"));
  std::int64_t dropped = 0;
  for (const auto& [statements] : spi.rows<std::string>(plan_drops, months)) {
    spi.script(statements);
    ++dropped;
  }
  spi.run(delete_old, months);
  for (const auto& [statements] : spi.rows<std::string>(plan_months)) spi.script(statements);
  return dropped;
}

}  // namespace

}  // namespace socle::alogistics

SOCLE_EXPORT(alogistics_prune_positions, socle::alogistics::prune_positions);
