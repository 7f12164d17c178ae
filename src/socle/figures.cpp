#include "socle/figures.hpp"

#include "domain/errors/catalogue.hpp"
#include "pg/security.hpp"
#include "pg/transaction.hpp"
#include "socle/access.hpp"

namespace socle::figures {

namespace {

constexpr std::int64_t lines_per_round = 20'000;

constinit pg::Statement<pg::ObjectId> find_table{
    "select from pg_catalog.pg_class where relnamespace = $1 and relname = 'figures_position'"};
constinit pg::SchemaStatement<> make_position{
    "insert into {schema}.figures_position (one)"
    " select true where not exists (select from {schema}.figures_position)"
    "   and (exists (select from {schema}.figures_queue)"
    "     or exists (select from {schema}.ledger_transfers))"
    " on conflict do nothing"};
constinit pg::SchemaStatement<> lock_position{
    "select from {schema}.figures_position for no key update skip locked"};

// One statement, so one snapshot, taken after the lock: whoever reads sees a line in exactly one of
// the two tables. A line counts for its quarter, its day, its month and all time.
constinit pg::SchemaStatement<std::int64_t> move_lines{
    "with moved as ("
    "   delete from {schema}.figures_queue where ctid = any (array("
    "     select ctid from {schema}.figures_queue limit $1))"
    "   returning at, figure, detail, currency, times, total),"
    " span as ("
    "   select s.span, case s.span when 'quarter' then m.at when 'ever' then '-infinity'"
    "       else date_trunc(s.span::text, m.at, 'UTC') end as at,"
    "     m.figure, m.detail, m.currency, sum(m.times)::bigint as times,"
    "     sum(m.total)::bigint as total"
    "   from moved as m"
    "     cross join unnest(enum_range(null::{schema}.figure_span)) as s(span)"
    "   group by 1, 2, 3, 4, 5 having sum(m.times) <> 0 or sum(m.total) <> 0),"
    " added as ("
    "   insert into {schema}.figures as f (span, at, figure, detail, currency, times, total)"
    "   select span, at, figure, detail, currency, times, total from span"
    "   on conflict (span, at, figure, detail, currency)"
    "     do update set times = f.times + excluded.times, total = f.total + excluded.total)"
    " select count(*) from moved"};

constinit pg::SchemaStatement<> has_ledger{
    "select from {schema}.figures_position as p"
    " where p.open_ids <> '{}' or p.last_id < (select max(id) from {schema}.ledger_transfers)"};

// What is visible now of the ids after the position and of those that were open. An id that is
// still nobody's when all transactions that ran at the last time have ended belongs to a rollback.
constinit pg::SchemaStatement<std::int64_t> count_ledger{
    "with taken as ("
    "   select p.last_id, p.next_xid, p.open_ids, n.last_id as new_last_id,"
    "     int8multirange(int8range(p.last_id + 1, n.last_id + 1)) as new_ids"
    "   from {schema}.figures_position as p"
    "     cross join lateral (select greatest(p.last_id, least(p.last_id + $1,"
    "       (select max(id) from {schema}.ledger_transfers))) as last_id) as n),"
    " seen as ("
    "   select coalesce(range_agg(int8range(t.id, t.id + 1)), '{}') as ids"
    "   from taken as k cross join lateral unnest(k.open_ids + k.new_ids) as r(ids)"
    "     join {schema}.ledger_transfers as t on t.id >= lower(r.ids) and t.id < upper(r.ids)),"
    " counted as ("
    "   insert into {schema}.figures_queue (at, figure, detail, currency, times, total)"
    "   select f.at, f.figure, f.detail, f.currency, f.times, f.total"
    "   from seen as s cross join lateral {schema}.ledger_figures(s.ids) as f)"
    " update {schema}.figures_position as p set last_id = k.new_last_id,"
    "   open_ids = case when pg_snapshot_xmin(pg_current_snapshot()) >= k.next_xid then '{}'"
    "                   else k.open_ids end + k.new_ids - s.ids"
    " from taken as k cross join seen as s"};

// Read after the snapshot: a transaction that had taken an id by then had its own id before.
constinit pg::SchemaStatement<std::string> set_next_xid{
    "update {schema}.figures_position set next_xid = $1::xid8"};

// fold_figures(): for operators and jobs; the worker folds by itself.
std::int64_t fold_figures(pg::Schema system, std::optional<std::int32_t> lines_max) {
  if (!require_caller(system).is_system)
    throw pg::Refused(Refusal(errors::not_allowed).with_json("allowed_for", R"(["system"])"));
  if (!lines_max) throw pg::Refused(Refusal(errors::missing_value).with("field", "lines_max"));
  if (*lines_max <= 0)
    throw pg::Refused(
        Refusal(errors::invalid_value).with("field", "lines_max").with("reason", "not positive"));
  const pg::AsRole owner(pg::owner_of(system));
  return fold(system, *lines_max);
}

}  // namespace

std::int64_t fold(pg::Schema system, std::int64_t lines_max) {
  const pg::LockedSearchPath path;
  pg::Spi spi;
  if (spi.run(find_table, pg::ObjectId{system.oid}) == 0) return 0;
  spi.run(make_position, system);
  if (spi.run(lock_position, system) == 0) return 0;
  if (spi.run(has_ledger, system) > 0) {
    spi.run(count_ledger, system, lines_max);
    spi.run(set_next_xid, system, pg::next_transaction_id());
  }
  return std::get<0>(*spi.row<std::int64_t>(move_lines, system, lines_max));
}

void fold_waiting(pg::Schema system) {
  const pg::AsRole owner(pg::owner_of(system));
  fold(system, lines_per_round);
}

}  // namespace socle::figures

SOCLE_EXPORT(socle_fold_figures, socle::figures::fold_figures);
