#include "alogistics/ledger.hpp"

#include <algorithm>

#include "domain/errors/catalogue.hpp"
#include "domain/ledger/transfer.hpp"
#include "pg/trigger.hpp"

namespace socle::alogistics::ledger {

namespace {

constinit pg::Statement<std::int64_t> lock_account{
    "select balance, kind = 'external', is_active, currency, owner_id"
    " from alogistics.ledger_accounts where id = $1 for no key update"};

// The time is taken after the lock and never runs backwards, so it grows with seq.
constinit pg::Statement<std::int64_t, std::int64_t> set_balance{
    "update alogistics.ledger_accounts set balance = $2, seq = seq + 1,"
    "   last_at = greatest(last_at, clock_timestamp())"
    " where id = $1 returning seq, last_at"};

constinit pg::Statement<std::string, Uuid, Uuid, std::string, std::vector<Uuid>> insert_transfer{
    "insert into alogistics.ledger_transfers (kind, request_id, actor_id, reason, parties)"
    " values ($1, $2, $3, $4, $5) returning id"};

constinit pg::Statement<std::int64_t, std::int64_t, std::int64_t, std::int64_t, std::int64_t,
                        std::string, pg::Timestamp>
    insert_entry{
        "insert into alogistics.ledger_entries"
        "   (account_id, seq, transfer_id, amount, balance_after, type, created_at)"
        " values ($1, $2, $3, $4, $5, $6::alogistics.wallet_transaction_type, $7)"};

constinit pg::Statement<Uuid, std::string> find_wallet{
    "select id from alogistics.ledger_accounts"
    " where kind = 'wallet' and owner_id = $1 and currency = $2"};

constinit pg::Statement<Uuid, std::string> open_wallet{
    "insert into alogistics.ledger_accounts (kind, owner_id, currency) values ('wallet', $1, $2)"
    " on conflict do nothing"};

constinit pg::Statement<std::string, std::string> find_house{
    "select id from alogistics.ledger_accounts"
    " where kind = $1::alogistics.ledger_account_kind and currency = $2"
    "   and kind not in ('wallet', 'escrow')"};
constinit pg::Statement<std::string, std::string> open_house{
    "insert into alogistics.ledger_accounts (kind, currency)"
    " values ($1::alogistics.ledger_account_kind, $2) on conflict do nothing"};

constinit pg::Statement<Uuid> find_escrow{
    "select id, balance from alogistics.ledger_accounts where kind = 'escrow' and request_id = $1"};
constinit pg::Statement<Uuid, std::string> insert_escrow{
    "insert into alogistics.ledger_accounts (kind, request_id, currency)"
    " values ('escrow', $1, $2) on conflict do nothing"};

// True while the core writes; guard_ledger() refuses everybody else.
constinit int posting_depth = 0;

class PostingScope {
 public:
  PostingScope() { ++posting_depth; }
  ~PostingScope() { --posting_depth; }
  PostingScope(const PostingScope&) = delete;
  PostingScope& operator=(const PostingScope&) = delete;
};

void guard_ledger(pg::Trigger& trigger) {
  if (posting_depth == 0)
    throw pg::Refused(Refusal(errors::ledger_closed).with("table", trigger.table_name()));
}

// A posting whose account is locked, and what the account will hold.
struct Locked {
  Posting posting;
  money::Minor balance_after;
  std::string currency;
  std::optional<Uuid> owner;
};

Locked lock(pg::Spi& spi, const Posting& posting) {
  const auto row = spi.row<std::int64_t, bool, bool, std::string, std::optional<Uuid>>(
      lock_account, posting.account);
  if (!row)
    throw pg::Refused(
        Refusal(errors::not_found).with("entity", "account").with("id", posting.account));
  const auto& [balance, may_be_negative, is_active, currency, owner] = *row;
  const money::Minor after = pg::value_or_raise(
      socle::ledger::apply({balance, may_be_negative, is_active, currency}, posting.amount));
  return {posting, after, currency, owner};
}

std::vector<Locked> lock_all(pg::Spi& spi, std::vector<Posting> postings) {
  std::sort(postings.begin(), postings.end(),
            [](const Posting& a, const Posting& b) { return a.account < b.account; });
  std::vector<Locked> locked;
  locked.reserve(postings.size());
  for (const Posting& posting : postings) locked.push_back(lock(spi, posting));
  for (const Locked& line : locked)
    if (line.currency != locked.front().currency)
      throw pg::Refused(Refusal(errors::currency_mismatch)
                            .with("given", line.currency)
                            .with("expected", locked.front().currency));
  return locked;
}

void check_balanced(const std::vector<Posting>& postings) {
  std::vector<socle::ledger::Line> lines;
  lines.reserve(postings.size());
  for (const Posting& posting : postings) lines.push_back({posting.account, posting.amount});
  pg::check(socle::ledger::check_lines(lines));
}

std::vector<Uuid> parties_of(const std::vector<Locked>& lines) {
  std::vector<Uuid> parties;
  for (const Locked& line : lines)
    if (line.owner) parties.push_back(*line.owner);
  return parties;
}

}  // namespace

void post(pg::Spi& spi, const Transfer& transfer) {
  check_balanced(transfer.postings);
  const std::vector<Locked> lines = lock_all(spi, transfer.postings);
  const PostingScope scope;
  const std::int64_t id =
      std::get<0>(*spi.row<std::int64_t>(insert_transfer, transfer.kind, transfer.request,
                                         transfer.actor, transfer.reason, parties_of(lines)));
  for (const Locked& line : lines) {
    const auto moved =
        spi.row<std::int64_t, pg::Timestamp>(set_balance, line.posting.account, line.balance_after);
    const auto& [seq, at] = *moved;
    spi.run(insert_entry, line.posting.account, seq, id, line.posting.amount, line.balance_after,
            line.posting.type, at);
  }
}

AccountId wallet_of(pg::Spi& spi, const Uuid& person, std::string_view currency) {
  auto row = spi.row<std::int64_t>(find_wallet, person, currency);
  if (!row) {
    spi.run(open_wallet, person, currency);
    row = spi.row<std::int64_t>(find_wallet, person, currency);
  }
  return std::get<0>(row.value());
}

AccountId house_account(pg::Spi& spi, std::string_view kind, std::string_view currency) {
  auto row = spi.row<std::int64_t>(find_house, kind, currency);
  if (!row) {
    spi.run(open_house, kind, currency);
    row = spi.row<std::int64_t>(find_house, kind, currency);
  }
  return std::get<0>(row.value());
}

AccountId open_escrow(pg::Spi& spi, const Uuid& request, std::string_view currency) {
  spi.run(insert_escrow, request, currency);
  return escrow_of(spi, request).value().account;
}

std::optional<Escrow> escrow_of(pg::Spi& spi, const Uuid& request) {
  const auto row = spi.row<std::int64_t, std::int64_t>(find_escrow, request);
  if (!row) return std::nullopt;
  return Escrow{std::get<0>(*row), std::get<1>(*row)};
}

}  // namespace socle::alogistics::ledger

SOCLE_TRIGGER(alogistics_guard_ledger, socle::alogistics::ledger::guard_ledger);
