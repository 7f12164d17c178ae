// Wallets are opened, frozen, released and closed.
#include "alogistics/money_op.hpp"
#include "domain/errors/catalogue.hpp"

namespace socle::alogistics {

namespace {

constinit pg::Statement<std::int64_t, bool, std::string> set_active{
    "update alogistics.ledger_accounts set is_active = $2, state_reason = $3 where id = $1"};
constinit pg::Statement<std::int64_t, std::string> set_closed{
    "update alogistics.ledger_accounts"
    " set is_active = false, closed_at = clock_timestamp(), state_reason = $2 where id = $1"};

// Money of this wallet's owner that is still on its way, and could come back to it.
constinit pg::Statement<Uuid, Uuid, std::string> find_underway{
    "select case"
    "   when exists (select from alogistics.holds where wallet_id = $1 and status = 'open')"
    "   then 'hold'"
    "   when exists (select from alogistics.withdrawals"
    "                where wallet_id = $1 and closed_at is null) then 'withdrawal'"
    "   when exists (select from alogistics.payment_intents"
    "                where wallet_id = $1 and status = 'open') then 'top-up'"
    "   when exists (select from alogistics.transport_requests"
    "                where assigned_transporter_id = $2 and currency = $3"
    "                  and status in ('assigned', 'in_progress', 'disputed')) then 'job'"
    "   when exists (select from alogistics.transport_requests as r"
    "                  join alogistics.ledger_accounts as a"
    "                    on a.kind = 'escrow' and a.subject_id = r.id and a.balance > 0"
    "                where r.client_id = $2 and r.currency = $3)"
    "     or exists (select from alogistics.transport_requests"
    "                where client_id = $2 and currency = $3 and status = 'disputed')"
    "   then 'job' end"};

void refuse_unless_empty(const ledger::Wallet& wallet) {
  const auto refusal = [&] {
    return Refusal(errors::wallet_not_empty)
        .with("balance", wallet.balance)
        .with("currency", wallet.currency);
  };
  if (wallet.balance != 0) throw pg::Refused(refusal());
  pg::Spi spi;
  const auto underway =
      spi.row<OptionalText>(find_underway, wallet.id, wallet.owner, wallet.currency);
  if (const OptionalText& what = std::get<0>(*underway))
    throw pg::Refused(refusal().with("underway", *what));
}

Uuid open_wallet(const OptionalText& currency) {
  const pg::Schema system = require_tables();
  const Caller caller = require_caller(system);
  if (!caller.user) throw pg::Refused(Refusal(errors::authentication_required));
  const std::string& code = require(currency, "currency");
  pg::value_or_raise(money::find_currency(code));
  const pg::AsRole owner(pg::owner_of(system));
  return ledger::wallet_at(system, ledger::wallet_of(system, *caller.user, code)).id;
}

void tell(pg::Schema system, const ledger::Wallet& wallet, std::string_view key,
          const std::string& reason) {
  pg::Spi spi;
  const notifications::Parameter parameters[] = {{"currency", wallet.currency}, {"reason", reason}};
  notify(spi, system, wallet.owner, key, parameters, std::nullopt);
}

// The wallet, locked: a movement that waits for the lock finds what was decided here.
ledger::Wallet lock_of_another(pg::Schema system, const Caller& caller, const Uuid& id) {
  ledger::Wallet wallet = ledger::lock_wallet(system, id);
  refuse_own(caller, wallet.owner);
  if (wallet.is_closed) throw pg::Refused(Refusal(errors::wallet_closed));
  return wallet;
}

bool change_state(const OptionalUuid& wallet_uuid, const OptionalText& reason,
                  void (*change)(pg::Schema, const ledger::Wallet&, const std::string&)) {
  const pg::Schema system = require_tables();
  const Caller caller = require_staff(system);
  const Uuid id = require(wallet_uuid, "wallet_uuid");
  const std::string& why = require_reason(reason);
  const pg::AsRole owner(pg::owner_of(system));
  change(system, lock_of_another(system, caller, id), why);
  return true;
}

bool freeze_wallet(const OptionalUuid& wallet_uuid, const OptionalText& reason) {
  return change_state(wallet_uuid, reason,
                      [](pg::Schema system, const ledger::Wallet& wallet, const std::string& why) {
                        if (!wallet.is_active) return;
                        pg::Spi().run(set_active, wallet.account, false, why);
                        tell(system, wallet, "wallet.frozen.owner", why);
                      });
}

bool unfreeze_wallet(const OptionalUuid& wallet_uuid, const OptionalText& reason) {
  return change_state(wallet_uuid, reason,
                      [](pg::Schema system, const ledger::Wallet& wallet, const std::string& why) {
                        if (wallet.is_active) return;
                        pg::Spi().run(set_active, wallet.account, true, why);
                        tell(system, wallet, "wallet.unfrozen.owner", why);
                      });
}

bool close_wallet(const OptionalUuid& wallet_uuid, const OptionalText& reason) {
  return change_state(wallet_uuid, reason,
                      [](pg::Schema system, const ledger::Wallet& wallet, const std::string& why) {
                        refuse_unless_empty(wallet);
                        const ledger::WritingLedger writing;
                        pg::Spi().run(set_closed, wallet.account, why);
                        tell(system, wallet, "wallet.closed.owner", why);
                      });
}

}  // namespace

}  // namespace socle::alogistics

SOCLE_EXPORT(alogistics_open_wallet, socle::alogistics::open_wallet);
SOCLE_EXPORT(alogistics_freeze_wallet, socle::alogistics::freeze_wallet);
SOCLE_EXPORT(alogistics_unfreeze_wallet, socle::alogistics::unfreeze_wallet);
SOCLE_EXPORT(alogistics_close_wallet, socle::alogistics::close_wallet);
