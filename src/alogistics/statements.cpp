// What happened on an account between two times. Reads with the caller's own rights, in one
// statement, so from one moment.
#include "alogistics/checks.hpp"
#include "alogistics/money_op.hpp"
#include "domain/csv.hpp"
#include "domain/errors/catalogue.hpp"
#include "pg/set_result.hpp"

namespace socle::alogistics {

namespace {

using OptionalTime = std::optional<pg::Timestamp>;

constexpr std::int64_t before_all_times = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t after_all_times = std::numeric_limits<std::int64_t>::max();

constinit pg::Statement<Uuid> find_wallet{
    "select id, currency from alogistics.ledger_accounts where public_id = $1 and kind = 'wallet'"};
constinit pg::Statement<std::int64_t> find_account{
    "select id, currency from alogistics.ledger_accounts where id = $1"};

// Times grow with seq, so the last line before a time is found from the newest backwards. Lines
// that wait come after all of them, but not before their own time.
constinit pg::Statement<std::int64_t, pg::Timestamp> balance_before{
    "select coalesce("
    "   (select a.balance + sum(q.amount) from alogistics.ledger_queue as q"
    "      join alogistics.ledger_accounts as a on a.id = $1"
    "    where q.account_id = $1 and greatest(a.last_at, q.created_at) < $2 group by a.balance),"
    "   (select balance_after from alogistics.ledger_entries"
    "    where account_id = $1 and created_at < $2 order by seq desc limit 1), 0)::bigint"};
constinit pg::Statement<std::int64_t, pg::Timestamp> balance_until{
    "select balance_after from alogistics.ledger_entries"
    " where account_id = $1 and created_at <= $2 order by seq desc limit 1"};

// Lines that wait follow the numbered ones, in the order in which they would be numbered now.
constinit pg::Statement<std::int64_t, pg::Timestamp, pg::Timestamp> read_movements{
    "select l.seq, l.at, l.type::text, t.reason, t.request_id, l.amount, l.balance_after"
    " from (select seq, created_at as at, type, transfer_id, amount, balance_after"
    "       from alogistics.ledger_entries where account_id = $1"
    "       union all"
    "       select a.seq + row_number() over earlier,"
    "         greatest(a.last_at, max(q.created_at) over earlier), q.type, q.transfer_id, q.amount,"
    "         (a.balance + sum(q.amount) over earlier)::bigint"
    "       from alogistics.ledger_queue as q join alogistics.ledger_accounts as a on a.id = $1"
    "       where q.account_id = $1"
    "       window earlier as (order by q.created_at, q.transfer_id"
    "                          rows between unbounded preceding and current row)) as l"
    "   join alogistics.ledger_transfers as t on t.id = l.transfer_id"
    " where l.at >= $2 and l.at < $3 order by l.seq"};

// An infinite time is none.
constinit pg::Statement<pg::Timestamp> write_time{
    "select coalesce("
    "   to_char($1 at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"'), '')"};

struct Account {
  std::int64_t id;
  std::string currency;
};

struct Movement {
  std::int64_t seq;
  pg::Timestamp at;
  std::string type;
  OptionalText description;
  OptionalUuid request;
  money::Minor amount;
  money::Minor balance;
};

struct Statement {
  Account account;
  money::Minor opening;
  std::vector<Movement> movements;
  money::Minor closing() const { return movements.empty() ? opening : movements.back().balance; }
};

template <class P>
Account find(pg::Statement<P>& statement, const P& key, std::string_view entity,
             const std::string& name) {
  pg::Spi spi(pg::Access::read);
  const auto row = spi.row<std::int64_t, std::string>(statement, key);
  if (!row) refuse_missing(entity, name);
  return {std::get<0>(*row), std::get<1>(*row)};
}

Account find_by_wallet(const OptionalUuid& wallet) {
  const Uuid& id = require(wallet, "wallet_uuid");
  return find(find_wallet, id, "wallet", to_string(id));
}

Statement read(const Account& account, const OptionalTime& from, const OptionalTime& to) {
  const pg::Timestamp begin = from.value_or(pg::Timestamp{before_all_times});
  const pg::Timestamp end = to.value_or(pg::Timestamp{after_all_times});
  if (end.microseconds < begin.microseconds) refuse_value("to_time", "before from_time");
  pg::Spi spi(pg::Access::read);
  const auto before = spi.row<std::int64_t>(balance_before, account.id, begin);
  Statement result{account, std::get<0>(*before), {}};
  for (auto& row : spi.rows<std::int64_t, pg::Timestamp, std::string, OptionalText, OptionalUuid,
                            std::int64_t, std::int64_t>(read_movements, account.id, begin, end))
    result.movements.push_back(std::make_from_tuple<Movement>(std::move(row)));
  return result;
}

void answer(FunctionCallInfo fcinfo, const Statement& statement, const OptionalTime& from,
            const OptionalTime& to) {
  constexpr std::optional<std::int64_t> none;
  pg::SetResult table(fcinfo);
  table.add(std::string("opening"), none, from, OptionalText(), OptionalText(), OptionalUuid(),
            none, statement.opening);
  for (const Movement& m : statement.movements)
    table.add(std::string("movement"), m.seq, m.at, m.type, m.description, m.request, m.amount,
              m.balance);
  table.add(std::string("closing"), none, to, OptionalText(), OptionalText(), OptionalUuid(), none,
            statement.closing());
}

Datum wallet_statement(FunctionCallInfo fcinfo) {
  require_tables();
  pg::require_arguments(fcinfo, 3);
  const auto from = pg::argument<OptionalTime>(fcinfo, 1);
  const auto to = pg::argument<OptionalTime>(fcinfo, 2);
  answer(fcinfo, read(find_by_wallet(pg::argument<OptionalUuid>(fcinfo, 0)), from, to), from, to);
  return 0;
}

Datum account_statement(FunctionCallInfo fcinfo) {
  require_tables();
  pg::require_arguments(fcinfo, 3);
  const std::int64_t id = require(pg::argument<std::optional<std::int64_t>>(fcinfo, 0), "account");
  const auto from = pg::argument<OptionalTime>(fcinfo, 1);
  const auto to = pg::argument<OptionalTime>(fcinfo, 2);
  answer(fcinfo, read(find(find_account, id, "account", std::to_string(id)), from, to), from, to);
  return 0;
}

// Time of the line, or nothing.
std::string text_of(pg::Spi& spi, const OptionalTime& time) {
  return time ? std::get<0>(*spi.row<std::string>(write_time, *time)) : std::string();
}

void write_edge(csv::Writer& csv, std::string_view line, const std::string& time,
                money::Minor balance, const money::Currency& currency) {
  csv.field(line).field("").field(time).field("").field("").field("").field("");
  csv.field(balance, currency).field(currency.code).end_row();
}

std::string wallet_statement_text(const OptionalUuid& wallet, const OptionalTime& from,
                                  const OptionalTime& to) {
  require_tables();
  const Statement statement = read(find_by_wallet(wallet), from, to);
  const money::Currency currency =
      pg::value_or_raise(money::find_currency(statement.account.currency));
  pg::Spi spi(pg::Access::read);
  csv::Writer csv;
  for (const char* const title : {"line", "seq", "at", "type", "description", "related_request_id",
                                  "amount", "balance", "currency"})
    csv.field(std::string_view(title));
  csv.end_row();
  write_edge(csv, "opening", text_of(spi, from), statement.opening, currency);
  for (const Movement& m : statement.movements) {
    csv.field("movement").field(m.seq).field(text_of(spi, m.at)).field(m.type);
    csv.field(m.description.value_or("")).field(m.request ? to_string(*m.request) : "");
    csv.field(m.amount, currency).field(m.balance, currency).field(currency.code).end_row();
  }
  write_edge(csv, "closing", text_of(spi, to), statement.closing(), currency);
  return csv.take();
}

std::int64_t balance_at(const OptionalUuid& wallet, const OptionalTime& at) {
  require_tables();
  const Account account = find_by_wallet(wallet);
  pg::Spi spi(pg::Access::read);
  const auto row = spi.row<std::int64_t>(balance_until, account.id, require(at, "at_time"));
  return row ? std::get<0>(*row) : 0;
}

}  // namespace

}  // namespace socle::alogistics

SOCLE_ENTRY(alogistics_wallet_statement, socle::alogistics::wallet_statement);
SOCLE_ENTRY(alogistics_account_statement, socle::alogistics::account_statement);
SOCLE_EXPORT(alogistics_wallet_statement_text, socle::alogistics::wallet_statement_text);
SOCLE_EXPORT(alogistics_balance_at, socle::alogistics::balance_at);
