// The counter of unread notifications: exact in every snapshot, and no writer waits for another. A
// statement adds a row per person, as an update would lock a moderator's counter until the end of
// every transaction that tells moderators something.
#include "socle/unread.hpp"

#include "domain/errors/catalogue.hpp"
#include "pg/direct_table.hpp"
#include "pg/security.hpp"
#include "pg/trigger.hpp"
#include "socle/access.hpp"
#include "socle/identity.hpp"

namespace socle {

namespace {

using Ids = std::vector<std::int64_t>;

constinit pg::SchemaStatement<> note_added{
    "insert into {schema}.unread_changes (user_id, change)"
    " select user_id, count(*) from new_rows where not is_read and snoozed_until is null"
    " group by user_id"};
constinit pg::SchemaStatement<> note_removed{
    "insert into {schema}.unread_changes (user_id, change)"
    " select user_id, -count(*) from old_rows where not is_read and snoozed_until is null"
    " group by user_id"};
constinit pg::SchemaStatement<> note_changed{
    "insert into {schema}.unread_changes (user_id, change)"
    " select user_id, sum(change)::bigint"
    " from (select user_id, -1 as change from old_rows where not is_read and snoozed_until is null"
    "       union all"
    "       select user_id, 1 from new_rows where not is_read and snoozed_until is null) as changes"
    " group by user_id having sum(change) <> 0"};
constexpr pg::ExpectedColumn columns[] = {{"id", "int8"}, {"user_id", "uuid"}, {"change", "int8"}};
constexpr pg::DirectTable changes{"unread_changes", columns, pg::checked_here, ""};

constinit pg::SchemaStatement<> empty_changes{"delete from {schema}.unread_changes"};
constinit pg::SchemaStatement<> empty_counts{"delete from {schema}.unread_counts"};

constinit pg::SchemaStatement<> take_in{R"(
  with taken as (
    delete from {schema}.unread_changes
    where id = any(array(select id from {schema}.unread_changes
                         order by id limit 10000 for update))
    returning user_id, change)
  insert into {schema}.unread_counts as c (user_id, unread)
  select user_id, sum(change)::bigint from taken group by user_id having sum(change) <> 0
  order by user_id
  on conflict (user_id) do update set unread = c.unread + excluded.unread)"};
constinit pg::SchemaStatement<Uuid> read_count{
    "select coalesce((select unread from {schema}.unread_counts where user_id = $1), 0)"
    "   + coalesce((select sum(change)::bigint from {schema}.unread_changes"
    "               where user_id = $1), 0)"};

// Locks in the order of id: two calls at once do not block each other.
constinit pg::SchemaStatement<Uuid, Ids> mark_some{
    "update {schema}.notifications set is_read = true"
    " where id = any(array(select id from {schema}.notifications"
    "   where user_id = $1 and id = any($2) and not is_read order by id for update))"};
constinit pg::SchemaStatement<Uuid, std::int64_t> mark_all{
    "update {schema}.notifications set is_read = true"
    " where id = any(array(select id from {schema}.notifications"
    "   where user_id = $1 and not is_read and snoozed_until is null and ($2 is null or id <= $2)"
    "   order by id for update))"};

void note_changes(const pg::Trigger& trigger, FunctionCallInfo fcinfo) {
  const pg::Schema system = trigger.function_schema();
  pg::Spi spi;
  spi.register_transition_tables(fcinfo);
  if (trigger.is_insert()) {
    spi.run(note_added, system);
  } else if (trigger.is_update()) {
    spi.run(note_changed, system);
  } else if (trigger.is_delete()) {
    spi.run(note_removed, system);
  } else {
    spi.run(empty_changes, system);
    spi.run(empty_counts, system);
  }
}

// As note_added, for one row.
void note_new(pg::Trigger& trigger) {
  const pg::Row& row = trigger.new_row();
  if (row.get<bool>("is_read") || !row.is_null("snoozed_until")) return;
  pg::OpenTable table(trigger.function_schema(), changes);
  const NullableDatum values[] = {pg::write_datum(table.next_id()),
                                  pg::write_datum(row.get<Uuid>("user_id")),
                                  pg::write_datum(std::int64_t{1})};
  table.insert(values);
}

Datum count_unread(FunctionCallInfo fcinfo) {
  pg::Trigger trigger(fcinfo);
  if (trigger.is_for_row() && trigger.is_insert())
    note_new(trigger);
  else
    note_changes(trigger, fcinfo);
  return trigger.result();
}

std::int64_t unread_count(pg::Schema system) {
  const Uuid person = require_person();
  require_caller(system);
  const pg::AsRole owner(pg::owner_of(system));
  pg::Spi spi(pg::Access::read);
  return std::get<0>(spi.row<std::int64_t>(read_count, system, person).value());
}

std::int64_t mark_read(pg::Schema system, const std::optional<Ids>& ids) {
  const Uuid person = require_person();
  require_caller(system);
  if (!ids) throw pg::Refused(Refusal(errors::missing_value).with("field", "ids"));
  return static_cast<std::int64_t>(pg::Spi().run(mark_some, system, person, *ids));
}

std::int64_t mark_all_read(pg::Schema system, const std::optional<std::int64_t>& until) {
  const Uuid person = require_person();
  require_caller(system);
  return static_cast<std::int64_t>(pg::Spi().run(mark_all, system, person, until));
}

}  // namespace

void fold_unread(pg::Schema system) { pg::Spi().run(take_in, system); }

}  // namespace socle

SOCLE_ENTRY(socle_count_unread, socle::count_unread);
SOCLE_EXPORT(socle_unread_count, socle::unread_count);
SOCLE_EXPORT(socle_mark_read, socle::mark_read);
SOCLE_EXPORT(socle_mark_all_read, socle::mark_all_read);
