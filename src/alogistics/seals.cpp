// seal_ledger(): a day's close.
#include "alogistics/money_op.hpp"
#include "pg/transaction.hpp"

namespace socle::alogistics {

namespace {

constinit pg::Statement<> lock_seals{
    "lock table alogistics.ledger_seals in share row exclusive mode"};

// One statement, so one snapshot. A transfer that commits later has an id that was open here, and
// the next seal looks at open ids again. An id that is still nobody's when all transactions that
// ran at the seal before have ended belongs to a rollback. Sealed is what has all its numbers.
// ON CONFLICT only raises 40001 for a caller whose snapshot is older than the last seal.
constinit pg::Statement<> insert_seal{
    "with last as ("
    "   select number, digest, last_id, open_ids, next_xid from alogistics.ledger_seals"
    "   union all select 0, ''::bytea, 0, '{}'::int8multirange, '0'::xid8"
    "   order by number desc limit 1),"
    " seen as ("
    "   select t.id, exists (select from alogistics.ledger_queue as q"
    "                        where q.transfer_id = t.id) as waits"
    "   from last as l join alogistics.ledger_transfers as t"
    "     on t.id > l.last_id or t.id <@ l.open_ids),"
    " ids as ("
    "   select coalesce(max(id), 0) as last_id,"
    "     coalesce(range_agg(int8range(id, id + 1)) filter (where not waits), '{}') as covers,"
    "     coalesce(range_agg(int8range(id, id + 1)) filter (where waits), '{}') as waiting"
    "   from seen),"
    " seal as ("
    "   select l.number + 1 as number, l.digest as previous, i.covers,"
    "     greatest(l.last_id, i.last_id) as last_id,"
    "     case when pg_snapshot_xmin(pg_current_snapshot()) >= l.next_xid then i.waiting"
    "          else l.open_ids end"
    "       + int8multirange(int8range(l.last_id + 1, greatest(l.last_id, i.last_id) + 1))"
    "       + i.waiting - i.covers as open_ids,"
    "     (now() at time zone 'UTC')::date as day, clock_timestamp() as sealed_at"
    "   from last as l cross join ids as i where not isempty(i.covers))"
    " insert into alogistics.ledger_seals"
    "   (number, day, covers, open_ids, last_id, next_xid, transfers, lines, digest, previous,"
    "    sealed_at)"
    " select s.number, s.day, s.covers, s.open_ids, s.last_id, '0', d.transfers, d.lines,"
    "   d.digest, s.previous, s.sealed_at"
    " from seal as s cross join lateral alogistics.ledger_digest("
    "   s.number, s.day, s.covers, s.open_ids, s.last_id, s.sealed_at, s.previous) as d"
    " on conflict (number) do nothing returning number"};

// Read after the seal's snapshot: a transaction that had taken an id by then had its own id before.
constinit pg::Statement<std::int64_t, std::string> set_next_xid{
    "update alogistics.ledger_seals set next_xid = $2::xid8 where number = $1"};

std::optional<std::int64_t> seal_ledger() {
  const pg::Schema system = require_tables();
  require_system(system);
  const pg::AsRole owner(pg::owner_of(system));
  const ledger::WritingLedger writing;
  pg::Spi().run(lock_seals);
  ledger::fold_all(system, ledger::all_lines);
  const auto sealed = pg::Spi().row<std::int64_t>(insert_seal);
  if (!sealed) return std::nullopt;
  const std::int64_t number = std::get<0>(*sealed);
  pg::Spi().run(set_next_xid, number, pg::next_transaction_id());
  return number;
}

}  // namespace

}  // namespace socle::alogistics

SOCLE_EXPORT(alogistics_seal_ledger, socle::alogistics::seal_ledger);
