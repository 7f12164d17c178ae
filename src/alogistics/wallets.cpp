// Wallets: opened with the profile, and moved from outside through the view wallet_transactions.
#include "alogistics/money_op.hpp"
#include "domain/errors/catalogue.hpp"
#include "pg/trigger.hpp"

namespace socle::alogistics {

namespace {

constinit pg::Statement<std::int64_t> last_seq{
    "select seq from alogistics.ledger_accounts where id = $1"};
constinit pg::Statement<std::int64_t, std::int64_t> read_entry{
    "select balance_after, created_at,"
    "   (lpad(to_hex(account_id), 16, '0') || lpad(to_hex(seq), 16, '0'))::uuid"
    " from alogistics.ledger_entries where account_id = $1 and seq = $2"};

void create_user_wallet(pg::Trigger& trigger) {
  ledger::wallet_of(trigger.schema(), trigger.new_row().get<Uuid>("id"),
                    text_setting(trigger.schema(), "platform.currency"));
}

// What a type of movement means: its direction, and the account on the other side.
struct Meaning {
  std::string_view type;
  int sign;
  std::string_view other;
};
constexpr Meaning meanings[] = {
    {"credit", 1, "external"},      {"refund", 1, "platform"},      {"debit", -1, "external"},
    {"withdrawal", -1, "external"}, {"commission", -1, "platform"}, {"penalty", -1, "penalties"},
};

const Meaning& meaning_of(const std::optional<std::string>& type) {
  if (!type) throw pg::Refused(Refusal(errors::missing_value).with("field", "type"));
  for (const Meaning& meaning : meanings)
    if (meaning.type == *type) return meaning;
  throw pg::Refused(Refusal(errors::invalid_value).with("field", "type").with("reason", "unknown"));
}

money::Minor amount_of(pg::Row& row) {
  const auto amount = row.get<std::optional<std::int64_t>>("amount");
  if (!amount) throw pg::Refused(Refusal(errors::missing_value).with("field", "amount"));
  if (*amount <= 0) throw pg::Refused(Refusal(errors::invalid_amount).with("given", *amount));
  return *amount;
}

// The row as the view will show it.
money::Minor show(pg::Spi& spi, pg::Row& row, std::int64_t account, std::int64_t seq,
                  money::Minor signed_amount) {
  const auto entry = spi.row<std::int64_t, pg::Timestamp, Uuid>(read_entry, account, seq);
  const auto& [balance, at, id] = entry.value();
  row.set("id", id);
  row.set("seq", seq);
  row.set("balance_before", balance - signed_amount);
  row.set("balance_after", balance);
  row.set("created_at", at);
  return balance;
}

// What the INSERT asks for.
struct Movement {
  const Meaning& meaning;
  money::Minor amount;
  Uuid wallet;
  OptionalUuid request;
  OptionalText description;
};

Movement read(pg::Row& row) {
  const Meaning& meaning = meaning_of(row.get<OptionalText>("type"));
  const money::Minor amount = amount_of(row);
  const Uuid wallet = require(row.get<OptionalUuid>("wallet_id"), "wallet_id");
  return {meaning, amount, wallet, row.get<OptionalUuid>("related_request_id"),
          row.get<OptionalText>("description")};
}

// The number of the wallet's new line.
std::int64_t post(pg::Schema system, const Caller& caller, const ledger::Wallet& wallet,
                  const Movement& movement) {
  const Meaning& meaning = movement.meaning;
  const money::Minor amount = meaning.sign * movement.amount;
  check_request(movement.request);
  ledger::post(
      system,
      {meaning.type,
       movement.request,
       caller.user,
       movement.description,
       {{wallet.account, amount, meaning.type},
        {ledger::house_account(system, meaning.other, wallet.currency), -amount, meaning.type}}});
  return std::get<0>(*pg::Spi().row<std::int64_t>(last_seq, wallet.account));
}

// update_wallet_balance(): an INSERT into wallet_transactions, posted through the core. The header
// Idempotency-Key stands for one row: a second one with other values is refused.
void update_wallet_balance(pg::Trigger& trigger) {
  const pg::Schema system = require_tables();
  const Caller caller = require_system(system);
  pg::Row& row = trigger.new_row();
  const Movement movement = read(row);
  const ledger::Wallet wallet = ledger::require_wallet(system, movement.wallet);
  Call call(system, "wallet_transactions", std::nullopt,
            Arguments(movement.wallet, movement.meaning.type, movement.amount, movement.request,
                      movement.description));
  const bool is_repeated = call.answer().has_value();
  const std::int64_t seq = is_repeated ? read_answer<std::int64_t>(*call.answer())
                                       : post(system, caller, wallet, movement);
  pg::Spi spi;
  const money::Minor balance =
      show(spi, row, wallet.account, seq, movement.meaning.sign * movement.amount);
  if (is_repeated) return;
  call.remember(answer_json(seq));
  tell_moved(system, wallet, movement.meaning.sign * movement.amount, balance);
}

}  // namespace

}  // namespace socle::alogistics

SOCLE_TRIGGER(alogistics_create_user_wallet, socle::alogistics::create_user_wallet);
SOCLE_TRIGGER(alogistics_update_wallet_balance, socle::alogistics::update_wallet_balance);
