// Wallets: opened with the profile, and moved from outside through the view wallet_transactions.
#include "alogistics/system.hpp"
#include "domain/errors/catalogue.hpp"
#include "pg/trigger.hpp"
#include "socle/ledger_accounts.hpp"
#include "socle/notify.hpp"
#include "socle/platform_settings.hpp"

namespace socle::alogistics {

namespace {

constinit pg::Statement<std::int64_t> last_entry{
    "select a.public_id, e.seq, e.balance_after, e.created_at,"
    "   (lpad(to_hex(e.account_id), 16, '0') || lpad(to_hex(e.seq), 16, '0'))::uuid"
    " from alogistics.ledger_accounts as a"
    "   join alogistics.ledger_entries as e on e.account_id = a.id and e.seq = a.seq"
    " where a.id = $1"};

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

void tell_owner(pg::Spi& spi, pg::Schema system, const Uuid& owner, int sign, money::Minor amount,
                money::Minor balance, std::string_view currency) {
  const money::Currency unit = pg::value_or_raise(money::find_currency(currency));
  const std::string locale = locale_of(spi, system, owner);
  const notifications::Parameter parameters[] = {{"amount", money::format(amount, unit, locale)},
                                                 {"balance", money::format(balance, unit, locale)}};
  notify(spi, system, owner, sign > 0 ? "wallet.credited.owner" : "wallet.debited.owner",
         parameters, std::nullopt);
}

// The row as the view will show it.
money::Minor show(pg::Spi& spi, pg::Row& row, std::int64_t account, money::Minor signed_amount) {
  const auto entry =
      spi.row<Uuid, std::int64_t, std::int64_t, pg::Timestamp, Uuid>(last_entry, account);
  const auto& [wallet, seq, balance, at, id] = entry.value();
  row.set("id", id);
  row.set("seq", seq);
  row.set("balance_before", balance - signed_amount);
  row.set("balance_after", balance);
  row.set("created_at", at);
  return balance;
}

// update_wallet_balance(): an INSERT into wallet_transactions, posted through the core.
void update_wallet_balance(pg::Trigger& trigger) {
  const pg::Schema system = require_tables();
  const Caller caller = require_caller(system);
  if (!caller.is_system)
    throw pg::Refused(Refusal(errors::not_allowed).with_json("allowed_for", R"(["system"])"));
  pg::Row& row = trigger.new_row();
  const Meaning& meaning = meaning_of(row.get<std::optional<std::string>>("type"));
  const money::Minor amount = amount_of(row);
  const auto public_id = row.get<std::optional<Uuid>>("wallet_id");
  if (!public_id) throw pg::Refused(Refusal(errors::missing_value).with("field", "wallet_id"));

  const ledger::Wallet wallet = ledger::require_wallet(system, *public_id);
  const money::Minor signed_amount = meaning.sign * amount;
  ledger::post(system, {meaning.type,
                        row.get<std::optional<Uuid>>("related_request_id"),
                        caller.user,
                        row.get<std::optional<std::string>>("description"),
                        {{wallet.account, signed_amount, meaning.type},
                         {ledger::house_account(system, meaning.other, wallet.currency),
                          -signed_amount, meaning.type}}});
  pg::Spi spi;
  const money::Minor balance = show(spi, row, wallet.account, signed_amount);
  tell_owner(spi, system, wallet.owner, meaning.sign, amount, balance, wallet.currency);
}

}  // namespace

}  // namespace socle::alogistics

SOCLE_TRIGGER(alogistics_create_user_wallet, socle::alogistics::create_user_wallet);
SOCLE_TRIGGER(alogistics_update_wallet_balance, socle::alogistics::update_wallet_balance);
