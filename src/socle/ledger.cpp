#include "socle/ledger.hpp"

#include <algorithm>

#include "domain/errors/catalogue.hpp"
#include "domain/ledger/house.hpp"
#include "domain/ledger/transfer.hpp"
#include "domain/utf8.hpp"
#include "pg/enum.hpp"
#include "pg/transaction.hpp"
#include "socle/idempotency.hpp"
#include "socle/ledger_tables.hpp"

namespace socle::ledger {

namespace {

// A posting that leaves lines waiting tries now and then to fold some: every so often in a session,
// and by chance, for clients that come for one call. Bounds the queue, and the work of the one that
// does it.
constexpr TransferId fold_every = 256;
constexpr int fold_every_in_session = 64;
constinit int left_waiting = 0;
constexpr std::int64_t fold_lines_max = 1024;
constexpr std::ptrdiff_t reason_characters_max = 1000;

// What a row of ledger_accounts says, as far as posting needs it.
struct State {
  std::string kind;
  std::string currency;
  money::Minor balance;
  std::int64_t seq;
  std::int64_t last_at;
  bool is_active;
  bool is_closed;
  std::optional<Uuid> owner;
};

// A line with its place in an account that is locked.
struct Placed {
  Posting posting;
  std::int64_t seq;
  money::Minor balance_after;
  std::int64_t at;
};

// One posting at work.
class Poster {
 public:
  Poster(pg::Schema system, const Transfer& transfer)
      : system_(system), transfer_(transfer), accounts_(system, account::table) {}

  TransferId post();

 private:
  State find(AccountId id);
  void place(const Posting& posting);
  void update_account(const Posting& posting, State& state);
  void check_currency(const State& state);
  Datum type_of(const Posting& posting) const {
    return pg::enum_value(system_, "wallet_transaction_type", posting.type);
  }
  TransferId write_transfer();
  void write_entries(TransferId id);
  void write_queue(TransferId id);
  void fold_some(TransferId id);

  pg::Schema system_;
  const Transfer& transfer_;
  std::optional<pg::FreshSnapshot> snapshot_{std::in_place};
  pg::OpenTable accounts_;
  std::string currency_;
  std::vector<Placed> placed_;
  std::vector<Posting> queued_;
  std::vector<Uuid> parties_;
};

State read(const pg::OpenTable& row) {
  return {pg::enum_label(row.value(account::kind).value),
          row.get<std::string>(account::currency),
          row.get<std::int64_t>(account::balance),
          row.get<std::int64_t>(account::seq),
          row.get<pg::Timestamp>(account::last_at).microseconds,
          row.get<bool>(account::is_active),
          !row.value(account::closed_at).isnull,
          row.get<std::optional<Uuid>>(account::owner_id)};
}

State Poster::find(AccountId id) {
  if (!accounts_.find(id))
    throw pg::Refused(Refusal(errors::not_found).with("entity", "account").with("id", id));
  return read(accounts_);
}

void Poster::check_currency(const State& state) {
  if (currency_.empty()) currency_ = state.currency;
  if (state.currency != currency_)
    throw pg::Refused(Refusal(errors::currency_mismatch)
                          .with("given", state.currency)
                          .with("expected", currency_));
}

// The UPDATE is the lock. Where somebody else was faster, what he left is decided upon anew. The
// time is taken after the lock and never runs backwards, so that it grows with seq.
void Poster::update_account(const Posting& posting, State& state) {
  for (;;) {
    const money::Minor after =
        pg::value_or_raise(apply({state.balance, may_be_negative(state.kind), state.is_active,
                                  state.currency, state.is_closed},
                                 posting.amount));
    const std::int64_t at = std::max(pg::wall_time(), state.last_at);
    const pg::OpenTable::Change changes[] = {
        {account::balance, pg::Type<std::int64_t>::write(after)},
        {account::seq, pg::Type<std::int64_t>::write(state.seq + 1)},
        {account::last_at, pg::Type<pg::Timestamp>::write({at})}};
    if (accounts_.update(changes)) {
      placed_.push_back({posting, state.seq + 1, after, at});
      return;
    }
    state = read(accounts_);
  }
}

void Poster::place(const Posting& posting) {
  State state = find(posting.account);
  check_currency(state);
  if (transfer_.is_by_hand && !state.owner && !is_house(state.kind))
    throw pg::Refused(Refusal(errors::not_allowed)
                          .with("reason", "account is kept for something")
                          .with("kind", state.kind));
  if (state.owner) parties_.push_back(*state.owner);
  if (is_queued(state.kind, state.balance, posting.amount)) {
    queued_.push_back(posting);
    return;
  }
  if (is_house(state.kind)) {
    // What waits may be what the debit needs, or what no longer fits.
    fold(system_, posting.account, all_lines, false);
    accounts_.end_search();
    snapshot_.reset();
    snapshot_.emplace();
    state = find(posting.account);
  }
  update_account(posting, state);
}

TransferId Poster::write_transfer() {
  pg::OpenTable table(system_, transfer::table);
  const TransferId id = table.next_id();
  const NullableDatum row[] = {
      pg::write_datum(id),
      pg::write_datum(transfer_.kind),
      pg::write_datum(transfer_.request),
      pg::write_datum(transfer_.actor),
      pg::write_datum(transfer_.reason),
      pg::write_datum(current_idempotency_key()),
      pg::write_datum(transfer_.reverses),
      pg::write_datum(parties_),
      pg::write_datum(pg::Timestamp{pg::wall_time()}),
  };
  static_assert(std::size(row) == std::size(transfer::columns));
  table.insert(row);
  return id;
}

void Poster::write_entries(TransferId id) {
  if (placed_.empty()) return;
  std::vector<NullableDatum> rows;
  rows.reserve(placed_.size() * std::size(entry::columns));
  for (const Placed& line : placed_) {
    rows.push_back(pg::write_datum(line.posting.account));
    rows.push_back(pg::write_datum(line.seq));
    rows.push_back(pg::write_datum(id));
    rows.push_back(pg::write_datum(line.posting.amount));
    rows.push_back(pg::write_datum(line.balance_after));
    rows.push_back({type_of(line.posting), false});
    rows.push_back(pg::write_datum(pg::Timestamp{line.at}));
  }
  pg::OpenTable(system_, entry::table).insert_rows(rows.data(), placed_.size());
}

void Poster::write_queue(TransferId id) {
  if (queued_.empty()) return;
  const pg::Timestamp now{pg::wall_time()};
  std::vector<NullableDatum> rows;
  rows.reserve(queued_.size() * std::size(queue::columns));
  for (const Posting& posting : queued_) {
    rows.push_back(pg::write_datum(posting.account));
    rows.push_back(pg::write_datum(id));
    rows.push_back(pg::write_datum(posting.amount));
    rows.push_back({type_of(posting), false});
    rows.push_back(pg::write_datum(now));
  }
  pg::OpenTable(system_, queue::table).insert_rows(rows.data(), queued_.size());
}

// Last, and without waiting, so that it cannot be part of a deadlock.
void Poster::fold_some(TransferId id) {
  if (queued_.empty()) return;
  const bool is_due = ++left_waiting >= fold_every_in_session || id % fold_every == 0;
  if (!is_due || !pg::sees_latest_commits()) return;
  left_waiting = 0;
  accounts_.end_search();
  snapshot_.reset();
  for (const Posting& posting : queued_) fold(system_, posting.account, fold_lines_max, true);
}

TransferId Poster::post() {
  std::vector<Posting> sorted = transfer_.postings;
  std::sort(sorted.begin(), sorted.end(),
            [](const Posting& a, const Posting& b) { return a.account < b.account; });
  for (const Posting& posting : sorted) place(posting);
  const TransferId id = write_transfer();
  write_entries(id);
  write_queue(id);
  fold_some(id);
  return id;
}

// What the table's CHECK says; constraints do not act on the core.
void check_reason(const std::optional<std::string>& reason) {
  if (reason && character_count(*reason) > reason_characters_max)
    throw pg::Refused(
        Refusal(errors::invalid_value).with("field", "reason").with("reason", "too long"));
}

void check_balanced(const std::vector<Posting>& postings) {
  std::vector<Line> lines;
  lines.reserve(postings.size());
  for (const Posting& posting : postings) lines.push_back({posting.account, posting.amount});
  pg::check(check_lines(lines));
}

}  // namespace

TransferId post(pg::Schema system, const Transfer& transfer) {
  check_balanced(transfer.postings);
  check_reason(transfer.reason);
  return Poster(system, transfer).post();
}

}  // namespace socle::ledger
