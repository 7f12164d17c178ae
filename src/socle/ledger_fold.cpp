// The waiting lines of the house's accounts get their numbers.
#include "socle/ledger.hpp"

#include "domain/errors/catalogue.hpp"
#include "pg/security.hpp"

namespace socle::ledger {

namespace {

constinit pg::SchemaStatement<std::int64_t> lock_account{
    "select id from {schema}.ledger_accounts where id = $1 for no key update"};
constinit pg::SchemaStatement<std::int64_t> lock_account_if_free{
    "select id from {schema}.ledger_accounts where id = $1 for no key update skip locked"};

// One statement, so one snapshot, taken after the lock: each line is moved once, and whoever reads
// sees it in exactly one of the two tables.
constinit pg::SchemaStatement<std::int64_t, std::int64_t> move_lines{
    "with moved as ("
    "   delete from {schema}.ledger_queue where ctid = any (array("
    "     select ctid from {schema}.ledger_queue where account_id = $1 limit $2))"
    "   returning transfer_id, amount, type, created_at),"
    " line as ("
    "   select m.transfer_id, m.amount, m.type, a.seq + row_number() over earlier as seq,"
    "     (a.balance + sum(m.amount) over earlier)::bigint as balance_after,"
    "     greatest(a.last_at, max(m.created_at) over earlier) as at"
    "   from moved as m cross join {schema}.ledger_accounts as a where a.id = $1"
    "   window earlier as (order by m.created_at, m.transfer_id"
    "                      rows between unbounded preceding and current row)),"
    " written as ("
    "   insert into {schema}.ledger_entries"
    "     (account_id, seq, transfer_id, amount, balance_after, type, created_at)"
    "   select $1, seq, transfer_id, amount, balance_after, type, at from line),"
    " last as (select seq, balance_after, at from line order by seq desc limit 1)"
    " update {schema}.ledger_accounts as a"
    " set balance = l.balance_after, seq = l.seq, last_at = l.at"
    " from last as l where a.id = $1 returning (select count(*) from moved)"};

constinit pg::SchemaStatement<> waiting_accounts{
    "select a.id from {schema}.ledger_accounts as a"
    " where a.kind in ('platform', 'penalties', 'external')"
    "   and exists (select from {schema}.ledger_queue as q where q.account_id = a.id)"
    " order by a.id"};

// How many SQL statements of the core are at work.
constinit int writing_depth = 0;

void guard_ledger(pg::Trigger& trigger) {
  if (writing_depth == 0)
    throw pg::Refused(Refusal(errors::ledger_closed).with("table", trigger.table_name()));
}

// fold_ledger(): for operators and jobs; posting folds by itself too.
std::int64_t fold_ledger(pg::Schema system, std::optional<std::int32_t> lines_max) {
  if (!lines_max) throw pg::Refused(Refusal(errors::missing_value).with("field", "lines_max"));
  if (*lines_max <= 0)
    throw pg::Refused(
        Refusal(errors::invalid_value).with("field", "lines_max").with("reason", "not positive"));
  const pg::AsRole owner(pg::owner_of(system));
  return fold_all(system, *lines_max);
}

}  // namespace

WritingLedger::WritingLedger() { ++writing_depth; }
WritingLedger::~WritingLedger() { --writing_depth; }

std::int64_t fold(pg::Schema system, AccountId account, std::int64_t lines_max, bool may_skip) {
  const WritingLedger writing;
  const pg::LockedSearchPath path;
  pg::Spi spi;
  const auto locked =
      spi.row<std::int64_t>(may_skip ? lock_account_if_free : lock_account, system, account);
  if (!locked) return 0;
  const auto folded = spi.row<std::int64_t>(move_lines, system, account, lines_max);
  return folded ? std::get<0>(*folded) : 0;
}

std::int64_t fold_all(pg::Schema system, std::int64_t lines_max) {
  const auto accounts = pg::Spi().rows<std::int64_t>(waiting_accounts, system);
  std::int64_t folded = 0;
  for (const auto& [account] : accounts) folded += fold(system, account, lines_max, false);
  return folded;
}

}  // namespace socle::ledger

SOCLE_TRIGGER(socle_guard_ledger, socle::ledger::guard_ledger);
SOCLE_EXPORT(socle_fold_ledger, socle::ledger::fold_ledger);
