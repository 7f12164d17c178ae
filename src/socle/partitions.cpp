#include "socle/partitions.hpp"

namespace socle::partitions {

namespace {

// As statements: parts that are too old, to be locked (the table first, as a DROP does) and to be
// dropped, and parts to come that are missing. $1 the quoted schema, $2 the table, $3 day or month;
// a part's name ends with its time.
constinit pg::Statement<std::string, std::string, std::string, std::string> plan_drops{R"(
  select format('lock table only %s.%I, only %1$s.%3$I in access exclusive mode',
      $1, $2, c.relname),
    format('drop table %s.%I', $1, c.relname)
  from pg_catalog.pg_inherits as i
  join pg_catalog.pg_class as c on c.oid = i.inhrelid,
       substr(c.relname, length($2) + 2) as time
  where i.inhparent = format('%s.%I', $1, $2)::regclass and time ~ '^[0-9]{4}_?[0-9]{2}'
    and to_date(time, case $3 when 'day' then 'YYYYMMDD' else 'YYYY_MM' end)
        + ('1 ' || $3)::interval <= now() at time zone 'UTC' - $4::interval
  order by c.relname)"};
constinit pg::Statement<std::string, std::string, std::string, std::string> plan_parts{R"(
  select format(
    'create table %1$s.%2$I (like %1$s.%3$I including all excluding identity);'
    ' alter table %1$s.%2$I enable row level security;'
    ' lock table %1$s.%4$I in access exclusive mode;'
    ' with moved as (delete from %1$s.%4$I where %5$I >= %6$L and %5$I < %7$L returning *)'
    ' insert into %1$s.%2$I select * from moved;'
    ' alter table %1$s.%3$I attach partition %1$s.%2$I for values from (%6$L) to (%7$L)',
    $1, part, $2, $2 || '_default', $4, to_char(start, 'YYYY-MM-DD" 00:00+00"'),
    to_char(start + unit, 'YYYY-MM-DD" 00:00+00"'))
  from cast('1 ' || $3 as interval) as unit,
       date_trunc($3, now() at time zone 'UTC') as first,
       generate_series(first, first + 3 * unit, unit) as start,
       to_char(start, case $3 when 'day' then 'YYYYMMDD' else 'YYYY_MM' end) as time,
       concat($2, '_', time) as part
  where to_regclass(format('%s.%I', $1, part)) is null)"};
constinit pg::Statement<std::string, std::string, std::string, std::string> plan_deletion{R"(
  select format('delete from %s.%I where %I < now() - %L::interval',
                $1, $2 || '_default', $3, $4))"};

std::string name_of(Unit unit) { return unit == Unit::day ? "day" : "month"; }

// How each part that is too old is locked, and dropped.
std::vector<std::tuple<std::string, std::string>> find_old(pg::Spi& spi, pg::Schema schema,
                                                           const Division& division,
                                                           const std::string& kept) {
  return spi.rows<std::string, std::string>(plan_drops, pg::quoted_name(schema),
                                            std::string(division.table), name_of(division.unit),
                                            kept);
}

}  // namespace

void lock_old(pg::Spi& spi, pg::Schema schema, const Division& division, const std::string& kept) {
  for (const auto& [lock, drop] : find_old(spi, schema, division, kept)) spi.script(lock);
}

std::int64_t roll(pg::Spi& spi, pg::Schema schema, const Division& division,
                  const std::string& kept) {
  const std::string name = pg::quoted_name(schema);
  const std::string table = division.table;
  const std::string column = division.column;
  const std::string unit = name_of(division.unit);
  std::int64_t dropped = 0;
  for (const auto& [lock, drop] : find_old(spi, schema, division, kept)) {
    spi.script(drop);
    ++dropped;
  }
  for (const auto& [statement] : spi.rows<std::string>(plan_deletion, name, table, column, kept))
    spi.script(statement);
  for (const auto& [statements] : spi.rows<std::string>(plan_parts, name, table, unit, column))
    spi.script(statements);
  return dropped;
}

}  // namespace socle::partitions
